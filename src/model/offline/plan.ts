import { type Act, nobody, type Plan, type Question } from './acts.ts';
import { readAfresh } from './afresh.ts';
import { looksLikeAnswer, parseQuestion, readAnswer } from './clarify.ts';
import { type Correction, correctAct, readCorrection } from './corrections.ts';
import { SAVED } from './focus.ts';
import { acknowledge, canFollow, hasForm } from './form.ts';
import { readLearnedQuestion } from './learned.ts';
import type { Message } from './message.ts';
import type { Scene, ThreadEntry } from './read-prompt.ts';
import { readingOf } from './reading.ts';
import { asksForParam } from './report-attempt.ts';
import { goOn, isComplete, mayGoOn, readYesNo } from './schedule-context.ts';
import { ONLY_FOR_YOURSELF } from './schedule-requests.ts';
import { splitSentences } from './sentences.ts';
import { findTrigger } from './triggers.ts';
import type { Wish } from './wish-clauses.ts';
import { readRequest } from './wishes.ts';

/** What a message asks for. Nothing is looked up: the same words in the same thread always mean the same. */
export function plan(raw: string, scene: Scene): Plan {
  const { message, wishes } = readRequest(raw);
  const text = wishes.length > 0 ? message.own : raw;
  if (wishes.length > 0 && !/[\p{L}\p{N}]/u.test(message.own)) return readWish(wishes, scene);
  const learned = scene.canExplain ? readLearnedQuestion(message) : undefined;
  if (learned) return only(learned);
  return (
    readGoingOn(message, scene) ??
    readReply(text, message, scene) ??
    readChange(message, scene) ??
    only(...readAfresh(message, scene))
  );
}

/** Nothing but a wish: "shorter please" after an answer asks for it once more. */
function readWish(wishes: readonly Wish[], scene: Scene): Plan {
  const isForNow = wishes.every(({ when }) => when === 'once');
  const { thread } = scene;
  const asked = thread.findLastIndex(({ from }) => from !== 'Rapport');
  if (isForNow && isOwn(thread[asked], scene) && canFollow(wishes)) {
    const before = planOf(thread, asked, scene);
    if (before.acts.length > 0 && before.acts.every(hasForm)) return before;
  }
  return only({ type: 'say', text: acknowledge(wishes) });
}

const only = (...acts: Act[]): Plan => ({ acts, choices: [] });

/** The plan for an earlier message of this thread, as it was made then. */
function planOf(thread: ThreadEntry[], at: number, scene: Scene): Plan {
  const entry = thread[at];
  if (!entry) return only();
  const known = plans.get(entry);
  if (known) return known;
  const made = plan(entry.text, { ...scene, thread: thread.slice(0, at) });
  plans.set(entry, made);
  return made;
}

/** An entry and what came before it always mean the same: corrections of corrections plan it once. */
const plans = new WeakMap<ThreadEntry, Plan>();

const isOwn = (entry: ThreadEntry | undefined, { person }: Scene) => entry?.from === person.name;

/** What goes on about a report or a schedule the person has just asked about: "every Friday", "pause it". */
function readGoingOn(message: Message, scene: Scene): Plan | undefined {
  const answered = readOfferAnswer(message, scene);
  if (answered) return answered;
  const [sentence, ...others] = splitSentences(message);
  const asked = scene.thread.findLastIndex(({ from }) => from !== 'Rapport');
  if (!sentence || others.length > 0 || message.hasQuote || !isOwn(scene.thread[asked], scene))
    return undefined;
  if (!mayGoOn(sentence)) return undefined;
  const { acts, choices } = planOf(scene.thread, asked, scene);
  const [act] = acts;
  if (act?.type !== 'ask' || acts.length > 1) return undefined;
  const reading = readingOf(scene, { isPrivate: false, focus: nobody(), before: '' });
  const next = goOn(sentence, act.question, reading);
  if (next === 'others') return only({ type: 'say', text: ONLY_FOR_YOURSELF });
  return next && { acts: [{ type: 'ask', question: next }], choices };
}

/** A yes or no in words to a report that was offered on a card. */
function readOfferAnswer({ masked, hasQuote }: Message, scene: Scene): Plan | undefined {
  const { thread } = scene;
  const isYes = readYesNo(masked);
  const asked = thread.findLastIndex(({ from }) => from !== 'Rapport');
  const said = thread.at(-1)?.text ?? '';
  if (isYes === undefined || hasQuote || !isOwn(thread[asked], scene) || /\?\s*$/.test(said))
    return undefined;
  if (parseQuestion(said)) return undefined;
  const { acts, choices } = planOf(thread, asked, scene);
  const [act] = acts;
  const question = act?.type === 'ask' && acts.length === 1 ? act.question : undefined;
  if (!question || !mayHaveOffered(question)) return undefined;
  const report = 'report' in question && question.report ? { report: question.report } : {};
  const otherwise = said === '' && question.about !== 'schedule_answer' ? { otherwise: question } : {};
  return {
    acts: [{ type: 'ask', question: { about: 'schedule_answer', isYes, ...report, ...otherwise } }],
    choices: said === '' ? [...choices, { answer: masked }] : choices,
  };
}

function mayHaveOffered(question: Question): boolean {
  if (question.about === 'schedule') return isComplete(question);
  return (
    question.about === 'schedule_answer' ||
    (question.about === 'schedule_change' && question.verb === 'change')
  );
}

