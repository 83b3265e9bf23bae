import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemoDesk } from '../../testing/demo-desk.ts';

let desk: Awaited<ReturnType<typeof openDemoDesk>>;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

describe('a company that is spelt like a known one', () => {
  const text = 'Visited Haldenn Pharma GmbH today, 40 trucks';

  test.each(['yes', 'Halden', 'the first one'])('is asked about, and is that one: “%s”', async (answer) => {
    const { replies, saved, created } = await desk.tell('U0MARTA', text, answer);
    expect(replies[0]).toMatch(/^Which one do you mean: “Halden Pharma \(the names are spelt much alike; /);
    // People of the company, by whom it is told apart, did not take part.
    expect(saved).toEqual([expect.objectContaining({ text, company: 'Halden Pharma', contacts: [] })]);
    expect(replies[1]).toContain('Also called: Haldenn Pharma GmbH');
    expect(created).toEqual([]);
  });

  test.each(['a new one', 'no, another company'])('is another one: “%s”', async (answer) => {
    const { saved, created } = await desk.tell('U0MARTA', text, answer);
    expect(saved).toEqual([expect.objectContaining({ text, company: 'Haldenn Pharma GmbH' })]);
    expect(created).toEqual(['Haldenn Pharma GmbH']);
  });

  test.each([
    ['answer_1', 'Halden Pharma', []],
    ['answer_else', 'Haldenn Pharma GmbH', ['Haldenn Pharma GmbH']],
  ])('is asked about by buttons: %s', async (actionId, company, made) => {
    const { saved, created } = await desk.press('U0MARTA', { text, actionId });
    expect(saved).toEqual([expect.objectContaining({ text, company, contacts: [] })]);
    expect(created).toEqual(made);
  });

  test('is left alone when something else is told, or nothing is meant', async () => {
    const other = 'Called Henrik from Bluefin about vans';
    const { saved } = await desk.tell('U0MARTA', text, other);
    expect(saved).toEqual([expect.objectContaining({ text: other, company: 'Bluefin Logistics' })]);
    const { verbs, replies } = await desk.tell('U0MARTA', text, 'never mind');
    expect(verbs).toEqual([]);
    expect(replies[1]).toBe('All right, I saved nothing.');
  });
});

describe('somebody who is known at another company', () => {
  const met = 'Met Ingrid Solberg from Globex AG yesterday, great demo';
  const lead = 'new lead: Ingrid Solberg, Globex AG, ingrid@globex.example';
  const question =
    /^Which one do you mean: “Ingrid Solberg \(somebody of this name is known at another company; /;

  test.each([
    ['the one at Halden', ['Globex AG']],
    ['somebody new', ['Globex AG', 'Ingrid Solberg']],
  ])('is asked about when met: “%s”', async (answer, made) => {
    const { replies, saved, created } = await desk.tell('U0MARTA', met, answer);
    expect(replies[0]).toMatch(question);
    const entry = { text: met, company: 'Globex AG', contacts: ['Ingrid Solberg'] };
    expect(saved).toEqual([expect.objectContaining(entry)]);
    expect(created).toEqual(made);
  });

  test.each([
    ['yes', ['Globex AG']],
    ['a new one', ['Globex AG', 'Ingrid Solberg']],
  ])('is asked about as a lead, and all that was said is kept: “%s”', async (answer, made) => {
    const { replies, created, verbs } = await desk.tell('U0MARTA', lead, answer);
    expect(replies[0]).toMatch(question);
    expect(created).toEqual(made);
    expect(verbs).toEqual(['save_contact', 'add_note']);
    expect(replies[1]).toContain(lead);
  });
});

test('of two who may be one, the one whose name is shared is asked for', async () => {
  const { replies, verbs } = await desk.tell('U0MARTA', 'Sofia is the same as Sofia Almeida', 'Brandt');
  expect(replies[0]).toMatch(/^Which one do you mean: “Sofia Almeida \(.*”, “Sofia Brandt \(/);
  expect(replies[1]).toMatch(/Sofia Almeida[\s\S]*Sofia Brandt/);
  expect(replies[1]).toContain('Nothing is merged.');
  expect(verbs).toEqual([]);
  const pressed = await desk.press('U0MARTA', {
    text: 'Sofia is the same as Sofia Almeida',
    actionId: 'answer_2',
  });
  expect(pressed.replies.at(-1)).toContain('These two may be one.');
  expect(pressed.verbs).toEqual([]);
});
