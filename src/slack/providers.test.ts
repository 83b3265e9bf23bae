import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import type { ModelRequest, Script, ScriptedCall } from '../testing/model-script.ts';
import { PROVIDER_NAMES, PROVIDERS } from '../testing/providers/all.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';

/** A model that makes these calls, a step for each list, and then says this. */
const steps =
  (...wanted: [...ScriptedCall[][], string]): Script =>
  ({ results }) => {
    let made = 0;
    for (const step of wanted) {
      if (typeof step === 'string') return { text: step };
      if (results.length <= made) return { calls: step };
      made += step.length;
    }
    return { text: 'Done.' };
  };

const REPORT = 'quiet-customers';
const LOGGED = {
  kind: 'meeting',
  summary: 'Talked about the renewal.',
  company: { name: 'Globex' },
  contacts: [{ name: 'Hank Scorpio' }],
  follow_ups: [{ title: 'Send pricing', due_on: '2026-11-27' }],
};

/** Two steps, and two calls in one of them: what some templates and signatures make hard. */
const LOGS = steps(
  [{ name: 'find', input: { query: 'Globex' } }],
  [
    { name: 'log_interaction', input: LOGGED },
    {
      name: 'log_interaction',
      input: { kind: 'call', summary: 'Called Initech.', company: { name: 'Initech' } },
    },
  ],
  'Saved both.',
);
const TELLS: Script = ({ results }) =>
  results.length === 0
    ? { calls: [{ name: 'get_customer', input: { company: { name: 'Globex' } } }] }
    : {
        text: JSON.stringify(results).includes('renewal')
          ? 'You talked about the renewal.'
          : 'Nothing is known.',
      };
const SAYS_NOTHING_AT_FIRST = (): Script => {
  let answers = 0;
  return ({ results }) => {
    if (results.length === 0) return { calls: [{ name: 'find', input: { query: 'Globex' } }] };
    answers += 1;
    return { text: answers === 1 ? '' : 'Globex is a customer.' };
  };
};
const TAKES_BACK = steps([{ name: 'undo', input: {} }], 'Taken back.');
const REPORTS = steps(
  [{ name: 'search_reports', input: { query: 'quiet' } }],
  [{ name: 'run_report', input: { name: REPORT, params: [] } }],
  'Here is who went quiet.',
);
const SCHEDULES = steps(
  [
    {
      name: 'schedule',
      input: { action: 'create', report: REPORT, every: 'week', on: ['friday'], at: '17:00' },
    },
  ],
  'I offer it every Friday; it starts when you press the button.',
);

describe.each(PROVIDER_NAMES)('a conversation with %s', (name) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ provider: PROVIDERS[name](), clock: fixedClock(NOW) });
    await seedReportFixture(createTeam(harness.store));
  });
  afterAll(() => harness.close());

  /** What Rapport says in the thread of this message, oldest first. */
  async function ask(script: Script, text: string) {
    harness.model.script(script);
    const { workspace } = harness;
    const channel = workspace.directChannel('U0MARTA');
    const { ts } = await workspace.post({ as: 'U0MARTA', channel, text });
    await harness.settled();
    const said = await workspace.messages(channel, ts);
    return said.filter(({ user }) => user === workspace.botUserId);
  }
  const interactionsOf = async (company: string) => {
    const known = (await harness.rows('companies')).find((each) => each.name === company);
    return (await harness.rows('interactions')).filter(({ companyId }) => known && companyId === known.id);
  };
  const wordsOf = (messages: { text?: string; blocks?: unknown }[]) =>
    JSON.stringify(messages.map(({ text, blocks }) => [text, blocks])).replaceAll('\u00a0', ' ');

  test('keeps what is told, each once', async () => {
    const said = await ask(LOGS, 'Met Hank Scorpio at Globex about the renewal, and called Initech');
    expect(said.map(({ text }) => text).at(-1)).toContain('Saved both.');
    expect(wordsOf(said)).toContain('Send pricing');
    expect(await interactionsOf('Globex')).toMatchObject([{ summary: 'Talked about the renewal.' }]);
    expect(await interactionsOf('Initech')).toMatchObject([{ summary: 'Called Initech.' }]);
    expect(harness.model.requests.at(-1)?.said).toContain('Met Hank Scorpio');
  });

  test('answers what is asked from what is known', async () => {
    const said = await ask(TELLS, 'What do we know about Globex?');
    expect(said.map(({ text }) => text)).toEqual([expect.stringContaining('You talked about the renewal.')]);
  });

  test('is asked again when it has said nothing behind what it looked up', async () => {
    const said = await ask(SAYS_NOTHING_AT_FIRST(), 'Is Globex a customer?');
    expect(said.map(({ text }) => text)).toEqual([expect.stringContaining('Globex is a customer.')]);
  });

  test('takes back in words what was saved last', async () => {
    const said = await ask(TAKES_BACK, 'No, take the last one back');
    expect(wordsOf(said)).toContain('Taken back.');
    const left = [...(await interactionsOf('Globex')), ...(await interactionsOf('Initech'))];
    expect(left).toHaveLength(1);
  });

  test('posts a report, and says a word to it', async () => {
    const said = await ask(REPORTS, 'Who went quiet?');
    expect(wordsOf(said)).toContain('Quiet customers');
    expect(said.at(-1)?.text).toContain('Here is who went quiet.');
    expect((await harness.rows('reportRuns')).at(-1)).toMatchObject({ report: REPORT, outcome: 'done' });
  });

  test('offers a schedule, which starts with a yes', async () => {
    const [card] = await ask(SCHEDULES, 'Send me that every Friday at five');
    expect(card?.text).toContain('every Friday at 17:00');
    await harness.workspace.click({
      as: 'U0MARTA',
      channel: harness.workspace.directChannel('U0MARTA'),
      messageTs: card?.ts ?? '',
      actionId: 'schedule_accept',
    });
    await until('a yes', async () => (await harness.rows('schedules'))[0]?.status === 'active' || undefined);
  });

  test('went through without a refusal, a guess or a thought shown', async () => {
    // Servers whose ways have to be found out refuse once, and never for the same reason again.
    const reasons = harness.model.refused.map((body) => JSON.stringify(body));
    expect(reasons.length).toBe(new Set(reasons).size);
    expect(reasons.length).toBeLessThanOrEqual(1);
    const channel = harness.workspace.directChannel('U0MARTA');
    const shown = wordsOf(await harness.workspace.messages(channel));
    expect(shown).not.toMatch(/think>|reasoning|The user wants|The person wants|Thought \d|Okay, the user/);
    expect((await harness.rows('agentRuns')).map(({ status }) => status)).toEqual(
      Array.from({ length: 6 }, () => 'done'),
    );
    if (name === 'openai-responses') {
      const given = harness.model.requests.flatMap(({ messages }) => messages as { type?: string }[]);
      expect(given.some(({ type }) => type === 'reasoning')).toBe(true);
    }
    const everySaid = harness.model.requests.map(({ said }: ModelRequest) => said);
    expect(everySaid.filter((words) => words.includes('Context.'))).toEqual([]);
  });
});
