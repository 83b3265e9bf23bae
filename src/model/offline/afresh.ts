import { type Act, isAboutSomebody } from './acts.ts';
import { readFacts } from './facts.ts';
import { focusAfter, focusOf } from './focus.ts';
import { readInteractions } from './interactions.ts';
import type { Message } from './message.ts';
import { readNote } from './notes.ts';
import { readPreference } from './preferences.ts';
import { findUndertaking } from './promises.ts';
import { readQuestion } from './questions.ts';
import type { Scene } from './read-prompt.ts';
import { cleanSummary, namedFollowUp, type Reading, readingOf } from './reading.ts';
import { readRefusal } from './refusals.ts';
import { readRepeated } from './repeated-tasks.ts';
import { NOT_UNDERSTOOD, QUOTE_ONLY } from './replies.ts';
import { readReports } from './report-requests.ts';
import { readItsChange } from './schedule-context.ts';
import { readSchedules } from './schedule-requests.ts';
import { type Sentence, splitSentences } from './sentences.ts';
import { readSeveral } from './several.ts';
import { readSmallTalk } from './small-talk.ts';
import { readDone, readTask } from './tasks.ts';
import { capitalise } from './words.ts';

const PRIVATE =
  /\b(?:private(?:ly)?(?! (?:equity|cloud|label|bank|sector|school|clinic|investor|compan|customer))|confidential(?:ly)?|off the record|between (?:us|you and me)|just for me|only for me|for my eyes only|don't share)\b/i;

/** A message on its own: sentence by sentence. */
export function readAfresh(message: Message, scene: Scene): Act[] {
  if (message.hasQuote && !/\p{L}/u.test(message.masked)) return [{ type: 'say', text: QUOTE_ONLY }];
  const refusal = readRefusal(message.masked, scene);
  if (refusal) return [refusal];
  const acts: Act[] = [];
  let focus = focusOf(scene);
  let before = saidBefore(scene);
  for (const sentence of splitSentences(message)) {
    const reading = readingOf(scene, { isPrivate: PRIVATE.test(message.masked), focus, before });
    const found = readSentence(sentence, reading, acts);
    for (const act of found) acts.push(act);
    focus = focusAfter(acts, focus);
    before = `${before} ${sentence.text}`.slice(-MAX_BEFORE);
  }
  if (acts.length > 0) return acts;
  return [readSmallTalk(message.masked) ?? { type: 'say', text: NOT_UNDERSTOOD }];
}

/** The person's last words in this thread; messages without one stand for themselves. */
function saidBefore({ thread, person }: Scene): string {
  if (!thread.at(-1)?.text) return '';
  return thread.findLast(({ from }) => from === person.name)?.text.slice(0, MAX_BEFORE) ?? '';
}

/** How much of what was said before is kept, in characters. */
const MAX_BEFORE = 600;

type Reader = (sentence: Sentence, reading: Reading) => Act[] | undefined;

/** How a sentence may be understood, the most telling reading first. */
const READERS: Record<string, Reader> = {
  schedules: readSchedules,
  itsChange: readItsChange,
  repeated: readRepeated,
  reports: readReports,
  question: readQuestion,
  fact: readFacts,
  preference: readPreference,
  several: readSeveral,
  reminder: (sentence, reading) =>
    findUndertaking(sentence.text, reading, { leading: true }) ? readTask(sentence, reading) : undefined,
  done: (sentence, reading) => readDone(sentence, reading, (each) => readInteractions(sentence, each)),
  interaction: readInteractions,
};
const LATER_READERS: Record<string, Reader> = { note: readNote, task: readTask };

const firstOf = (
  readers: Record<string, Reader>,
  sentence: Sentence,
  reading: Reading,
): Act[] | undefined => {
  for (const read of Object.values(readers)) {
    const acts = read(sentence, reading);
    if (acts) return acts;
  }
  return undefined;
};

/** The acts of one sentence. What only goes on about an interaction is added to it. */
function readSentence(sentence: Sentence, reading: Reading, earlier: Act[]): Act[] {
  const last = earlier.findLast(({ type }) => type !== 'update_contact');
  const acts = firstOf(READERS, sentence, reading);
  if (last?.type === 'log' && (!acts || isAddition(acts, last))) {
    addTo(last, sentence, reading);
    return [];
  }
  return acts ?? firstOf(LATER_READERS, sentence, reading) ?? [];
}

/** A follow-up about the same people, said right after the interaction, belongs to it. */
function isAddition(acts: Act[], last: Extract<Act, { type: 'log' }>): boolean {
  const [act] = acts;
  if (act?.type !== 'follow_up' || last.follow_up) return false;
  return !isAboutSomebody(act.about) || JSON.stringify(act.about) === JSON.stringify(last.about);
}

function addTo(log: Extract<Act, { type: 'log' }>, { text, own }: Sentence, reading: Reading): void {
  log.summary = cleanSummary(
    `${log.summary.replace(/[\s,:;-]*$/, '').replace(/([^.!?])$/, '$1.')} ${capitalise(own)}`,
  );
  const undertaking = findUndertaking(text, reading);
  if (undertaking && !log.follow_up) log.follow_up = namedFollowUp(undertaking, log.about);
}
