import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemoDesk } from '../../testing/demo-desk.ts';

let desk: Awaited<ReturnType<typeof openDemoDesk>>;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

describe('questions', () => {
  test.each([
    [
      'Prepare me for my call with Kestrel',
      /Before you talk to Kestrel[\s\S]*Oliver Marsh: COO[\s\S]*Call Oliver about the draft contract[\s\S]*What to know is above/,
    ],
    ['When did we last talk to Halden Pharma?', /Ingrid confirms the budget/],
    ['my follow-ups', /Return the security questionnaire to Lars/],
    ['What did I do this week?', /Ingrid Solberg/],
    ['Which customers have gone quiet?', /Quiet customers/],
    ['Who do we talk to most?', /Contacts we talk to most/],
    ['What do we know about Wayne Enterprises?', /know nothing about Wayne Enterprises/],
    ['who should I call today?', /Who to call, [\s\S]*1\. [\s\S]*Begin with /],
    ['How many meetings did I have in November?', /run kind-mix/],
    ['Which contacts have no email?', /run contact-list/],
    ['Should I call Grace?', /Grace Holloway/],
  ])('“%s” is answered from what is on record, and saves nothing', async (text, words) => {
    const { replies, verbs } = await desk.tell('U0MARTA', text);
    expect(replies[0]).toMatch(words);
    expect(verbs).toEqual([]);
  });

  test.each([
    ['how busy was the team last month?', /“Team activity” is above. It shows .*Oct 2026/],
    ['How busy was the team this week?', /“Team activity” is above. It shows .*23 .*Nov 2026/],
    ['how busy was the team in September?', /“Team activity” is above. It shows .*30 Sept? 2026/],
    ['run monthly-trend last quarter', /It shows since .*1 Jul 2026/],
    ['run contact-list last month', /cannot be asked for a time/],
  ])('“%s” is answered for the time that was said', async (text, words) => {
    const { replies } = await desk.tell('U0DANIEL', text);
    expect(replies[0]).toMatch(words);
  });

  test('a schedule that is asked for in a channel says where its card is', async () => {
    const from = { member: 'U0MARTA', channel: 'C0SALES' };
    const { replies } = await desk.tell(from, '<@U0RAPPORT> send me quiet-customers every Friday at 17:00');
    expect(replies[0]).toContain('The card, which I sent you by direct message, asks whether that is right');
  });

  test('a wish from now on is kept at once, and dropped again', async () => {
    const question = 'What do we know about Bluefin Logistics?';
    const { replies } = await desk.tell(
      'U0MARTA',
      'From now on answer in bullet points please',
      question,
      'No more bullet points please',
      question,
      'Stop using bullets please',
    );
    expect(replies[1]).toMatch(/^• /);
    expect(replies[2]).toMatch(/All right/);
    expect(replies[3]).not.toMatch(/^• /);
    expect(replies[4]).toMatch(/nothing of the kind/);
  });

  test.each([
    ['Send me quiet-customers every Friday at 17:00', /every Friday at 17:00/],
    ['Send me the pipeline every Monday', /Shall I send you this report\?\nReport: Pipeline/],
    ['Send me quiet-customers every second Monday', /not every second one/],
    ['short answer please', /from now on/],
    ['thanks!', /welcome|Any time/],
    ['hello', /Hello|Hi/],
    ['asdf', /Try “/],
  ])('“%s” gets its short answer', async (text, words) => {
    const { replies, verbs } = await desk.tell('U0MARTA', text);
    expect(replies[0]).toMatch(words);
    expect(verbs).toEqual([]);
  });
});
