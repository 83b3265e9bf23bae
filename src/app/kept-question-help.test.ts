import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { BY_COMPANY, type KeptQuestionDesk, openKeptQuestionDesk } from '../testing/kept-question-desk.ts';

const NAME = 'big-customers';
const COUNTED = [
  'Meetings: number of interactions with kind meeting',
  'Only Meetings: at least 2',
  expect.stringMatching(/^Period: this quarter \(/),
];

let desk: KeptQuestionDesk;

beforeAll(async () => {
  desk = await openKeptQuestionDesk();
  const having = [{ measure: 'meetings', at_least: 2 }];
  await desk.keep('U0TOM', { name: NAME, input: { ...BY_COMPANY, period: 'this-quarter', having } });
});
afterAll(() => desk.close());

test('the help of a question that is kept says what it counts, and what it leaves out', async () => {
  expect(await desk.report('U0LEA', `help ${NAME}`)).toMatchObject({
    show: { explanation: { name: NAME, counted: expect.arrayContaining(COUNTED) } },
  });
  expect(await desk.report('U0LEA', 'help my-week')).not.toHaveProperty('show.explanation.counted');
});

test('“explain it” tells the model the same', async () => {
  desk.script(calls({ name: 'explain_report', input: { name: NAME } }));
  const { text } = await desk.say({ as: 'U0LEA', text: `what is in ${NAME}?` });
  expect(text).toContain('"Only Meetings: at least 2","Period: this quarter (');
});

test('who has proposed a question is told that it waits for an admin, and nobody else that it is there', async () => {
  await desk.propose('U0TOM', { name: 'not-yet' });
  const waits = { say: expect.stringContaining('“not-yet” waits for an admin') };
  for (const text of ['not-yet', 'help not-yet']) {
    expect(await desk.report('U0TOM', text)).toEqual(waits);
    expect(await desk.report('U0LEA', text)).toEqual({ say: expect.stringContaining('I know no report') });
  }
});
