import type { Act, Question, ReportRef } from './acts.ts';
import type { Reading } from './reading.ts';
import { readSaid, withoutSaid } from './report-params.ts';
import { type FoundTopic, findAsked, findNamed, isShipped } from './report-topics.ts';
import type { Sentence } from './sentences.ts';

/** Longer sentences tell something; nobody asks for a report in so many words. */
const LONGEST = 240;

/** Reports that a sentence asks for, to be listed, explained or run; undefined when it is about something else. */
export function readReports(sentence: Sentence, reading: Reading): Act[] | undefined {
  if (sentence.isOrder || sentence.text.length > LONGEST) return undefined;
  const question = readRequest(sentence, reading);
  return question && [{ type: 'ask', question }];
}

/** The list of reports, one of them explained, or one to be run. */
export function readRequest(sentence: Sentence, reading: Reading): Question | undefined {
  const text = withQuotedNames(sentence);
  if (/\breport(?:s|ed|ing)? (?:directly )?to\b|\bdirect reports\b/i.test(text)) return undefined;
  return (
    readList(text) ??
    readColumn(sentence, text, reading) ??
    readExplain(text, reading) ??
    readNamed(text, reading) ??
    readWorded(text, reading) ??
    readTopic(text, reading)
  );
}

export const NAME = '[a-z][a-z0-9]*(?:-[a-z0-9]+)+';
const QUOTED_NAME = new RegExp(`["'](${NAME})["']`, 'g');

/** The name of a report may stand in quotes; nothing else of what is quoted counts. */
export function withQuotedNames({ text, own }: Sentence): string {
  if (!text.includes('¤') || own.length !== text.length) return text;
  const names = [...own.matchAll(QUOTED_NAME)];
  const unquoted = names.reduce(
    (read, { index, 0: quoted, 1: name = '' }) =>
      `${read.slice(0, index)} ${name} ${read.slice(index + quoted.length)}`,
    text,
  );
  return unquoted.replace(/ {2,}/g, ' ').trim();
}

const ABOUT =
  '(?:about|on|for|of|with|by|that (?:show|tell|list|count)s?|which (?:show|tell|list|count)s?|showing)';
const LISTS: readonly RegExp[] = [
  /^(?:all |the |my |your )*reports?[?.! ]*$/i,
  /^what (?:else )?can i run\b/i,
  new RegExp(
    `^(?:which|what|list|show(?: me| us)?|tell me|do you have|have you got|are there|give me)\\b(?: (?:all|any|the|what|which|me|of|a|list|kinds?|sorts?|other|your|available|my|our)){0,5} reports(?: (?:are there|there are|are available|exist|do (?:you|we) have|you have|you know|have (?:you|we) got|(?:can|may|could) (?:i|you|we) (?:run|see|use|get|have|show|make|do|ask for|look at)|i (?:can|may) (?:run|see|use|get)))?(?: ${ABOUT} (?<query>.{2,80}?))?[?.! ]*$`,
    'i',
  ),
  new RegExp(
    `^(?:is there|are there|do you have|have you got|do we have|any)(?: (?:an?|any|some))? reports?(?: ${ABOUT} (?<query>.{2,80}?))?[?.! ]*$`,
    'i',
  ),
  /^(?:which|what) report (?:shows?|is (?:about|for|on)|has|tells?(?: me)?|do i (?:need|use|run)(?: for)?|should i (?:use|run)(?: for)?) (?<query>.{2,80}?)[?.! ]*$/i,
];

function readList(text: string): Question | undefined {
  for (const pattern of LISTS) {
    const found = pattern.exec(text);
    if (!found) continue;
    const query = found.groups?.query;
    return { about: 'reports', ...(query ? { query } : {}) };
  }
  return undefined;
}

/** "What does the column Kept mean in follow-up-completion?" */
function readColumn({ own }: Sentence, text: string, reading: Reading): Question | undefined {
  if (!/^(?:what|explain|how)\b.*\bcolumn\b/i.test(text)) return undefined;
  const column =
    /\bcolumn (?:called |named )?["']([^"']{1,40})["']/i.exec(own)?.[1] ??
    /["']([^"']{1,40})["'] column\b/i.exec(own)?.[1] ??
    /\b(?:explain the|explain|the) (?!.*\breport\b.* column)(.{1,40}?) column\b/i.exec(text)?.[1] ??
    /\bcolumn (?:called |named )?(.{1,40}?)(?= (?:mean|show|stand|say|tell|is|contain|in|of|for)s?\b|[?.!]|$)/i.exec(
      text,
    )?.[1];
  if (!column) return undefined;
  const place = /\b(?:in|of)\b (?!column)(.{2,80})$/i.exec(text)?.[1] ?? '';
  return { about: 'report', column, ...refIn(place, reading) };
}

