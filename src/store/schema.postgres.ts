import { defineSchema } from './schema.ts';

export const {
  members,
  companies,
  contacts,
  relationships,
  interactions,
  interactionContacts,
  followUps,
  changes,
  searchEntries,
  inbox,
  messages,
  agentRuns,
  agentSteps,
  outbox,
  reportRuns,
  schedules,
} = defineSchema('postgres');
