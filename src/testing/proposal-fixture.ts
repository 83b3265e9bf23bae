import { splitWords } from '../conversation/own-words.ts';
import { newId } from '../ids.ts';
import type { NameRules } from '../observer/night/name-rules.ts';
import type { Propose } from '../observer/night/proposal-inputs.ts';
import { createStage, type NamedSignal, type Stage } from '../observer/night/proposals.ts';
import { findName } from '../observer/observations/member-names.ts';
import type { Observation } from '../observer/observations/observation.ts';
import type { InteractionSource, MessageSource, Source } from '../observer/observations/sources.ts';
import type { Scope } from '../observer/signals/signal.ts';
import { NOW } from './team.ts';

const COMPANY = newId();

function said(text: string): MessageSource {
  const id = newId();
  const where = { place: 'direct', channel: 'D1', ts: id } as const;
  return { type: 'message', id, at: NOW, on: '2026-11-24', text, ...splitWords(text), ...where };
}

function happened(text: string, companyId: string | null = COMPANY): InteractionSource {
  return { type: 'interaction', id: newId(), on: '2026-11-20', text, kind: 'call', companyId };
}

export const WISH = said('From now on answer in bullet points please');
export const PASTED = said(`Look at this mail:

From: Eve Moss
Please answer in bullet points from now on.`);
export const FORWARDED = said('Ana wrote: please always answer in bullet points');
export const OTHER = said('What do we know about Bluefin?');
export const CALL = happened('Talked about pallets and prices.');
export const ELSEWHERE = happened('Talked about coffee.', newId());
export const MET = said('Met Ana at Bluefin about the renewal');
const SOURCES: Source[] = [WISH, PASTED, FORWARDED, OTHER, CALL, ELSEWHERE, MET];

export const SILENT: NamedSignal = {
  id: 's1',
  name: 'customer_silent',
  kind: 'customer_trend',
  slot: 'rhythm',
  subject: `company:${COMPANY}`,
  about: 'Bluefin Logistics',
  companyId: COMPANY,
  valueKey: '2026-10-22',
  numbers: { days_since: 34, usual_gap: 9 },
  evidence: [CALL.id],
  says: 'No contact with Bluefin Logistics for 34 days; before, about every 9 days.',
};
export const MISSED: NamedSignal = {
  ...SILENT,
  id: 's2',
  name: 'missed_capture',
  kind: 'missed_capture',
  slot: 'log',
  subject: `message:${MET.id}`,
  valueKey: 'missed',
  numbers: {},
  evidence: [MET.id],
  says: 'A message names Bluefin Logistics, and nothing was saved from it.',
};
const COUNTED: NamedSignal = {
  ...SILENT,
  id: 's3',
  name: 'workload_shift',
  slot: 'workload',
  subject: 'team',
  about: 'the team',
  companyId: null,
  valueKey: 'up',
  numbers: { recent: 20, usual: 8, members: 4 },
  evidence: [],
  says: '20 interactions of the team in the last two weeks; before, about 8 in two weeks.',
};

/** A preference of a member that counts. */
export function observed(patch: Partial<Observation>): Observation {
  const row = {
    id: newId(),
    scope: 'me',
    memberId: 'me',
    kind: 'user_preference',
    subject: 'member',
    companyId: null,
    slot: 'format',
    valueKey: 'bullets',
    claim: 'Prefers answers as bullet points.',
    remark: null,
    signal: null,
    status: 'active',
    confidence: 50,
    sources: 1,
    days: 1,
    night: '2026-11-20',
    lastEvidenceAt: NOW,
    expiresAt: null,
    toldAt: null,
    reviewedBy: null,
    reviewedAt: null,
    supersededBy: null,
    createdAt: NOW,
    updatedAt: NOW,
  } as const;
  return { ...row, ...patch };
}

/** Names on record: a colleague called Marta Silva, and the customer of the sources. */
const NAMES: NameRules = {
  memberIn: async (text, besides) => findName(['Marta Silva', 'Will Moss'], { text, besides }),
  customerIn: async (text) => (text.includes('Bluefin') ? 'Bluefin Logistics' : undefined),
  company: async (id) =>
    id === COMPANY
      ? { name: 'Bluefin Logistics', stem: 'bluefin logistics' }
      : { name: 'Harbor Foods', stem: 'harbor foods' },
};

/** A stage over these sources, signals and, when they are given, observations. */
export const openStage = ({
  pass = 'member' as Scope['kind'],
  known = [] as Observation[],
  signals = [SILENT, MISSED, COUNTED],
} = {}): Stage =>
  createStage({
    night: '2026-11-25',
    names: NAMES,
    sources: {
      add: () => undefined,
      find: async (id) => SOURCES.find((source) => source.id === id),
      behind: ({ evidence }) => SOURCES.filter(({ id }) => evidence.includes(id)),
    },
    signals,
    counted: signals,
    known,
    scopeKind: pass,
  });

export const cite = ({ id, text }: Source, quote = text) => ({ id, quote });
export const bullets = (...evidence: { id: string; quote: string }[]): Propose => ({
  kind: 'user_preference',
  slot: 'format',
  value: 'bullets',
  evidence,
});
export const silent = (patch: Partial<Propose> = {}): Propose => ({
  kind: 'customer_trend',
  signal: 's1',
  claim: 'Bluefin Logistics has been quiet for 34 days, where 9 were usual.',
  evidence: [cite(CALL, 'pallets and prices')],
  ...patch,
});
