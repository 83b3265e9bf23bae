import { daysKept } from './setting-rules.ts';

/** For how many days what is not about customers is kept; undefined for good. */
export type KeepConfig = {
  /** What was said, word for word. */
  messages: number | undefined;
  /** Events of Slack, where no answer was begun for them. */
  inbox: number | undefined;
  /** What the agent did for an answer, step by step. */
  steps: number | undefined;
  /** What was sent: answers, reports, reminders. */
  deliveries: number | undefined;
  /** That there were answers, reports and nights, and what they cost. */
  runs: number | undefined;
};

/** The rules of the settings that say so. */
export const KEEP_VARIABLES = {
  KEEP_MESSAGES: daysKept(400),
  KEEP_INBOX: daysKept(90),
  KEEP_STEPS: daysKept(90),
  KEEP_DELIVERIES: daysKept(90),
  KEEP_RUNS: daysKept(400),
};

export const readKeep = (values: Record<keyof typeof KEEP_VARIABLES, number | undefined>): KeepConfig => ({
  messages: values.KEEP_MESSAGES,
  inbox: values.KEEP_INBOX,
  steps: values.KEEP_STEPS,
  deliveries: values.KEEP_DELIVERIES,
  runs: values.KEEP_RUNS,
});
