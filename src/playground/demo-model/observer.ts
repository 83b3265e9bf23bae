import { z } from 'zod';
import { KINDS } from '../../observer/observations/kinds.ts';
import { ask, type Call, jsonFrom, list, read, type Script, type Turn, texts } from './prompt.ts';
import { type Wish, wishesIn } from './wishes.ts';
import { cutAtWord } from './words.ts';

const Signal = z.object({
  ...texts('id', 'kind', 'about', 'says'),
  sources: list(z.object(texts('id', 'text'))),
});
const Message = z.object(texts('id', 'own'));
const Page = z.object({ messages: list(Message), more: z.boolean().catch(false) });
const Known = z.object(texts('id', 'slot', 'value', 'status'));
/** The kind that wishes are proposed as. */
const PREFERENCE = Object.keys(KINDS).find((name) => KINDS[name]?.restsOn.type === 'own words');
type Message = z.output<typeof Message>;
type Known = z.output<typeof Known>;
const MOST = { pages: 6, proposals: 5, calls: 8, quote: 200, claim: 200 } as const;

/** Plays the observer: wishes in people's own words, signals in the words in which they were counted. */
export function* observe({ text, tools }: Turn): Script<string> {
  const signals = z.object({ signals: list(Signal) }).safeParse(jsonFrom(text, '{')).data?.signals ?? [];
  const { observations: known } = read(
    yield* ask('list_observations', {}),
    z.object({ observations: list(Known) }),
  );
  const messages = tools.has('get_new_messages') ? yield* readMessages() : [];
  const calls = [...wishCalls(messages, known), ...signals.flatMap(tellSignal)];
  const proposals = calls.filter(({ tool }) => tool === 'propose').slice(0, MOST.proposals);
  const wanted = calls.filter((call) => call.tool !== 'propose' || proposals.includes(call));
  for (let at = 0; at < wanted.length; at += MOST.calls) yield wanted.slice(at, at + MOST.calls);
  return wanted.length === 0 ? 'Nothing to note tonight.' : 'That is all for tonight.';
}

function* readMessages(): Script<Message[]> {
  const all: Message[] = [];
  for (let page = 0, more = true; more && page < MOST.pages; page += 1) {
    const next = read(yield* ask('get_new_messages', { after: all.at(-1)?.id }), Page);
    all.push(...next.messages);
    more = next.more && next.messages.length > 0;
  }
  return all;
}

/** One call for each wish that is to hold from now on. */
function wishCalls(messages: readonly Message[], known: readonly Known[]): Call[] {
  const asked = new Map<string, { wish: Wish; evidence: { id: string; quote: string }[] }>();
  for (const { id, own } of messages) {
    const sentences = own.split(/(?<=[.!?])\s+|\n+/).map((each) => each.trim());
    const short = sentences.filter((each) => each.length > 5 && each.length <= MOST.quote);
    for (const quote of short)
      for (const wish of wishesIn(quote))
        if (wish.isLasting && !wish.isOver) asked.set(wish.value, { wish, evidence: [{ id, quote }] });
  }
  const isLive = ({ status }: Known) => /active|proposed/.test(status);
  return [...asked.values()].map(({ wish: { slot, value }, evidence }): Call => {
    const live = known.find((each) => isLive(each) && each.slot === slot && each.value === value);
    if (live) return { tool: 'merge', input: { observation_id: live.id, evidence } };
    return { tool: 'propose', input: { kind: PREFERENCE, slot, value, evidence } };
  });
}

function tellSignal({ id, kind, about, says, sources }: z.output<typeof Signal>): Call[] {
  // That something was missed is a guess about a conversation: nothing for a few rules.
  const restsOn = KINDS[kind]?.restsOn;
  if (restsOn?.type !== 'signal' || !restsOn.hasRemark || !about) return [];
  const evidence = sources.slice(0, 3).map((each) => ({ id: each.id, quote: quoteOf(each.text, about) }));
  return [{ tool: 'propose', input: { kind, signal: id, claim: says.slice(0, MOST.claim), evidence } }];
}

/** The first sentence of a text that names what it is about, or else its first one. */
function quoteOf(text: string, about: string): string {
  const sentences = text.trim().split(/(?<=[.!?])\s+/);
  const naming = sentences.find((each) => each.toLowerCase().includes(about.toLowerCase()));
  return cutAtWord(naming ?? sentences[0] ?? '', MOST.quote);
}
