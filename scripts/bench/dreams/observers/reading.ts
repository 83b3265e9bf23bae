import type { ModelAnswer, ModelRequest, ScriptedCall } from '../../../../src/testing/model-script.ts';

type Briefing = {
  pass: 'member' | 'team';
  new_messages: number;
  new_interactions: number;
  signals: {
    id: string;
    kind: string;
    about: string;
    says: string;
    numbers: Record<string, number>;
    /** The sources that the signal rests on. */
    sources: { id: string; text: string }[];
  }[];
};
type ReadMessage = { id: string; own: string; quoted?: string };
type ReadInteraction = { id: string; summary: string };
type Page = { messages?: ReadMessage[]; interactions?: ReadInteraction[]; more?: boolean };

/** All that an observer has been told, has read and has done in its pass so far. */
export type Reading = {
  briefing: Briefing;
  messages: ReadMessage[];
  interactions: ReadInteraction[];
  known: { id: string; kind: string; slot: string; value: string }[];
  /** Calls that fetch the next pages. */
  more: ScriptedCall[];
  /** How many calls were made so far, by their purpose. */
  made: Record<Purpose, number>;
  /** The purpose of each call, in the order of calls, whose ids are Rapport's own. */
  purposes: Purpose[];
};
type Purpose = 'read' | 'more' | 'attack' | 'propose';

type ToolCall = { function: { name: string; arguments: string } };

/** Calls that are taken from one answer; more are left out. */
export const CALLS_PER_STEP = 8;

/** The purposes of the calls of each pass; a pass is known by its briefing. */
const purposesOf = new Map<string, Purpose[]>();

/** Puts together what the observer has been told, has read and has done, from the whole request. */
export function readPass({ messages, results }: ModelRequest): Reading {
  const said = String(messages.find(({ role }) => role === 'user')?.content ?? '');
  const briefing = JSON.parse(said.slice(said.indexOf('\n') + 1)) as Briefing;
  const calls = messages.flatMap(({ tool_calls: made }) => (made ?? []) as ToolCall[]);
  // A pass that starts over has made no call; and of very many calls Rapport leaves out the last ones.
  const purposes = (purposesOf.get(said) ?? []).slice(0, calls.length);
  purposesOf.set(said, purposes);
  const count = (purpose: Purpose) => purposes.filter((each) => each === purpose).length;
  const made = {
    read: count('read'),
    more: count('more'),
    attack: count('attack'),
    propose: count('propose'),
  };
  const reading: Reading = { briefing, messages: [], interactions: [], known: [], more: [], made, purposes };
  for (const [at, result] of results.entries()) {
    const call = calls[at];
    if (!call || !['read', 'more'].includes(purposes[at] ?? '')) continue;
    const { name, arguments: given } = call.function;
    const page = result as Page & { observations?: Reading['known'] };
    reading.messages.push(...(page.messages ?? []));
    reading.interactions.push(...(page.interactions ?? []));
    reading.known.push(...(page.observations ?? []));
    if (given.includes('company_id')) continue;
    reading.more = reading.more.filter((each) => each.name !== name);
    const last = (page.messages ?? page.interactions)?.at(-1);
    if (page.more && last) reading.more.push({ name, input: { after: last.id } });
  }
  return reading;
}

/** The next of these calls, as many as one answer may hold; undefined when all are made. */
export function nextCalls(
  reading: Reading,
  purpose: Purpose,
  calls: readonly ScriptedCall[],
): { calls: ScriptedCall[] } | undefined {
  const made = reading.made[purpose];
  const next = calls.slice(made, made + CALLS_PER_STEP);
  return next.length > 0 ? makeCalls(reading, purpose, next) : undefined;
}

/** Makes calls, and remembers their purpose. */
export function makeCalls(
  { purposes }: Reading,
  purpose: Purpose,
  calls: ScriptedCall[],
): { calls: ScriptedCall[] } {
  purposes.push(...calls.map(() => purpose));
  return { calls };
}

/** The next call that reads, while there is something left to be read. */
export function nextRead(reading: Reading): ModelAnswer | undefined {
  const { more } = reading;
  return (
    nextCalls(reading, 'read', firstReads(reading.briefing)) ??
    (more.length > 0 ? makeCalls(reading, 'more', more) : undefined)
  );
}

/** The first calls of every pass, which read. */
function firstReads({ pass, new_messages, new_interactions }: Briefing): ScriptedCall[] {
  return [
    { name: 'list_observations', input: {} },
    ...(pass === 'member' && new_messages > 0 ? [{ name: 'get_new_messages', input: {} }] : []),
    ...(new_interactions > 0 ? [{ name: 'get_interactions', input: {} }] : []),
  ];
}