/** The answer to a question of ours: what was asked for in the first place, now clear. */
function readReply(text: string, message: Message, scene: Scene): Plan | undefined {
  const { thread } = scene;
  const last = thread.at(-1);
  const question = last?.from === 'Rapport' ? parseQuestion(last.text) : undefined;
  const asked = thread.findLastIndex(({ from }) => from !== 'Rapport');
  if (!last || !isOwn(thread[asked], scene) || message.hasQuote) return undefined;
  const isLoose = last.text === '' && !last.saved && looksLikeAnswer(text);
  if (isLoose || (asksForParam(last.text) && isShort(text)))
    return readLooseAnswer(text, planOf(thread, asked, scene));
  if (!question) return undefined;
  const answer = readAnswer(question, text);
  if (!answer) return undefined;
  if (answer === 'cancel') {
    const what = question.noun === 'schedule' ? 'changed' : 'saved';
    return only({ type: 'say', text: `All right, I ${what} nothing.` });
  }
  const base = planOf(thread, asked, scene);
  if ('pick' in answer) return { acts: base.acts, choices: [...base.choices, answer] };
  const correction = { what: 'name', from: answer.name, to: answer.rename } as const;
  return { ...base, acts: base.acts.map((act) => correctAct(act, correction, scene.today) ?? act) };
}

/** An answer to something we must have asked about the message before. */
function readLooseAnswer(text: string, { acts, choices }: Plan): Plan | undefined {
  if (acts.every((act) => act.type === 'say' || act.type === 'undo' || asksOther(act))) return undefined;
  return { acts, choices: [...choices, { answer: text }] };
}

/** A question that needs no answer of the person; those about one report may. */
const asksOther = (act: Act) => act.type === 'ask' && !ANSWERED.has(act.question.about);
const ANSWERED: ReadonlySet<string> = new Set(['numbers', 'schedule', 'schedule_change']);

/** A name, a day or the like, and nothing that is a request of its own. */
const isShort = (text: string) =>
  /^[^?\n]{1,60}$/.test(text.trim()) &&
  !findTrigger(text) &&
  !/^\W*(?:never ?mind|cancel|forget|stop|no|none|leave it|run|show|what|which|who|remind|log|undo)\b/i.test(
    text,
  );

const UNDO =
  /^(?:please |ok |no[,!.]? |oh |sorry[,!.]? )*(?:(?:undo|revert|roll ?back|take back|retract)(?: (?:that|this|it|the last (?:one|entry|change|thing)|my last (?:one|entry|change|message)|everything))?|take (?:that|this|it) back|scratch that|strike that|forget (?:that|it|what i said)|(?:delete|remove|cancel) (?:that|this|it|(?:the|my) (?:last|latest)(?: one| entry| note| change| interaction)?|what you (?:just )?saved|this entry|that entry)|don't save (?:that|this|it))(?: please| again| pls)?[.! ]*$/i;

/** Undo and corrections: about what the thread has saved. */
function readChange({ masked }: Message, scene: Scene): Plan | undefined {
  const { thread, today } = scene;
  const replies = thread.flatMap(({ from }, at) => (from === 'Rapport' ? [at] : [])).toReversed();
  const saved = replies.filter((at) => thread[at]?.saved?.length);
  if (UNDO.test(masked)) return only(undoOf(saved[0] ?? -1, scene));
  const correction =
    replies.length > 0 ? readCorrection(masked, today, (rest) => findTrigger(rest) !== undefined) : undefined;
  if (!correction) return undefined;
  for (const at of saved.length > 0 ? saved.slice(0, MAX_LOOKED_BACK) : replies.slice(0, 1)) {
    const corrected = correctReply(at, correction, scene);
    if (corrected) return corrected;
  }
  return undefined;
}

/** Takes back what a reply has saved. */
function undoOf(at: number, scene: Scene): Act {
  const { thread } = scene;
  const asked = thread.slice(0, Math.max(0, at)).findLast(({ from }) => from !== 'Rapport');
  const acts = asked ? readAfresh(readRequest(asked.text).message, { ...scene, thread: [] }) : [];
  const isLog = thread[at]?.saved?.some(({ summary }) => SAVED.test(summary));
  const isCompletion = !isLog && acts.length === 1 && acts[0]?.type === 'done';
  return {
    type: 'undo',
    changeIds: changeIdsOf(thread[at]),
    ...(isCompletion ? { of: 'completion' } : {}),
  };
}

/** How many replies a correction may be about; each is planned again, with all that came before it. */
const MAX_LOOKED_BACK = 2;

const changeIdsOf = (entry: ThreadEntry | undefined) =>
  (entry?.saved ?? []).map(({ change_id }) => change_id).toReversed();

/** Takes back what a reply has saved and does it again as it should be; undefined when the correction is not about it. */
function correctReply(at: number, correction: Correction, scene: Scene): Plan | undefined {
  const { thread, today } = scene;
  const changeIds = changeIdsOf(thread[at]);
  const asked = thread.slice(0, at).findLastIndex(({ from }) => from !== 'Rapport');
  if (!isOwn(thread[asked], scene))
    return only({ type: 'say', text: 'Only the person who wrote this can correct it here.' });
  if (correction.what === 'all') return withUndo(changeIds, plan(correction.text, { ...scene, thread: [] }));
  const base = planOf(thread, asked, scene);
  const written = base.acts.filter(({ type }) => type !== 'undo');
  const corrected = written.map((act) => correctAct(act, correction, today));
  if (corrected.every((act) => act === undefined)) return undefined;
  if (changeIds.length !== written.length) {
    return withUndo(changeIds, { ...base, acts: written.map((act, index) => corrected[index] ?? act) });
  }
  const touched = changeIds
    .toReversed()
    .filter((_, index) => corrected[index])
    .toReversed();
  return withUndo(touched, { ...base, acts: corrected.filter((act) => act !== undefined) });
}

function withUndo(changeIds: string[], { acts, choices }: Plan): Plan {
  return {
    acts: changeIds.length > 0 ? [{ type: 'undo', changeIds, of: 'correction' }, ...acts] : acts,
    choices,
  };
}
