import type { OpenHome } from '../app/home-screens.ts';
import type { Document } from '../delivery/document.ts';
import { LIMITS } from './limits.ts';

/** More than has room anywhere. */
export const LONG = 'Ana said that the renewal waits for the budget. '.repeat(30);

const quote = {
  text: LONG,
  from: 'Acme, Tue 24 Nov 2026',
  place: { channel: 'C0123456789', ts: '1795449600.000001' },
};

/** A digest with cards of each sort, all that a card can have on the first of them. */
export const DIGEST: Document = {
  title: 'The week in review · Mon 30 Nov 2026',
  text: 'What I have seen',
  cards: [
    {
      title: 'What customers bring up',
      text: LONG,
      quotes: Array.from({ length: LIMITS.cardQuotes }, () => quote),
      note: LONG,
      actions: [
        { id: 'observation_approve', label: 'Approve', value: 'x', style: 'primary' },
        { id: 'observation_dismiss', label: 'Dismiss', value: 'x' },
        { id: 'observation_evidence', label: 'Evidence', value: 'x' },
      ],
    },
    {
      title: 'Shall I work differently?',
      text: LONG,
      actions: [
        { id: 'setting_say', label: 'Say what it means…', value: 'x', style: 'primary' },
        { id: 'observation_dismiss', label: 'Dismiss', value: 'x' },
      ],
    },
    {
      title: 'Shall I work differently?',
      text: LONG,
      note: 'Done by Ada: a week from now the digest says what it did.',
      actions: [{ id: 'setting_undo', label: 'Undo', value: 'x' }],
    },
    {
      title: 'Shall I work differently?',
      text: LONG,
      note: 'Not so by Ada',
      actions: [{ id: 'setting_again', label: 'Approve after all', value: 'x' }],
    },
    { title: 'What goes wrong with me', text: LONG, actions: [], outcome: 'Dismissed by Ada' },
  ],
  facts: [{ label: 'Questions about “Bluefin”', value: '9 in the week before, 0 in the week since' }],
  note: '3 more items did not fit in here and will come.',
  actions: [{ id: 'digest_night', label: 'How the night went', value: '2026-11-30' }],
};

/** What a member is told in the morning. */
export const NEWS: Document = {
  text: 'I have a question about how I answer you.',
  cards: [
    {
      title: 'Shall I answer you in bullet points from now on?',
      text: LONG,
      actions: [
        { id: 'observation_approve', label: 'Yes', value: 'x', style: 'primary' },
        { id: 'observation_in_reports', label: 'Only in reports', value: 'x' },
        { id: 'observation_dismiss', label: 'No', value: 'x' },
      ],
    },
    {
      title: 'Still to do?',
      text: LONG,
      actions: [
        { id: 'promise_done', label: 'Done', value: 'x', style: 'primary' },
        { id: 'observation_forget', label: 'Dismiss', value: 'x' },
      ],
    },
    {
      title: 'Shall I log this?',
      text: LONG,
      actions: [
        { id: 'capture_log', label: 'Log this', value: 'x', style: 'primary' },
        { id: 'capture_skip', label: 'No, thanks', value: 'x' },
      ],
    },
    {
      title: 'Logged',
      text: LONG,
      note: LONG,
      actions: [
        {
          id: 'capture_undo',
          label: 'Undo',
          value: 'x',
          style: 'danger',
          confirm: { title: 'Undo?', text: 'Take it back?', yes: 'Undo', no: 'Keep' },
        },
      ],
    },
    { title: 'Shall I log this?', text: LONG, actions: [], outcome: 'Not logged.' },
  ],
  note: 'Only you see this.',
};

/** What the Home tab lists as learned: more than it shows. */
export const LEARNED: OpenHome['learned'] = Array.from({ length: LIMITS.learned + 1 }, (_, at) => ({
  id: `OBSERVATION${at}`,
  scope: 'MEMBER',
  memberId: 'MEMBER',
  kind: 'made_up',
  subject: 'member',
  slot: 'format',
  valueKey: 'bullets',
  companyId: null,
  claim: LONG,
  remark: null,
  signal: null,
  status: 'active' as const,
  confidence: 80,
  sources: 1,
  days: 1,
  night: '2026-11-24',
  supersededBy: null,
  lastEvidenceAt: new Date(0),
  expiresAt: null,
  reviewedBy: null,
  reviewedAt: null,
  toldAt: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  from: [{ on: '2026-11-24', where: 'a message of yours' as const, quote: LONG }],
}));
