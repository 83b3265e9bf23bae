import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { directChannelOf, type Posted } from '../testing/memory-chat.ts';
import type { Script } from '../testing/model-script.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';

let desk: AppDesk;

beforeAll(async () => {
  desk = await openAppDesk();
  await seedReportFixture(desk.team);
});

afterAll(() => desk.close());

const run = (name: string, params: { name: string; value: unknown }[] = []) => ({
  name: 'run_report',
  input: { name, params },
});

/** Runs a report, then says this about it. */
const runsAndSays =
  (call: ReturnType<typeof run>, text: string): Script =>
  ({ results }) =>
    results.length === 0 ? { calls: [call] } : { text };

async function ask(as: string, script: Script, channel = directChannelOf(as)): Promise<Posted[]> {
  desk.script(script);
  const { threadTs } = await desk.say({ as, channel, text: 'How busy were we?' });
  return desk.replies(channel, threadTs);
}

const lastRun = async () => (await desk.rows('reportRuns')).at(-1);
const hasTable = ({ document }: Posted) => document.table !== undefined;

describe('a report asked for in words', () => {
  test('is posted by code, and the model tells about it in the same thread', async () => {
    const [table, reply] = await ask('U0LEA', runsAndSays(run('kind-mix'), 'Mostly calls and meetings.'));
    expect(table && hasTable(table)).toBe(true);
    expect(reply?.document.text).toBe('Mostly calls and meetings.');
    expect(await lastRun()).toMatchObject({ report: 'kind-mix', source: 'agent', outcome: 'done' });
    expect((await lastRun())?.agentRunId).toBeTruthy();
  });

  test('shows the model a summary, without SQL', async () => {
    await ask('U0LEA', runsAndSays(run('kind-mix'), 'Done.'));
    const shown = JSON.stringify(desk.requests.at(-1)?.results);
    expect(shown).toContain('row_count');
    expect(shown).not.toMatch(/select|group by/i);
  });

  test('keeps numbers that are in the result, and drops the sentence with others', async () => {
    const [, good] = await ask('U0LEA', ({ results }) => {
      const [result] = results as { row_count?: number }[];
      return result ? { text: `There are ${result.row_count} kinds.` } : { calls: [run('kind-mix')] };
    });
    expect(good?.document.text).toMatch(/^There are \d kinds\.$/);
    const [, bad] = await ask('U0LEA', runsAndSays(run('kind-mix'), 'Mostly calls. You made 4711 of them.'));
    expect(bad?.document.text).toBe('Mostly calls.');
    const [, empty] = await ask('U0LEA', runsAndSays(run('kind-mix'), 'You made 4711 calls.'));
    expect(empty?.document.text).toBe('Here is the report: the numbers are in its table.');
  });

  test('in a channel goes to the person alone, and the model there sees none of it', async () => {
    const direct = directChannelOf('U0LEA');
    const inDirect = () => desk.chat.posted.filter(({ channel }) => channel === direct);
    const before = inDirect().length;
    const replies = await ask(
      'U0LEA',
      runsAndSays(run('weekly-interactions'), 'I sent it to you.'),
      'C0SALES',
    );
    expect(replies.map(({ document }) => document.text)).toEqual(['I sent it to you.']);
    expect(JSON.stringify(desk.requests.at(-1)?.results)).not.toMatch(/row_count|Marta/);
    const sent = inDirect()[before];
    expect(sent && hasTable(sent)).toBe(true);
  });
});

describe('a hostile model', () => {
  /** What the tool said when the model made this call on behalf of a member. */
  async function refusal(call: { name: string; input: unknown }): Promise<string> {
    const before = (await desk.rows('reportRuns')).length;
    const replies = await ask('U0MARTA', calls(call));
    expect(replies.some(hasTable)).toBe(false);
    expect((await desk.rows('reportRuns')).length).toBe(before + 1);
    expect(await lastRun()).toMatchObject({ outcome: 'refused', source: 'agent' });
    return JSON.stringify(desk.requests.at(-1)?.results.at(-1));
  }

  test('gets no lead report for a member', async () => {
    expect(await refusal(run('weekly-interactions'))).toContain('is for leads and admins');
    expect(await refusal(run('team-activity', [{ name: 'viewer_role', value: 'admin' }]))).toContain('leads');
  });

  test('cannot say who is asking', async () => {
    for (const name of [
      'viewer_id',
      'viewer_role',
      'today',
      'time_zone',
      '__proto__',
      'constructor',
      'toString',
    ]) {
      expect(await refusal(run('my-week', [{ name, value: 'x' }]))).toContain(name);
    }
  });

  test('gains nothing by fields that are not there', async () => {
    const direct = directChannelOf('U0MARTA');
    const marta = (await desk.rows('members')).find(({ slackUserId }) => slackUserId === 'U0MARTA');
    const proto = JSON.parse('{"name":"my-week","params":[],"__proto__":{"role":"admin"}}');
    const own = { name: 'my-week', params: [] };
    for (const input of [
      { ...own, viewer_id: 'x' },
      { ...own, viewer_role: 'admin' },
      { ...own, recipient: 'U0LEA', channel: 'C0SALES' },
      proto,
    ]) {
      const outbox = (await desk.rows('outbox')).length;
      await ask('U0MARTA', calls({ name: 'run_report', input }));
      const run = await lastRun();
      expect(run).toMatchObject({ memberId: marta?.id, audience: 'direct' });
      if (run?.outcome !== 'refused') expect(run?.params).toEqual({});
      for (const sent of (await desk.rows('outbox')).slice(outbox)) expect(sent.channel).toBe(direct);
      expect(await refusal({ name: 'run_report', input: { ...input, name: 'team-activity' } })).toMatch(
        /is for leads|error/,
      );
    }
  });

  test('cannot pass params in another form, or the same one twice', async () => {
    expect(
      await refusal({ name: 'run_report', input: { name: 'my-week', params: { period: 'last-week' } } }),
    ).toContain('params');
    const twice = ['1', '2'].map((value) => ({ name: 'period', value }));
    expect(await refusal(run('my-week', twice))).toContain('twice');
  });

  test('cannot bring in SQL', async () => {
    expect(await refusal(run("my-week'; drop table members --"))).toContain('I know no report');
    expect(await refusal(run('my-week', [{ name: 'period', value: "x' or 1=1 --" }]))).toContain(
      'must be a period',
    );
  });
});
