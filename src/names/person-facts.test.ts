import { expect, test } from 'vitest';
import { choosePerson } from './choose.ts';
import { comparePeople } from './person-facts.ts';

const [acme, globex] = ['01M8KWN5X7K9P383EB25MDVNQA', '01M8KWN5X7K9P383EB25MDVNQB'] as const;
const ana = { name: 'Ana Lopes', companyIds: [acme] };

test('two companies are two however alike their ids are', () => {
  const at = (name: string, id: string) => comparePeople(ana, { name, companyIds: [id] });
  expect(at('A. Lopes', acme)).toEqual({ answer: 'ask', because: 'initials' });
  expect(at('A. Lopes', globex)).toEqual({ answer: 'new', because: 'other_company' });
  expect(at('Ana Lopes', acme)).toEqual({ answer: 'same', because: 'same_name' });
  expect(at('Ana Lopes', globex)).toEqual({ answer: 'ask', because: 'other_company' });
});

test('one id of several is enough, and nothing is told apart by none', () => {
  expect(comparePeople(ana, { name: 'Ana Lopes', companyIds: [globex, acme] }).answer).toBe('same');
  expect(comparePeople(ana, { name: 'Ana Lopes', companyIds: [] }).answer).toBe('same');
});

test('a surname alone means the only one of a company who has it', () => {
  const answer = (id: string) => choosePerson({ name: 'Lopes', companyIds: [id] }, [ana]).answer;
  expect(answer(acme)).toBe('same');
  expect(answer(globex)).toBe('new');
});
