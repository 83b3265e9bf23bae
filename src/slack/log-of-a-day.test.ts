import { afterEach, beforeEach, expect, test } from 'vitest';
import { carefulObserver } from '../testing/careful-observer.ts';
import { type Harness, PEOPLE, startHarness, until } from '../testing/harness.ts';
import type { Script } from '../testing/model-script.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { createTeam, fixedClock } from '../testing/team.ts';

/** Words that stand in messages, names, params, prompts and answers, and nowhere in our own texts. */
const PLANTED = {
  company: 'Quillmere',
  contact: 'Zedekiah',
  said: 'marzipan',
  stranger: 'Vortigern',
  answer: 'gooseberry',
  report: 'turnip-report',
  param: 'parsnips',
} as const;

let isModelDown = false;
const script: Script = (request) => {
  const { said, results, messages } = request;
  if (isModelDown) return { status: 500, body: '{}' };
  if (String(messages[0]?.content).startsWith("You are Rapport's observer")) return observer(request);
  if (results.length > 0) return { text: `Kept: ${PLANTED.answer}` };
  if (said.startsWith('Who is'))
    return { calls: [{ name: 'get_customer', input: { contact: { name: PLANTED.stranger } } }] };
  if (said.startsWith('Run'))
    return {
      calls: [{ name: 'run_report', input: { name: PLANTED.report, params: { since: PLANTED.param } } }],
    };
  const input = {
    kind: 'meeting',
    summary: said,
    company: { name: PLANTED.company },
    contacts: [{ name: `${PLANTED.contact} Lopes`, email: `${PLANTED.contact}@example.com` }],
  };
  return { calls: [{ name: 'log_interaction', input }] };
};
const observer = carefulObserver([]);

const HOUR_MS = 3_600_000;
let harness: Harness;
let clock: ReturnType<typeof fixedClock>;
beforeEach(async () => {
  isModelDown = false;
  clock = fixedClock();
  harness = await startHarness({ clock, script, users: PEOPLE, workspace: { clock } });
  await seedReportFixture(createTeam(harness.store));
});
afterEach(() => harness.close());

type Line = Record<string, unknown>;
const linesOf = (msg: string) =>
  harness.logged.map((line) => JSON.parse(line) as Line).filter((line) => line.msg === msg);
const lineOf = (msg: string) => until(`a line “${msg}”`, async () => linesOf(msg).at(-1));
const metrics = (headers = {}) => fetch(`http://127.0.0.1:${harness.app.port}/metrics`, { headers });

test('a day leaves a line for each thing in the log, found by its trace, and no word that anybody has written', async () => {
  const { workspace, rows } = harness;
  await harness.say({ as: 'U0MARTA', text: `Met ${PLANTED.contact} at ${PLANTED.company}: ${PLANTED.said}` });
  await harness.say({ as: 'U0MARTA', text: `Who is ${PLANTED.stranger}?` });
  await harness.say({ as: 'U0LEA', text: `Run ${PLANTED.report}` });
  const channel = workspace.directChannel('U0LEA');
  await workspace.command({
    as: 'U0LEA',
    channel,
    command: '/report',
    text: 'weekly-interactions since=-8w',
  });
  await workspace.command({
    as: 'U0LEA',
    channel,
    command: '/report',
    text: `${PLANTED.report} ${PLANTED.param}`,
  });
  await harness.settled();

  const [run] = await rows('agentRuns');
  const [reply] = (await rows('outbox')).filter(({ runId }) => runId === run?.id);
  expect(linesOf('message')[0]).toMatchObject({
    trace: run?.inboxId,
    member: run?.memberId,
    run: run?.id,
    outcome: 'done',
    steps: 3,
    inputTokens: run?.inputTokens,
    outputTokens: run?.outputTokens,
    ms: expect.any(Number),
    waitedMs: expect.any(Number),
  });
  // From the message to its calls and its delivery by one id.
  expect(linesOf('delivery').find(({ trace }) => trace === run?.inboxId)).toMatchObject({
    delivery: reply?.id,
    kind: 'reply',
    outcome: 'sent',
  });
  expect(linesOf('model call').filter(({ trace }) => trace === run?.inboxId)).toHaveLength(2);
  expect(linesOf('report').find(({ report }) => report === 'weekly-interactions')).toMatchObject({
    outcome: 'done',
    rows: expect.any(Number),
    trace: (await rows('inbox')).find(({ kind }) => kind === 'report')?.id,
  });
  expect(linesOf('report').some(({ outcome, report }) => outcome === 'refused' && report === undefined)).toBe(
    true,
  );

  isModelDown = true;
  await workspace.post({ as: 'U0MARTA', channel: workspace.directChannel('U0MARTA'), text: PLANTED.said });
  await lineOf('language model failed');
  isModelDown = false;
  clock.advance(60_000);
  // It is ten in the morning, and nights are over at three; none is done before it is planned.
  await until('nights to come', async () => ((await rows('dreamRuns')).length > 0 ? true : undefined));
  while (linesOf('night').length === 0) {
    clock.advance(HOUR_MS);
    await clock.turn();
  }
  await harness.settled();
  expect(await lineOf('night')).toMatchObject({
    night: '2026-11-25',
    trace: expect.any(String),
    ms: expect.any(Number),
  });

  const log = harness.logged.join('\n').toLowerCase();
  expect(log).toContain('"outcome":"done"');
  for (const word of [...Object.values(PLANTED), 'xoxb-', harness.workspace.signingSecret])
    expect(log).not.toContain(word.toLowerCase());
});

test('GET /metrics has numbers and fixed words only, and is not there for those who come through a proxy', async () => {
  await harness.say({ as: 'U0MARTA', text: `Met ${PLANTED.contact} at ${PLANTED.company}` });
  await harness.settled();
  await until('the delivery to be counted', async () => (linesOf('delivery').length > 0 ? true : undefined));
  const response = await metrics();
  expect(response.headers.get('content-type')).toContain('version=0.0.4');
  const text = await response.text();
  for (const line of [
    'rapport_messages_total{outcome="done"} 1',
    'rapport_deliveries_total{kind="reply",outcome="sent"} 1',
    'rapport_model_calls_total{by="agent",outcome="answered"} 2',
    'rapport_attempts_total{queue="inbox",outcome="done"} 1',
    'rapport_queue_rows{queue="inbox"} 0',
    'rapport_model_down 0',
    'rapport_message_wait_seconds_bucket{le="+Inf",outcome="done"} 1',
    'rapport_agent_steps_total 3',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/rapport_store_bytes [1-9]\d+/);
  expect(text).toMatch(/rapport_model_tokens_total\{by="agent",side="input"\} [1-9]/);
  for (const word of [...Object.values(PLANTED), 'U0MARTA', 'Marta']) expect(text).not.toContain(word);
  expect((await metrics({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(404);
});
