import { fold } from '../../text.ts';
import { wishesIn } from './observer.ts';
import { readOrder, remember } from './orders.ts';
import type { Script, Turn } from './prompt.ts';
import { answerQuestion, isQuestion } from './questions.ts';
import { cannot, fallback, NEVER_MIND, readConversation, vary } from './replies.ts';
import { readSchedule, schedule } from './reports.ts';
import { tell } from './statement.ts';
import { splitPasted, WORDS } from './words.ts';

/** Plays the assistant: a new message, or the answer to a question about an earlier one. */
export function* answer(turn: Turn): Script<string> {
  const read = readConversation(turn.text, turn.scene);
  if (read.type === 'reply') return read.text;
  if (read.type === 'to do') return yield* remember(read.message, turn.scene);
  return read.type === 'told' ? yield* tell(read.message, read.choices, turn.scene) : yield* answerNew(turn);
}

function* answerNew(turn: Turn): Script<string> {
  const { text, scene } = turn;
  const { own, pasted } = splitPasted(text);
  // Nobody asks in so many lines.
  if (pasted || own.split('\n').length > 2) return yield* tell(text, {}, scene);
  if (GREETING.test(own))
    return vary(own, 'Hello! What happened with a customer?', 'Hi! What happened today?');
  if (THANKS.test(own)) return vary(own, 'Any time.', 'You are welcome.');
  if (KEEP_OUT.test(own)) return NEVER_MIND;
  const wanted = readSchedule(own);
  if (wanted) return yield* schedule(wanted);
  const order = readOrder(own);
  if (order) return yield* order(turn);
  const [wish] = own.length < 120 && !REPORTS.test(own) ? wishesIn(own) : [];
  if (wish?.isOver) return 'All right, I will drop that over night.';
  if (wish) return 'All right. I learn such wishes over night: from tomorrow on I answer like that.';
  if (isQuestion(own)) return yield* answerQuestion(own, turn);
  const [first = ''] = fold(own.replace(/^\W*(?:rapport|please|pls|bitte|por favor)[,:\s]+/i, '')).split(' ');
  if (WORDS.orders.has(first)) return cannot(own);
  const isStatement = fold(own).includes(' ') || /[^\p{sc=Latin}]{6}/u.test(own);
  return isStatement ? yield* tell(text, {}, scene) : fallback(own);
}

const REPORTS = /\?\s*$|\b(?:met|called|emailed|visited)\b/i;
const KEEP_OUT =
  /\b(?:do not|don['’]?t|never) (?:log|save|note|record|store|keep)\b|\b(?:nicht|bitte nicht) (?:speichern|notieren|loggen)\b/i;
const GREETING =
  /^\W*(?:(?:hi|hello|hey|hallo|hola|bonjour|olá|ciao|hej|moin|good (?:morning|afternoon|evening)|guten (?:tag|morgen)|buenos días|rapport|there|everyone|all)(?!\p{L})\W*)+$/iu;
const THANKS =
  /^\W*(?:(?:thanks?|thank you|thx|danke|gracias|merci|obrigad[oa]|grazie|tack|great|nice|perfect|cool|super|ok(?:ay)?|good|very|so|much|a lot|lovely|awesome)(?!\p{L})\W*)+$/iu;
