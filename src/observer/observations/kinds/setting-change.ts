import { APPROVE, DISMISS, type Kind, type Slot } from '../kind.ts';

/** The name of this kind. */
export const SETTING_CHANGE = 'setting_change';

/** The settings that a proposal can change, and what is counted for each. The list is closed: what each does is in the table of proposals. */
const SETTINGS = {
  alias: 'my questions about this name in a week, and what was answered',
  stop_asking: 'my questions about such names in a week, and what was answered',
  digest_weekly: 'digests of two weeks, and what was decided about them',
  glossary: 'look-ups of this word in a week that found nobody',
  report_for_channel: 'questions for this report in a channel in a week',
} as const;
export type SettingName = keyof typeof SETTINGS;

const SAY = { id: 'setting_say', label: 'Say what it means…', style: 'primary' } as const;

const count = (counted: string): Slot => ({ counted, strength: ({ times }) => times });

/** A change of how Rapport works that code has counted a reason for. An admin's Approve makes it. */
export const settingChange: Kind = {
  slots: Object.fromEntries(Object.entries(SETTINGS).map(([name, counted]) => [name, count(counted)])),
  daysToLive: 30,
  // Code proposes it when the team's night ends: no model has a say in it.
  passes: [],
  restsOn: { type: 'signal', hasRemark: false, isRecounted: false, isSelfEvident: true },
  activeBecause: () => undefined,
  review: {
    askedAs: 'proposed',
    accepted: (who) => `Done${who}: a week from now the digest says what it did.`,
    dismissed: (who) => `Not so${who}.`,
    undo: { id: 'setting_undo', label: 'Undo' },
    again: { id: 'setting_again', label: 'Approve after all' },
  },
  recalled: null,
  isOnHome: false,
  digest: {
    title: 'Shall I work differently?',
    buttons: [APPROVE, DISMISS],
    buttonsOf: ({ slot }) => (slot === 'glossary' ? [SAY, DISMISS] : undefined),
    channelOf: ({ slot, subject }) => (slot === 'report_for_channel' ? subject : undefined),
    rank: 0,
  },
  news: null,
  instructions: null,
};
