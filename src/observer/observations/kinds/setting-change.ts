import { APPROVE, DISMISS, type Kind, type Slot } from '../kind.ts';

/** The name of this kind. */
export const SETTING_CHANGE = 'setting_change';

/** The settings that a proposal can change. The list is closed: what each does is in the table of proposals. */
const SETTINGS = ['alias', 'stop_asking', 'digest_weekly', 'glossary'] as const;
export type SettingName = (typeof SETTINGS)[number];

const SAY = { id: 'setting_say', label: 'Say what it means…', style: 'primary' } as const;

const COUNTED: Slot = { isCounted: true, strength: ({ times }) => times };

/** A change of how Rapport works that code has counted a reason for. An admin's Approve makes it. */
export const settingChange: Kind = {
  slots: Object.fromEntries(SETTINGS.map((name) => [name, COUNTED])),
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
    rank: 0,
  },
  news: null,
  instructions: null,
};
