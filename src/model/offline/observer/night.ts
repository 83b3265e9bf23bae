import { z } from 'zod';
import { jsonFrom } from '../read-prompt.ts';

/** What the observer is told of a night. Whatever is broken is left out, never an error. */
const Signal = z.object({
  id: z.string(),
  name: z.string().catch(''),
  kind: z.enum(['customer_trend', 'system_feedback', 'missed_capture']),
  about: z.string().catch(''),
  says: z.string().catch(''),
  numbers: z.record(z.string(), z.number()).catch({}),
  sources: z.array(z.object({ id: z.string(), text: z.string() })).catch([]),
});
export type Signal = z.output<typeof Signal>;

const Night = z.object({
  pass: z.enum(['member', 'team']).catch('team'),
  night: z.iso.date().catch('1970-01-01'),
  signals: z.array(Signal.nullable().catch(null)).catch([]),
});
export type Night = Omit<z.output<typeof Night>, 'signals'> & { signals: Signal[] };

export function readNight(text: string): Night {
  const night = Night.safeParse(jsonFrom(text, '{')).data ?? Night.parse({});
  return { ...night, signals: night.signals.filter((each) => each !== null) };
}

/** What the observer's tools answer, as far as it is needed. */
const Page = { more: z.boolean().catch(false) };
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item.nullable().catch(null))
    .catch([])
    .transform((items) => items.filter((each) => each !== null));

const Said = z.object({ id: z.string(), on: z.string().catch(''), own: z.string().catch('') });
export type Said = z.output<typeof Said>;
export const Messages = z.object({ messages: listOf(Said), ...Page });

const Known = z.object({
  id: z.string(),
  kind: z.string(),
  slot: z.string().catch(''),
  value: z.string().nullish().catch(undefined),
  status: z.string().catch(''),
});
export type Known = z.output<typeof Known>;
export const Observations = z.object({ observations: listOf(Known) });

export type Evidence = { id: string; quote: string };
