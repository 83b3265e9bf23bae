import { NAME } from './report-requests.ts';
import { findNamed } from './report-topics.ts';

/** A text with what names a report blanked: "weekly interactions" says nothing about how often. */
export function maskReports(text: string): string {
  const names = text.replace(new RegExp(`(?<![\\p{L}\\p{N}_-])${NAME}(?![\\p{L}\\p{N}_-])`, 'giu'), (name) =>
    RHYTHM_WORD.test(name) ? name : blank(name),
  );
  const topic = findNamed(names);
  return topic
    ? names.slice(0, topic.start) + blank(names.slice(topic.start, topic.end)) + names.slice(topic.end)
    : names;
}

const RHYTHM_WORD = /^(?:(?:mon|tues?|wed|thu|fri|sat|sun)[a-z]*|month|quarter|mid|half|bi|work|week)-/i;
const blank = (text: string) => '_'.repeat(text.length);
