import { expect, inject, test } from 'vitest';
import { createDice } from '../testing/dice.ts';
import { makeCompanies, makePeople, type Pair } from '../testing/name-variants.ts';
import { chooseCompany, choosePerson } from './choose.ts';

const PAIRS_OF_A_RULE = 200;
const ANSWERS = ['same', 'ask', 'new'] as const;

const ROOM = {
  people: {
    make: makePeople,
    choose: ({ known, said }: Pair) =>
      choosePerson({ name: said, companies: ['Acme'] }, [{ name: known, companies: ['Acme'] }]).answer,
  },
  companies: {
    make: makeCompanies,
    choose: ({ known, said }: Pair) => chooseCompany({ name: said }, [{ name: known }]).answer,
  },
};

/** How many pairs of each rule got each answer, as a table for people to read. */
function tableOf(answered: (Pair & { answer: string })[]): string {
  const rules = [...new Set(answered.map(({ kind, rule }) => `${kind}: ${rule}`))];
  const lines = rules.map((name) => {
    const those = answered.filter(({ kind, rule }) => `${kind}: ${rule}` === name);
    const counts = ANSWERS.map((answer) => those.filter((each) => each.answer === answer).length);
    return `${name.padEnd(36)}${counts.map((count) => String(count).padStart(7)).join('')}`;
  });
  return [`${''.padEnd(36)}${ANSWERS.map((answer) => answer.padStart(7)).join('')}`, ...lines].join('\n');
}

test.each(Object.entries(ROOM))(
  'of %s that are written once more, none is merged with another',
  (noun, { make, choose }) => {
    const pairs = make(PAIRS_OF_A_RULE, createDice(inject('seed') + 1));
    const answered = pairs.map((pair) => ({ ...pair, answer: choose(pair) }));
    const of = (kinds: Pair['kind'][], answer?: string) =>
      answered.filter((each) => kinds.includes(each.kind) && (!answer || each.answer === answer));
    const table = `${noun}\n${tableOf(answered)}`;
    process.stdout.write(`${table}\n`);

    expect(of(['other'], 'same'), 'different customers merged in silence').toEqual([]);
    const twins = of(['clear', 'unclear'], 'new');
    expect(
      twins.length / of(['clear', 'unclear']).length,
      `twins in silence: ${sample(twins)}`,
    ).toBeLessThanOrEqual(0.01);
    const asked = of(['clear', 'other'], 'ask');
    expect(
      asked.length / of(['clear', 'other']).length,
      `asked for nothing: ${sample(asked)}`,
    ).toBeLessThanOrEqual(0.03);
  },
);

const sample = (pairs: Pair[]) =>
  pairs
    .slice(0, 20)
    .map(({ known, said }) => `${known} | ${said}`)
    .join('; ');
