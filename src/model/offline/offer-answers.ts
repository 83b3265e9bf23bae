import type { Question } from './acts.ts';
import type { Asked } from './answers.ts';
import type { ScheduleView } from './report-results.ts';
import { listSchedules } from './schedule-answers.ts';
import { isOffer, nameOf } from './schedule-matching.ts';
import { tellDeclined } from './schedule-telling.ts';
import { ask, type Script } from './script.ts';

type AnswerInWords = Extract<Question, { about: 'schedule_answer' }>;
type Answer = (question: Question, asked: Asked) => Script<string>;

/** A yes in words starts nothing: that takes the person's own press of the button. A no withdraws the offer. */
export function* answerOffer(
  { isYes, report, otherwise }: AnswerInWords,
  asked: Asked,
  answer: Answer,
): Script<string> {
  const all = yield* listSchedules();
  if (typeof all === 'string') return all;
  const name = nameOf(report);
  const ofReport = all.filter((view) => !name || view.report === name);
  const offers = ofReport.filter(isOffer);
  const [offer] = offers;
  const isOpen = otherwise !== undefined && ofReport.length === 0;
  if (!offer) return isOpen ? yield* answer(otherwise, asked) : 'All right.';
  const card = asked.isAlone ? 'the card' : 'the card in your direct messages';
  if (isYes) return `Please press “Schedule it” on ${card}; I cannot say yes for you.`;
  if (offers.length > 1) return `Please press “No, thanks” on ${card}.`;
  return yield* withdraw(offer);
}

/** Ends what was offered before the person has said yes. */
export function* withdraw(offer: ScheduleView): Script<string> {
  const outcome = yield* ask({ tool: 'cancel_schedule', input: { id: offer.id } });
  return outcome.ok ? tellDeclined(offer) : `“${offer.title}”: ${outcome.message}`;
}