const EXPLAINS =
  /^(?:explain|describe|what (?:does|do|is|are|can)|what's(?: in)?|tell me (?:more )?about|how (?:does|do i (?:use|read))|which params? (?:does|do)|what params? (?:does|do))\b/i;

function readExplain(text: string, reading: Reading): Question | undefined {
  if (!EXPLAINS.test(text)) return undefined;
  if (
    /\b(?:it|this|that|this report|that report|the table)\b(?: (?:show|mean|say|do|to me))?[?.! ]*$/i.test(
      text,
    )
  )
    return /\b(?:report|table)\b/i.test(text) ? { about: 'report', ...refIn('', reading) } : undefined;
  const isOrder = /^(?:explain|describe)\b/i.test(text);
  const named = new RegExp(`(?<![\\p{L}\\p{N}_-])(${NAME})(?![\\p{L}\\p{N}_-])`, 'u').exec(text)?.[1];
  const isNamed = named && (isShipped(named) || ((isOrder || hasReport(text)) && !isOrdinary(named)));
  if (isNamed) return { about: 'report', report: { name: named } };
  const topic = isOrder || hasReport(text) ? findNamed(text) : undefined;
  if (topic) return { about: 'report', report: { words: wordsAt(text, topic), expected: topic.report } };
  const words = /\b(?:the|a) (?:report )?(.{2,60}?) report\b/i.exec(text)?.[1];
  return words ? { about: 'report', report: { words } } : undefined;
}

const hasReport = (text: string) => /\breport\b/i.test(text);

/** Words with a hyphen that name no report. */
const isOrdinary = (word: string) =>
  /^(?:follow|e|to|check|kick|catch|sign|one|co|pre|re|non|up|long|short|face|in|on|off|go|well|so|two|up)-/.test(
    word,
  ) && !isShipped(word);

/** The report that some words name; else the one the person spoke of last. */
function refIn(words: string, { before }: Reading): { report?: ReportRef } {
  const said = [words, before].map(refOf).find((ref) => ref !== undefined);
  return said ? { report: said } : {};
}

export function refOf(text: string): ReportRef | undefined {
  const named = new RegExp(`(?<![\\p{L}\\p{N}_-])(${NAME})(?![\\p{L}\\p{N}_-])`, 'u').exec(text)?.[1];
  if (named && !isOrdinary(named)) return { name: named };
  const topic = findNamed(text) ?? findAsked(text);
  if (topic) return { words: wordsAt(text, topic), expected: topic.report };
  const words = /(?:the )?(.{2,60}?) report\b/i.exec(text)?.[1];
  return words ? { words } : undefined;
}

const LEAD =
  "(?:(?:run|execute|show|give|get|open|pull up|display|view|see|list|send|make|create)(?: me| us)?|let me see|i(?:'d| would) like(?: to see)?|i want(?: to see)?|can i (?:see|have|get))";

/** "Run weekly-interactions for Tom": by its name. */
function readNamed(text: string, reading: Reading): Question | undefined {
  const found = new RegExp(
    `^(?:(?<lead>${LEAD}) )?(?:the |my |our )?(?<report>report )?(?<name>${NAME})(?![\\p{L}\\p{N}_-])(?<word> report)?`,
    'iu',
  ).exec(text);
  const { lead = '', report, word } = found?.groups ?? {};
  const name = found?.groups?.name?.toLowerCase();
  if (!found || !name) return undefined;
  const isMeant =
    isShipped(name) || report || word || (/^(?:run|execute)\b/i.test(lead) && !isOrdinary(name));
  if (!isMeant) return undefined;
  const rest = text.slice(found[0].length);
  const said = readSaid({ text: `${lead} ${rest}`, rest, lower: true }, reading);
  const isAlone = lead || report || word || leftover(rest, said, reading) === '';
  return isAlone ? { about: 'numbers', report: { name }, said } : undefined;
}

/** "Show me the coverage gaps report": by the word “report”. */
function readWorded(text: string, reading: Reading): Question | undefined {
  const found = new RegExp(
    `^(?:(?<lead>${LEAD}) )(?:the |a |an |my |our |this |that )?(?<words>.{0,60}?)\\breport\\b(?! (?:that|which|who|from|by)?\\s?(?:we|i|he|she|they|\\p{L}+ (?:sent|wrote|made|gave|asked|promised)))(?<rest>.*)$`,
    'iu',
  ).exec(text);
  if (!found) return undefined;
  const { words = '', rest = '' } = found.groups ?? {};
  const topic = findNamed(text) ?? findNamed(`${words} ${rest}`);
  if (topic) return runTopic(text, topic, reading);
  const said = readSaid({ text, rest, lower: true }, reading);
  const inWords = readSaid({ text: words, rest: words, lower: false }, reading);
  const query = leftover(words, inWords, reading) || leftover(rest, said, reading);
  if (query) return { about: 'numbers', report: { words: query }, said };
  const names = [...inWords.names, ...inWords.members, ...said.names, ...said.members];
  if (names.length === 0) return { about: 'reports' };
  const isRun = /^(?:run|execute)\b/i.test(text) && words.trim() !== '';
  return isRun ? { about: 'numbers', report: { words: words.trim() }, said } : undefined;
}

/** "Which customers have gone quiet?", "top contacts this quarter": by what it is about. */
function readTopic(text: string, reading: Reading): Question | undefined {
  const asked = findAsked(text);
  if (asked) {
    const wish = runTopic(text, asked, reading);
    return wish.said.names.length > 0 && !asked.ofCustomer ? undefined : wish;
  }
  const topic = findNamed(text);
  if (!topic) return undefined;
  const wish = runTopic(text, topic, reading);
  const lead = new RegExp(
    `^(?:${LEAD}|what(?:'s| is| are| were| was)|who are|which are|run|how many|numbers for)\\b`,
    'i',
  );
  const isRun = /^(?:run|execute)\b/i.test(text);
  const around = `${text.slice(0, topic.start).replace(lead, ' ')} ${text.slice(topic.end)}`;
  const isPlain = leftover(around, wish.said, reading) === '';
  const isOfCustomer = wish.said.names.length > 0 && !topic.ofCustomer;
  return isPlain && (isRun || !isOfCustomer) ? wish : undefined;
}

function runTopic(
  text: string,
  topic: FoundTopic,
  reading: Reading,
): Extract<Question, { about: 'numbers' }> {
  const around = `${text.slice(0, topic.start)}. ${text.slice(topic.end)}`.replace(/^[. ]+/, '');
  const rest = topic.isQuestion ? text : around;
  const said = readSaid({ text, rest, lower: topic.ofCustomer }, reading);
  const { focus } = reading;
  const isPronoun = /\b(?:them|their|they|her|his|him|its?)\b/i.test(rest);
  const names =
    said.names.length === 0 && isPronoun && focus.company?.name ? [focus.company.name] : said.names;
  return {
    about: 'numbers',
    report: { words: wordsAt(text, topic), expected: topic.report },
    said: { ...said, names },
  };
}

const wordsAt = (text: string, { start, end }: FoundTopic) => text.slice(start, end).trim().slice(0, 200);

const FILLER =
  /(?<![\p{L}\p{N}])(?:an?|the|of|for|in|on|at|to|with|by|about|from|and|or|our|my|mine|me|us|all|please|pls|now|again|report|list|lately|recently|only|just|so far|up|date|since|until|as|well|them|their|they|her|his|him|it|its|is|are|team|company|customer|meetings?|calls?|e-?mails?|messages?|notes?|interactions?|'s)(?![\p{L}\p{N}])/giu;

/** What a text says besides params and words that say nothing. */
function leftover(text: string, said: Parameters<typeof withoutSaid>[1], { today }: Reading): string {
  return withoutSaid(text, said, today)
    .replace(FILLER, ' ')
    .replace(/[^\p{L}\p{N}-]+/gu, ' ')
    .replace(/(?<![\p{L}\p{N}])-+|-+(?![\p{L}\p{N}])/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
