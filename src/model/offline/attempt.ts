import { fold } from '../../text.ts';
import type { Choice, Choices } from './acts.ts';
import { buildQuestion, readAnswer, readUnclear, type Unclear, withoutId } from './clarify.ts';
import { ask, type Call, type Script } from './script.ts';

/** What came of a call: its result, a question for the person, or a sentence that says why not. */
export type Attempt =
  | { type: 'done'; value: unknown }
  | { type: 'unclear'; unclear: Unclear; question: string }
  | { type: 'failed'; message: string };

const MAX_ROUNDS = 5;

/** Makes a call; where a name is not clear, makes it again with what the person has chosen. */
export function* attempt(call: Call, choices: Choices): Script<Attempt> {
  let { input } = call;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const outcome = yield* ask({ tool: call.tool, input });
    if (outcome.ok) return { type: 'done', value: outcome.value };
    const unclear = readUnclear(outcome);
    if (!unclear) return { type: 'failed', message: withoutIds(outcome.message) };
    const choice = choiceFor(unclear, choices);
    const next = choice && withChoice(input, choice, outcome.candidates);
    if (!next) return { type: 'unclear', unclear, question: buildQuestion(unclear) };
    input = next;
  }
  return { type: 'failed', message: 'I could not find out who is meant, so I saved nothing.' };
}

/** What the person has chosen for this name, if they have. */
export function choiceFor(unclear: Unclear, choices: Choices): Choice | undefined {
  for (const choice of choices) {
    if ('name' in choice && fold(choice.name) === fold(unclear.name)) return choice;
    const answer = 'answer' in choice ? readAnswer(unclear, choice.answer) : undefined;
    if (typeof answer === 'object' && 'pick' in answer) return answer;
  }
  return undefined;
}

const withoutIds = (message: string) => message.replace(/ ?\[id [^\]]*\]/g, '');

/** The input with the chosen candidate's id in place of the name; undefined when that changes nothing. */
function withChoice(input: Record<string, unknown>, { name, pick }: Choice, candidates: string[]) {
  if (pick === 'new') return replaceRef(input, name, (ref) => ({ ...ref, is_new: true }));
  const candidate = candidates.find((each) => fold(withoutId(each)) === fold(pick.candidate));
  const id = /\[id ([^\]]+)\]$/.exec(candidate ?? '')?.[1];
  if (!id) return undefined;
  if (typeof input.title === 'string' && fold(input.title) === fold(name) && !input.follow_up_id)
    return { follow_up_id: id };
  return replaceRef(input, name, () => ({ id }));
}

type Json = Record<string, unknown>;

function replaceRef(input: Json, name: string, replace: (ref: Json) => Json): Json | undefined {
  let isReplaced = false;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const ref = value as Json;
    const called = ref.name ?? ref.email ?? ref.domain;
    if (typeof called === 'string' && fold(called) === fold(name) && !ref.is_new) {
      isReplaced = true;
      return replace(ref);
    }
    return Object.fromEntries(Object.entries(ref).map(([key, each]) => [key, walk(each)]));
  };
  const replaced = walk(input) as Json;
  return isReplaced ? replaced : undefined;
}
