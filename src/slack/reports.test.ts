import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, SlackMessage } from '../emulator/workspace-types.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ clock: fixedClock(NOW) });
  await seedReportFixture(createTeam(harness.store));
});

afterAll(() => harness.close());

const direct = (user: string) => harness.workspace.directChannel(user);
const report = (as: string, text: string, channel = direct(as)) =>
  harness.workspace.command({ as, channel, command: '/report', text });

/** What the bot says next in a conversation, after `work`. */
async function next(channel: string, work: () => Promise<unknown>): Promise<SlackMessage> {
  const before = await fromBot(channel);
  await work();
  return until(`a message in ${channel}`, async () => (await fromBot(channel))[before.length]);
}

async function fromBot(channel: string): Promise<SlackMessage[]> {
  const { workspace } = harness;
  return (await workspace.messages(channel)).filter(({ user }) => user === workspace.botUserId);
}

const blocksOf = (message: { blocks?: Json[] }, type: string) =>
  (message.blocks ?? []).filter((block) => block.type === type);
const whispers = (user: string) => harness.workspace.ephemerals(user);
const lastWhisper = (user: string) => JSON.stringify(whispers(user).at(-1));
const topView = (user: string) =>
  until(`a form for ${user}`, async () => harness.workspace.views(user).find(({ view }) => view.callback_id));

describe('/report NAME', () => {
  test('gives a lead a table, a chart and buttons in their direct messages', async () => {
    const message = await next(direct('U0LEA'), () => report('U0LEA', 'weekly-interactions since=-8w'));
    const [table] = blocksOf(message, 'data_table');
    expect(table?.rows).toEqual(
      expect.arrayContaining([expect.arrayContaining([expect.objectContaining({ text: 'Marta' })])]),
    );
    expect(blocksOf(message, 'data_visualization')).toHaveLength(1);
    expect(JSON.stringify(blocksOf(message, 'actions'))).toMatch(/Run again.*Change.*CSV/);
    expect(JSON.stringify(blocksOf(message, 'context'))).toContain('since: -8w (Mon 28 Sept 2026)');
    expect((await harness.rows('reportRuns')).at(-1)).toMatchObject({
      report: 'weekly-interactions',
      params: { since: '-8w' },
      outcome: 'done',
      source: 'command',
    });
  });

  test('in a channel comes by direct message, and is not offered to be shared where not everybody may see it', async () => {
    const before = (await fromBot('C0SALES')).length;
    await next(direct('U0LEA'), () => report('U0LEA', 'quiet-customers', 'C0SALES'));
    expect((await fromBot('C0SALES')).length).toBe(before);
    const note = whispers('U0LEA').at(-1);
    expect(note?.text).toContain('direct messages');
    // There are guests in this channel.
    expect(JSON.stringify(note?.blocks)).not.toContain('report_share');
  });
});

describe('the form', () => {
  test('opens when something needed is missing, finds names while one types, and runs', async () => {
    await report('U0TOM', 'company-timeline');
    const { id, view } = await topView('U0TOM');
    expect(JSON.stringify(view.blocks)).toContain('external_select');
    const { options } = await harness.workspace.suggest({
      as: 'U0TOM',
      viewId: id,
      actionId: 'company',
      value: 'orb',
    });
    expect(options).toMatchObject([{ text: { text: 'Orbit Energy' } }]);
    const chosen = { type: 'external_select', selected_option: options[0] };
    const message = await next(direct('U0TOM'), () =>
      harness.workspace.submitView({ as: 'U0TOM', viewId: id, values: { company: { company: chosen } } }),
    );
    expect(message.text).toContain('Timeline of a company');
    expect(JSON.stringify(message)).toContain('company: Orbit Energy');
  });

  test('shows what is wrong under its field, and stays', async () => {
    await report('U0TOM', 'company-timeline');
    const { id } = await topView('U0TOM');
    const { body } = await harness.workspace.submitView({
      as: 'U0TOM',
      viewId: id,
      values: { company: { company: { type: 'external_select', selected_option: null } } },
    });
    expect(JSON.parse(body)).toMatchObject({
      response_action: 'errors',
      errors: { company: expect.stringContaining('missing') },
    });
    await harness.workspace.closeView({ as: 'U0TOM', viewId: id });
  });

  test('opens with what was used before on Change, and keeps relative days relative', async () => {
    const message = await next(direct('U0LEA'), () =>
      report('U0LEA', 'weekly-interactions since=-6w kind=call'),
    );
    await harness.workspace.click({
      as: 'U0LEA',
      channel: direct('U0LEA'),
      messageTs: message.ts,
      actionId: 'report_change',
    });
    const { id, view } = await topView('U0LEA');
    expect(JSON.stringify(view.blocks)).toMatch(/"initial_date":"2026-10-12"/);
    await next(direct('U0LEA'), () => harness.workspace.submitView({ as: 'U0LEA', viewId: id }));
    expect((await harness.rows('reportRuns')).at(-1)).toMatchObject({
      params: { since: '-6w', kind: 'call' },
      source: 'button',
    });
  });
});

