import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Dice } from '../../src/testing/dice.ts';

export const SHIPPED = join(import.meta.dirname, '../../reports');

const SUBJECTS = [
  'meetings',
  'calls',
  'demos',
  'renewals',
  'complaints',
  'offers',
  'introductions',
  'trainings',
  'site visits',
  'follow-ups',
];
const BREAKDOWNS = [
  'per week',
  'per month',
  'by colleague',
  'by company',
  'by contact',
  'by region',
  'by product',
  'overdue',
  'trend',
  'first-time',
];
const SEGMENTS = [
  'retail',
  'logistics',
  'energy',
  'banking',
  'insurance',
  'health care',
  'public sector',
  'education',
  'shipping',
  'manufacturing',
];

const EXAMPLES = [
  (subject: string, segment: string) => `how many ${subject} did we have in ${segment} last month?`,
  (subject: string, segment: string) => `which customers in ${segment} had the most ${subject}?`,
  (subject: string, segment: string) => `are ${subject} going up or down with ${segment} customers?`,
];

const kebab = (words: string) => words.replaceAll(/\W+/g, '-');

/** Writes a thousand definitions: what they compute is what the shipped ones do, what they say is made up. */
export function writeDefinitions(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // Beside the reports stands the folder of metrics.
  const files = readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml'));
  const shipped = files.map((file) => parse(readFileSync(join(SHIPPED, file), 'utf8')));
  let count = 0;
  for (const subject of SUBJECTS) {
    for (const breakdown of BREAKDOWNS) {
      for (const segment of SEGMENTS) {
        const name = kebab(`${subject} ${breakdown} ${segment}`);
        const definition = {
          ...shipped[count % shipped.length],
          name,
          title: `${subject} ${breakdown} in ${segment}`,
          description: `Shows ${subject} ${breakdown} with our customers in ${segment}, as far as they were logged.`,
          examples: EXAMPLES.map((example) => example(subject, segment)),
        };
        writeFileSync(join(folder, `${name}.yaml`), stringify(definition));
        count += 1;
      }
    }
  }
}

const QUERIES: ((pick: Dice['pick']) => string)[] = [
  (pick) => `${pick(SUBJECTS)} ${pick(BREAKDOWNS)}`,
  (pick) => kebab(`${pick(SUBJECTS)} ${pick(BREAKDOWNS)} ${pick(SEGMENTS)}`),
  (pick) => pick(EXAMPLES)(pick(SUBJECTS), pick(SEGMENTS)),
  (pick) => `show me ${pick(SUBJECTS)} with ${pick(SEGMENTS)} customers ${pick(BREAKDOWNS)} please`,
  (pick) => `which ${pick(SEGMENTS)} customers have gone quiet since the fair in september?`,
  (pick) =>
    `what did ${pick(['Marta', 'Tom', 'Lea'])} do about ${pick(SUBJECTS)} this quarter, and for whom?`,
  (pick) => pick(['pipeline', 'churn', 'revenue forecast', 'birthday', 'quarterly goals']),
  // Half a word, as when somebody is still typing.
  (pick) => pick([...SUBJECTS, ...SEGMENTS, 'customers']).slice(0, pick([1, 2, 3, 4])),
];

/** Makes up a query that somebody might type to find a report. */
export function inventQuery({ pick }: Dice): string {
  return pick(QUERIES)(pick);
}
