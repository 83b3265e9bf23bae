import { fold } from '../../../text.ts';
import { ask, type Outcome, type Script } from '../script.ts';
import {
  type Evidence,
  type Happened,
  Interactions,
  type Known,
  Messages,
  type Night,
  Observations,
  type Said,
  type Signal,
} from './night.ts';
import { firstSentence } from './quotes.ts';

/** What a night is about: what is known already, and what was said and done since. */
export type Sources = { known: Known[]; messages: Said[]; interactions: Happened[] };

const MAX_PAGES = 12;
const MAX_EVIDENCE = 3;
const MAX_CALLS = 8;

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
  const isNeeded = night.new_interactions > 0 && night.signals.some(({ kind }) => kind !== 'missed_capture');
  const interactions =
    isNeeded && tools.has('get_interactions') ? yield* readAll('get_interactions', interactionsIn) : [];
  return { known, messages, interactions };
}

const resultOf = (outcome: Outcome | undefined) => (outcome?.ok ? outcome.value : undefined);

type Rows<Row> = { rows: Row[]; more: boolean };

function interactionsIn(value: unknown): Rows<Happened> {
  const page = Interactions.safeParse(value).data;
  return { rows: page?.interactions ?? [], more: page?.more ?? false };
}

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

/** Looks up what signals rest on and was not new: a page of each company's interactions. */
export function* lookUpCompanies(
  signals: readonly Signal[],
  { messages, interactions }: Sources,
  tools: ReadonlySet<string>,
): Script<Happened[]> {
  const isThere = new Set([...messages, ...interactions].map(({ id }) => id));
  const companies = signals
    .filter(({ evidence }) => evidence.some((id) => !isThere.has(id)))
    .flatMap((signal) => companyOf(signal, interactions) ?? []);
  if (companies.length === 0 || !tools.has('get_interactions')) return [];
  const outcomes = yield [...new Set(companies)]
    .slice(0, MAX_CALLS)
    .map((company_id) => ({ tool: 'get_interactions', input: { company_id } }));
  return outcomes.flatMap((outcome) => interactionsIn(resultOf(outcome)).rows);
}

const companyOf = ({ company_id, about }: Signal, interactions: readonly Happened[]) =>
  company_id ?? interactions.find(({ company }) => company && fold(company) === fold(about))?.company_id;

/** Up to three sources of a signal, each with its first sentence. */
export function evidenceOf({ evidence }: Signal, { messages, interactions }: Sources): Evidence[] {
  const texts = new Map([
    ...messages.map(({ id, own }) => [id, own] as const),
    ...interactions.map(({ id, summary }) => [id, summary] as const),
  ]);
  return [...new Set(evidence)]
    .map((id) => ({ id, quote: firstSentence(texts.get(id) ?? '') }))
    .filter(({ quote }) => quote !== '')
    .slice(0, MAX_EVIDENCE);
}
