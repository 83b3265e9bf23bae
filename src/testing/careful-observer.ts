import type { ModelAnswer, ModelRequest, Script, ScriptedCall } from './model-script.ts';

/** The words by which people ask for something in a test. */
export type Wording = { says: string; slot: string; value: string };

type Signal = { id: string; kind: string; says: string; sources: { id: string; text: string }[] };
type Known = { id: string; slot: string | null; value: string | null; status: string };
type Result = { observations?: Known[]; messages?: { id: string; own: string }[]; more?: boolean };

/** The beginning of a message about something that has happened with a customer. */
const HAPPENED = /^(?:met|called|visited)\b/i;
const FIRST_WORDS = /^[^.!?\n]{1,200}/;

/**
 * An observer that reads everything, and then writes in one step: the wishes that are said in these words, and every
 * signal in the words in which it was counted.
 */
export const carefulObserver =
  (wordings: readonly Wording[]): Script =>
  ({ said, results, tools }: ModelRequest): ModelAnswer => {
    const read = results as Result[];
    const pages = read.filter(({ messages }) => messages !== undefined);
    const last = pages.at(-1);
    const hasMessages = tools.some(({ name }) => name === 'get_new_messages');
    if (read.length === 0) {
      const pageCall = hasMessages ? [{ name: 'get_new_messages', input: {} }] : [];
      return { calls: [{ name: 'list_observations', input: {} }, ...pageCall] };
    }
    if (last?.more && read.at(-1) === last) {
      return { calls: [{ name: 'get_new_messages', input: { after: last.messages?.at(-1)?.id } }] };
    }
    if (read.length > pages.length + 1) return { text: 'Done.' };
    const messages = pages.flatMap((page) => page.messages ?? []);
    const known = read.flatMap(({ observations = [] }) => observations);
    const calls = [...wishes(messages, { wordings, known }), ...signals(said, messages)];
    return calls.length > 0 ? { calls } : { text: 'Nothing.' };
  };

type Heard = { wordings: readonly Wording[]; known: readonly Known[] };

function wishes(
  messages: readonly { id: string; own: string }[],
  { wordings, known }: Heard,
): ScriptedCall[] {
  return wordings.flatMap(({ says, slot, value }): ScriptedCall[] => {
    const evidence = messages.filter(({ own }) => own.includes(says)).map(({ id }) => ({ id, quote: says }));
    if (evidence.length === 0) return [];
    const live = known.find(
      (each) => each.slot === slot && each.value === value && each.status !== 'retired',
    );
    if (live) return [{ name: 'merge', input: { observation_id: live.id, evidence } }];
    return [{ name: 'propose', input: { kind: 'user_preference', slot, value, evidence } }];
  });
}

function signals(said: string, messages: readonly { id: string; own: string }[]): ScriptedCall[] {
  const { signals: counted = [] } = JSON.parse(said.slice(said.indexOf('{'))) as { signals?: Signal[] };
  return counted.flatMap(({ id: signal, kind, says, sources }) => {
    const isMissed = kind === 'missed_capture';
    const cited = isMissed
      ? messages.filter(({ id, own }) => HAPPENED.test(own) && sources.some((source) => source.id === id))
      : sources.slice(0, 3).map(({ id, text }) => ({ id, own: text }));
    if (isMissed && cited.length === 0) return [];
    const evidence = cited.map(({ id, own }) => ({ id, quote: FIRST_WORDS.exec(own)?.[0] ?? own }));
    return [{ name: 'propose', input: { kind, signal, ...(isMissed ? {} : { claim: says }), evidence } }];
  });
}
