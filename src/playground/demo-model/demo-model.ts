import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { fold } from '../../text.ts';
import { known, readAnswered, readMeant } from './answered-calls.ts';
import { logInteractions } from './interactions.ts';
import { observe } from './observer.ts';
import { isToDo, readOrder, readPair, remember, showBoth } from './orders.ts';
import { play, readPrompt, type Script, type Turn } from './prompt.ts';
import { answerQuestion, isQuestion, readSchedule, schedule } from './questions.ts';
import { cannot, fallback, NEVER_MIND, readConversation, SORRY, vary } from './replies.ts';
import { answerWish, wishesIn } from './wishes.ts';
import { splitPasted, WORDS } from './words.ts';

/**
 * A stand-in for a language model, for the demo: it keeps the person's words, links what is certain and asks for the
 * rest. It needs no network, and the same prompt always gives the same answer.
 */
export const createDemoModel = (): LanguageModelV3 => ({
  specificationVersion: 'v3',
  provider: 'rapport',
  modelId: 'demo',
  supportedUrls: {},
  doGenerate: async (options) => generate(options),
  doStream: () => Promise.reject(new Error('The demo model does not stream.')),
});

type GenerateResult = Awaited<ReturnType<LanguageModelV3['doGenerate']>>;

function generate(options: LanguageModelV3CallOptions): GenerateResult {
  const turn = readPrompt(options);
  const isNight = String(options.prompt[0]?.content).startsWith("You are Rapport's observer");
  const step = play(isNight ? observe(turn) : answer(turn), turn.outcomes);
  const isPossible = step.type === 'calls' && step.calls.every(({ tool }) => turn.tools.has(tool));
  const content: GenerateResult['content'] = isPossible
    ? step.calls.map(({ tool, input }, at) => {
        const toolCallId = `demo-${step.position + at + 1}`;
        return { type: 'tool-call', toolCallId, toolName: tool, input: JSON.stringify(input) };
      })
    : [{ type: 'text', text: step.type === 'reply' ? step.text : SORRY }];
  const finishReason = { unified: isPossible ? ('tool-calls' as const) : ('stop' as const), raw: undefined };
  const inputTokens = { total: 0, noCache: 0, cacheRead: undefined, cacheWrite: undefined };
  const outputTokens = { total: 0, text: 0, reasoning: undefined };
  return { content, finishReason, usage: { inputTokens, outputTokens }, warnings: [] };
}

/** Plays the assistant: a new message, or the answer to a question about an earlier one. */
function* answer(turn: Turn): Script<string> {
  const { text, scene } = turn;
  const answered = readAnswered(turn);
  if (answered) return yield* answered;
  const { waiting_for: waiting } = scene;
  const asked = waiting?.answered ? readPair(waiting.about) : undefined;
  if (waiting && asked) return yield* showBoth(asked, scene, readMeant(text, waiting));
  const { type, message, choices } = readConversation(text, scene);
  if (type === 'reply') return message;
  const pair = choices.about ? readPair(message) : undefined;
  if (pair) return yield* showBoth(pair, scene, known({ name: choices.about ?? '' }));
  if (type === 'new') return yield* answerNew(turn);
  const isAhead = type === 'to do' || isToDo(message);
  return yield* isAhead ? remember(message, scene, choices) : logInteractions(message, choices, scene);
}

function* answerNew(turn: Turn): Script<string> {
  const { text, scene } = turn;
  const { own, pasted } = splitPasted(text);
  if (KEEP_OUT.test(own)) return NEVER_MIND;
  // Nobody asks in so many lines.
  if (pasted || own.split('\n').length > 2) return yield* logInteractions(text, {}, scene);
  if (GREETING.test(own))
    return vary(own, 'Hello! What happened with a customer?', 'Hi! What happened today?');
  if (THANKS.test(own)) return vary(own, 'Any time.', 'You are welcome.');
  const wanted = readSchedule(own);
  if (wanted) return yield* schedule(wanted);
  const order = readOrder(own);
  if (order) return yield* order(turn);
  const [wish] = own.length < 120 && !REPORTS.test(own) ? wishesIn(own) : [];
  if (wish) return yield* answerWish(wish, own);
  if (isQuestion(own)) return yield* answerQuestion(own, turn);
  const [first = ''] = fold(own.replace(/^\W*(?:rapport|please|pls|bitte|por favor)[,:\s]+/i, '')).split(' ');
  if (WORDS.orders.has(first)) return cannot(own);
  const isStatement = fold(own).includes(' ') || /[^\p{sc=Latin}]{6}/u.test(own);
  return isStatement ? yield* logInteractions(text, {}, scene) : fallback(own);
}

const REPORTS = /\?\s*$|\b(?:met|called|emailed|visited)\b/i;
const KEEP_OUT =
  /^\W*(?:(?:please|pls|rapport|bitte)[,\s]+)*(?:do not|don['’]?t|nicht) (?:log|save|note|speichern|notieren)\b|\b(?:do not|don['’]?t) (?:log|save|note) (?:this|that|it)\b/i;
const GREETING =
  /^\W*(?:(?:hi|hello|hey|hallo|hola|bonjour|olá|ciao|hej|moin|good (?:morning|afternoon|evening)|guten (?:tag|morgen)|buenos días|rapport|there|everyone|all)(?!\p{L})\W*)+$/iu;
const THANKS =
  /^\W*(?:(?:thanks?|thank you|thx|danke|gracias|merci|obrigad[oa]|grazie|tack|great|nice|perfect|cool|super|ok(?:ay)?|good|very|so|much|a lot|lovely|awesome)(?!\p{L})\W*)+$/iu;
