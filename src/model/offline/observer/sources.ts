import { ask, type Outcome, type Script } from '../script.ts';
import {
  type Evidence,
  type Known,
  Messages,
  type Night,
  Observations,
  type Said,
  type Signal,
} from './night.ts';
import { firstSentence } from './quotes.ts';

/** What a night is about: what is known already, and what was said since. */
type Sources = { known: Known[]; messages: Said[] };

const MAX_PAGES = 12;
const MAX_EVIDENCE = 3;

export function* gather(night: Night, tools: ReadonlySet<string>): Script<Sources> {
  const listed = tools.has('list_observations')
    ? yield* ask({ tool: 'list_observations', input: {} })
    : undefined;
  const known = Observations.safeParse(resultOf(listed)).data?.observations ?? [];
  const messages =
    night.pass === 'member' && tools.has('get_new_messages')
      ? yield* readAll('get_new_messages', (value) => {
          const page = Messages.safeParse(value).data;
          return { rows: page?.messages ?? [], more: page?.more ?? false };
        })
      : [];
  return { known, messages };
}

const resultOf = (outcome: Outcome | undefined) => (outcome?.ok ? outcome.value : undefined);

type Rows<Row> = { rows: Row[]; more: boolean };

/** Every page; what came before a failure is kept. */
function* readAll<Row extends { id: string }>(
  tool: string,
  read: (value: unknown) => Rows<Row>,
): Script<Row[]> {
  const all: Row[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const last = all.at(-1);
    const outcome = yield* ask({ tool, input: last ? { after: last.id } : {} });
    const { rows, more } = read(resultOf(outcome));
    for (const row of rows) all.push(row);
    if (!more || rows.length === 0) return all;
  }
  return all;
}

/** Up to three sources of a signal, each with its first sentence. */
export function evidenceOf({ sources }: Signal): Evidence[] {
  return sources
    .map(({ id, text }) => ({ id, quote: firstSentence(text) }))
    .filter(({ quote }) => quote !== '')
    .slice(0, MAX_EVIDENCE);
}
