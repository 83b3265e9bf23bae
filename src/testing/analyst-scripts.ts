import type { ModelAnswer, ModelRequest, Script, ScriptedCall } from './model-script.ts';

type Shown = { id: string; company?: string; company_id?: string; summary: string };
type Message = { id: string; own: string; quoted?: string };
type Result = { interactions?: Shown[]; messages?: Message[] };
type Signal = {
  id: string;
  kind: string;
  about: string;
  says: string;
  sources: { id: string; text: string }[];
};

/** What a scripted analyst has read in a pass: interactions and messages, each once, and the signals of the night. */
export type Read = {
  interactions: Shown[];
  messages: Message[];
  signals: Signal[];
  isTeam: boolean;
  answers: readonly unknown[];
};

/** An observer that reads what is new and about these topics, then writes, the same calls in the same order each time it is asked what. */
export const analyst =
  (topics: readonly string[], write: (read: Read) => ScriptedCall[]): Script =>
  ({ said, results, tools }: ModelRequest): ModelAnswer => {
    const isTeam = !tools.some(({ name }) => name === 'get_new_messages');
    const reading = isTeam
      ? [{}, ...topics.map((topic) => ({ topic }))].map((input) => ({ name: 'get_interactions', input }))
      : [{ name: 'get_new_messages', input: {} }];
    if (results.length === 0) return { calls: [{ name: 'list_observations', input: {} }, ...reading] };
    const pages = results.slice(0, reading.length + 1) as Result[];
    const answers = results.slice(pages.length);
    const { signals = [] } = JSON.parse(said.slice(said.indexOf('{'))) as { signals?: Signal[] };
    const interactions = distinct(pages.flatMap((page) => page.interactions ?? []));
    const messages = pages.flatMap((page) => page.messages ?? []);
    const calls = write({ interactions, messages, signals, isTeam, answers });
    const next = calls.slice(answers.length, answers.length + AT_ONCE);
    return next.length > 0 ? { calls: next } : { text: 'Done.' };
  };

/** Calls of one step. */
const AT_ONCE = 8;
const distinct = (shown: Shown[]) => [...new Map(shown.map((each) => [each.id, each])).values()];

/** The sentence of a text in which words stand. */
export const sentenceWith = (text: string, words: string): string | undefined =>
  text.split(/(?<=[.!?])\s+/).find((each) => each.toLowerCase().includes(words.toLowerCase()));

/** Quotes of the sentences in which words stand, each of another interaction. */
export function quotesOf(shown: readonly Shown[], words: string): { id: string; quote: string }[] {
  return shown.flatMap(({ id, summary }) => {
    const quote = sentenceWith(summary, words);
    return quote ? [{ id, quote }] : [];
  });
}

export const propose = (input: Record<string, unknown>): ScriptedCall => ({ name: 'propose', input });

/** What a good analyst finds in the month of the team of eight, and nothing else. */
export const honestAnalyst = (risk: { customer: string; says: readonly string[] }): Script =>
  analyst(['northwind', 'login', 'renewal', 'notice', 'procurement'], (read) =>
    read.isTeam ? tellTeam(read, risk) : read.messages.flatMap(tellRequest),
  );

function tellTeam(
  { interactions, signals }: Read,
  { customer, says }: { customer: string; says: readonly string[] },
) {
  const [logins, rivals] = [quotesOf(interactions, 'login'), quotesOf(interactions, 'northwind')];
  const open = interactions.filter(({ company }) => company === customer);
  const risks = says.flatMap((quote) => quotesOf(open, quote).map(({ id }) => ({ id, quote })));
  return [
    ...signals.map(({ id, kind, about, says: claim, sources }) => {
      const evidence = sources
        .slice(0, 3)
        .map(({ id: source, text }) => ({ id: source, quote: sentenceWith(text, about) ?? text }));
      return propose({ kind, signal: id, claim, evidence });
    }),
    ...(logins.length > 2
      ? [
          propose({
            kind: 'customer_theme',
            topic: 'login',
            claim: 'The login is slow at several customers.',
            evidence: logins.slice(0, 5),
          }),
        ]
      : []),
    ...(rivals.length > 2
      ? [
          propose({
            kind: 'customer_theme',
            topic: 'Northwind',
            claim: 'Customers compare us with Northwind.',
            evidence: rivals.slice(0, 5),
          }),
        ]
      : []),
    ...(risks.length > 1
      ? [
          propose({
            kind: 'customer_risk',
            claim: `${customer} has not decided on the renewal and looks at others.`,
            evidence: risks,
          }),
        ]
      : []),
  ];
}

function tellRequest({ id, own }: Message): ScriptedCall[] {
  if (/\bdeals\b/.test(own) && !own.startsWith('Which')) {
    const evidence = [{ id, quote: sentenceWith(own, 'deals') }];
    return [
      propose({
        kind: 'member_request',
        slot: 'missing_feature',
        topic: 'deals',
        claim: 'Wants to keep track of deals.',
        evidence,
      }),
    ];
  }
  const asked = sentenceWith(own, 'ask');
  if (!asked || !/^(?:You asked|Why|That)/.test(asked)) return [];
  const evidence = [{ id, quote: asked }];
  const claim = 'Finds questions about what is known already needless.';
  return [propose({ kind: 'member_request', slot: 'needless_question', topic: 'ask', claim, evidence })];
}
