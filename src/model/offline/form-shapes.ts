import { sentenceSpans } from './sentences.ts';

export type Form = { format?: 'bullets' | 'prose'; length?: 'short' | 'detailed' };

const MARK = '• ';
const isItem = (line: string) => line.startsWith(MARK);

/** A reply in another form. Questions to the person stay as they are. */
export function shape(text: string, { format, length }: Form): string {
  if (asks(text)) return text;
  const kept = length === 'short' ? shorten(text) : text;
  if (format === 'bullets') return asList(kept);
  return format === 'prose' ? asProse(kept) : kept;
}

/** Whether a reply asks the person something; what stands in a list is told, not asked. */
export const asks = (text: string) =>
  text.split('\n').some((line) => !isItem(line) && /\?(?:\s|$)/.test(line.replace(/“[^”]*”/g, '')));

/** A semicolon ends none here, though it may part two things that were told. */
function sentencesOf(line: string): string[] {
  const said: string[] = [];
  for (const { start, end } of sentenceSpans(line)) {
    const part = line.slice(start, end).trim();
    if (part && said.at(-1)?.endsWith(';')) said.push(`${said.pop()} ${part}`);
    else if (part) said.push(part);
  }
  return said;
}

const MAX_SENTENCES = 2;
const MAX_ITEMS = 3;

/** The first two sentences, and of each list the first three items. */
function shorten(text: string): string {
  const kept: string[] = [];
  let sentences = 0;
  let items = 0;
  let left = 0;
  const close = () => {
    if (left > 0) kept.push(`and ${left} more`);
    items = 0;
    left = 0;
  };
  for (const line of text.split('\n')) {
    const more = /^and (\d+) more$/.exec(line)?.[1];
    if (more) left += Number(more);
    else if (!isItem(line)) {
      close();
      const said = sentencesOf(line);
      const heading = said.at(-1)?.endsWith(':') ? said.pop() : undefined;
      const first = said.slice(0, Math.max(0, MAX_SENTENCES - sentences));
      sentences += said.length;
      const rest = [...first, ...(heading ? [heading] : [])].join(' ');
      if (rest) kept.push(rest);
    } else if (items++ < MAX_ITEMS) kept.push(line);
    else left++;
  }
  close();
  return kept.join('\n');
}

/** Each sentence a point; the people of a company too. */
function asList(text: string): string {
  const lines = text.split('\n');
  if (lines.length === 1) {
    const people = /^(At .{1,120}? we know) (.+)\.$/u.exec(text);
    if (people) return pointed(people[1] ?? '', people[2] ?? '') ?? text;
    if (sentencesOf(text).length < 2) return text;
  }
  return lines
    .flatMap((line) => {
      if (isItem(line) || /^and \d+ more$/.test(line)) return [line];
      return sentencesOf(line).map((each) => (each.endsWith(':') ? each : `${MARK}${each}`));
    })
    .join('\n');
}

function pointed(heading: string, words: string): string | undefined {
  const names = words.split(/, (?![^(]*\))| and (?![^(]*\))/);
  return names.length > 1 ? [`${heading}:`, ...names.map((each) => MARK + each)].join('\n') : undefined;
}

/** Lists as running text. */
function asProse(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, at) => {
      if (!isItem(line)) return line;
      const said = line.slice(MARK.length);
      if (/[.!?]$/.test(said)) return said;
      return isItem(lines[at + 1] ?? '') || /^and \d+ more$/.test(lines[at + 1] ?? '')
        ? `${said};`
        : `${said}.`;
    })
    .join(' ');
}
