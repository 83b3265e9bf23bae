import { z } from 'zod';

/** What the verbs answer, as far as replies need it. */

const Text = z.string().nullish().catch(null);

export const Written = z
  .object({ saved: z.string().catch('') })
  .transform(({ saved }) => ({ summary: saved }));

const Task = z.object({ title: z.string(), due_on: Text });

/** What setting a follow-up answers, and logging an interaction with one. */
export const Tasked = z
  .object({ follow_up: Task.optional(), follow_ups: z.array(Task).optional() })
  .transform(({ follow_up: one, follow_ups: [first] = [] }, issues) => {
    const task = one ?? first;
    if (task) return { followUp: { title: task.title, dueOn: task.due_on } };
    issues.addIssue({ code: 'custom', message: 'no follow-up' });
    return z.NEVER;
  });

const Interaction = z
  .object({
    kind: z.string(),
    occurred_on: z.string(),
    summary: z.string(),
    company: Text,
    contacts: z.array(z.string()).catch([]),
    member: z.string().catch(''),
    is_private: z.boolean().catch(false),
  })
  .transform(({ occurred_on: occurredOn, is_private: isPrivate, ...rest }) => ({
    ...rest,
    occurredOn,
    isPrivate,
  }));
export type Interaction = z.output<typeof Interaction>;

const FollowUp = z.object({
  id: Text,
  title: z.string(),
  due_on: Text,
  company: Text,
  contact: Text,
  owner: z.string().catch(''),
});
export type FollowUpView = z.output<typeof FollowUp>;
export const FollowUps = z.object({ open_follow_ups: z.array(FollowUp).catch([]) });

const PersonView = z.object({
  name: z.string(),
  email: Text,
  title: Text,
  companies: z.array(z.string()).catch([]),
});
export type PersonView = z.output<typeof PersonView>;

const History = {
  interactions: z.array(Interaction).catch([]),
  open_follow_ups: z.array(FollowUp).catch([]),
};

export const CustomerView = z.object({
  company: z.object({ name: z.string(), domain: Text, about: Text }).nullish().catch(null),
  people: z.array(PersonView).catch([]),
  contact: PersonView.extend({ phone: Text, about: Text }).nullish().catch(null),
  connections: z.array(z.object({ words: z.string(), until: Text })).catch([]),
  ...History,
});
export type CustomerView = z.output<typeof CustomerView>;

export const Interactions = z.object({ interactions: History.interactions });

export const FoundAll = z.object({
  companies: z.array(z.object({ name: z.string() })).catch([]),
  contacts: z.array(z.object({ name: z.string() })).catch([]),
  interactions: History.interactions,
});
