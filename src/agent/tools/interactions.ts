import {
  ListMyInteractions,
  LogInteraction,
  listMyInteractions,
  logInteraction,
} from '../../crm/interactions.ts';
import { readTool, writeTool } from './tool.ts';

export const interactionTools = {
  log_interaction: writeTool(
    LogInteraction,
    logInteraction,
    'Save something that happened between the person and a customer: a meeting, call, email, message or note. ' +
      'Creates or finds the company and contacts, and the follow-up, in this one call. ' +
      'One call for each interaction; several people in one meeting go into one call.',
  ),
  list_my_interactions: readTool(
    ListMyInteractions,
    listMyInteractions,
    'List what the person has logged, newest first, optionally for a company or between two days.',
  ),
};
