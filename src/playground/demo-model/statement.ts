import { formatDate } from '../../clock.ts';
import { fold } from '../../text.ts';
import { findToDos, type ToDo } from './follow-ups.ts';
import { lookUp, matchNames } from './known.ts';
import type { Scene } from './prompt.ts';
import { readRecap } from './recap.ts';
import { ASK_AGAIN, askDay, askToDo, askWhich, saidSaved } from './replies.ts';
import type { Call, Outcome, Script } from './script.ts';
import { findSubjects, type Subject } from './subjects.ts';
import { type Kind, kindOf, whenOf } from './telling.ts';
import { firstSentence, splitPasted } from './words.ts';

/** What the person has answered to questions about one message. */
export type Choices = { about?: string; isNew?: boolean; day?: string; happened?: boolean; again?: boolean };

/** Up to so many characters the text is its own summary; a longer one has its first sentence for it. */
const SUMMARY = { whole: 280, first: 200 } as const;
const MOST_ENTRIES = 8;
const PRIVATE =
  /\b(?:private(?:ly)?|confidential(?:ly)?|in confidence|off the record|vertraulich|privat|confidencial|confidentiel|riservato|vertrouwelijk|konfidentiellt)\b/i;
const SUBJECT = /(?:^|\n)\s*(?:subject|betreff|asunto|assunto|objet)\s*:\s*(\S[^\n]*)/i;
const OF_MAIL = /(?:^|\n)\s*(?:subject|betreff|asunto|assunto|objet|from|von|de)\s*:|\be?-?mail\b/i;

/** Saves what the person tells, word for word, with those it is certainly about; or asks for what is missing. */
export function* tell(text: string, choices: Choices, scene: Scene): Script<string> {
  const { own, pasted } = splitPasted(text);
  if (!choices.again && own.length > 12 && scene.kept.some((each) => fold(each) === fold(text)))
    return ASK_AGAIN;
  const records = yield* lookUp(`${text}\n${choices.about ?? ''}`, scene);
  const named = matchNames(text, records, scene);
  const lines = choices.about ? undefined : readRecap(text, (line) => matchNames(line, records, scene));
  if (lines) {
    const clear = lines.filter(({ subject }) => subject !== undefined).slice(0, MOST_ENTRIES);
    const outcomes = yield clear.map(({ line, subject }) =>
      log(
        line,
        { kind: kindOf(line), day: whenOf(line, scene).day, toDos: findToDos(line, scene, []) },
        subject,
      ),
    );
    const saved = clear.filter((_, at) => outcomes[at]?.ok);
    const left = lines
      .filter((each) => !saved.includes(each))
      .map(({ line }) => `• ${firstSentence(line, 80)}`);
    const said = `I saved ${saved.length} entries, one for each line about one customer I know.`;
    return left.length === 0
      ? said
      : [said, 'Not saved; send these again, each with its customer:', ...left].join('\n');
  }
  const when = whenOf(own, scene);
  if (when.ahead && !when.day && !choices.happened) return askToDo(when.ahead.text);
  const answer =
    choices.about === undefined
      ? undefined
      : { text: choices.about, named: matchNames(choices.about, records, scene) };
  const subjects = findSubjects(text, { named, answer, isNew: choices.isNew === true, scene });
  if (typeof subjects === 'string') return subjects;
  const day = choices.day ?? when.day;
  if (!day && when.unsure.length > 0) return askDay(when.unsure.map(formatDate));
  const kind = pasted && OF_MAIL.test(text) ? 'email' : kindOf(own || pasted);
  const toDos = findToDos(own, scene, named.people);
  return conclude(yield subjects.map((subject) => log(text, { kind, day, toDos }, subject)), text);
}

type Details = { kind: Kind; day: string | undefined; toDos: ToDo[] };

function log(text: string, { kind, day, toDos }: Details, { company, contacts = [] }: Subject = {}): Call {
  const isShort = text.length <= SUMMARY.whole && !text.includes('\n');
  const [, subject] = SUBJECT.exec(text) ?? [];
  const beginning = firstSentence(subject ?? text, SUMMARY.first);
  const input = {
    kind,
    summary: isShort ? text : beginning,
    ...(isShort ? {} : { details: text }),
    ...(company ? { company } : {}),
    ...(contacts.length > 0 ? { contacts } : {}),
    ...(day ? { occurred_on: day } : {}),
    ...(PRIVATE.test(firstSentence(text, SUMMARY.first)) ? { is_private: true } : {}),
    ...(toDos.length > 0 ? { follow_ups: toDos } : {}),
  };
  return { tool: 'log_interaction', input };
}

function conclude(outcomes: readonly Outcome[], text: string): string {
  const [refused, ...more] = outcomes.filter((each) => !each.ok);
  if (!refused) return saidSaved(text);
  if (refused.candidates.length > 0) return askWhich(refused.candidates);
  const saved = outcomes.length - 1 - more.length;
  return `${saved > 0 ? `${saved} of ${outcomes.length} are saved, the rest is not` : 'That is not saved'}: ${refused.message}`;
}