describe('/report ask', () => {
  test('asks by a form, which another metric draws anew, and which says at a field what is wrong', async () => {
    await report('U0LEA', 'ask interactions');
    const { id } = await topView('U0LEA');
    const idsOf = async () =>
      ((await topView('U0LEA')).view as { blocks: Json[] }).blocks.map((block) => block.block_id);
    const choose = async (metric: string) => {
      await harness.workspace.clickView({
        as: 'U0LEA',
        viewId: id,
        actionId: 'question_metric',
        blockId: 'metric',
        value: metric,
      });
      await until(
        `the form of ${metric}`,
        async () => (await idsOf()).includes(`measures/${metric}`) || undefined,
      );
    };
    await choose('deals');
    expect(await idsOf()).not.toContain('measures/interactions');
    await choose('interactions');
    const { body } = await harness.workspace.submitView({
      as: 'U0LEA',
      viewId: id,
      values: { 'top/interactions': { value: { type: 'number_input', value: '3' } } },
    });
    expect(JSON.parse(body)).toEqual({
      response_action: 'errors',
      errors: { 'top/interactions': expect.stringContaining('top needs a dimension') },
    });
    const message = await next(direct('U0LEA'), () =>
      harness.workspace.submitView({
        as: 'U0LEA',
        viewId: id,
        values: {
          'top/interactions': { value: { type: 'number_input', value: null } },
          'at_least/interactions': { value: { type: 'number_input', value: null } },
          other_period: { value: { type: 'plain_text_input', value: '2026-10' } },
        },
      }),
    );
    expect(message.text).toContain('Interactions, 2026-10');
    expect(JSON.stringify(blocksOf(message, 'actions'))).toMatch(/Run again.*Change.*CSV/);
    expect((await harness.rows('reportRuns')).at(-1)).toMatchObject({
      report: 'ask:interactions',
      params: { metric: 'interactions', period: '2026-10' },
      outcome: 'done',
    });
  });
});

describe('the buttons under a report', () => {
  test('send the rows as a file, once, with nothing a spreadsheet would run', async () => {
    const channel = direct('U0LEA');
    const message = await next(channel, () => report('U0LEA', 'interactions-by-company'));
    const click = { as: 'U0LEA', channel, messageTs: message.ts, actionId: 'report_csv' };
    await harness.workspace.click(click);
    const [file] = await until('a file', async () => {
      const files = await harness.workspace.files(channel);
      return files.length > 0 ? files : undefined;
    });
    expect(file?.name).toMatch(/^interactions-by-company-2026-11-24-\w{6}\.csv$/);
    expect(file?.threadTs).toBe(message.ts);
    expect(file?.content).toContain('Acme');
  });
});

describe('the list', () => {
  test('is turned page by page', async () => {
    await report('U0MARTA', '');
    const list = whispers('U0MARTA').at(-1);
    expect(list?.text).toMatch(/^\d+ reports you can run$/);
    expect(JSON.stringify(list)).not.toContain('weekly-interactions');
    await harness.workspace.click({
      as: 'U0MARTA',
      channel: direct('U0MARTA'),
      messageTs: list?.ts ?? '',
      actionId: 'report_page_on',
    });
    await until('page two', async () => lastWhisper('U0MARTA').includes('Page 2 of') || undefined);
  });

  test('is not for guests', async () => {
    await report('U0GUEST', '');
    expect(lastWhisper('U0GUEST')).toContain('only work for full members');
  });
});
