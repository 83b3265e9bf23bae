import { type KnownBlock, LogLevel, type ModalView, WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestWorkspace } from '../../testing/test-workspace.ts';
import type { Json } from '../workspace-types.ts';

let setup: Awaited<ReturnType<typeof startTestWorkspace>>;
let web: WebClient;

beforeAll(async () => {
  setup = await startTestWorkspace();
  // Refusals are what this is about: the client need not log them.
  const quiet = { setLevel: () => undefined, getLevel: () => LogLevel.ERROR, setName: () => undefined };
  const silent = () => undefined;
  web = new WebClient(setup.workspace.botToken, {
    slackApiUrl: setup.workspace.apiUrl,
    logger: { ...quiet, debug: silent, info: silent, warn: silent, error: silent },
  });
});

afterAll(() => setup.close());

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const chars = (count: number) => 'x'.repeat(count);

/** What Slack says to a message of these blocks: nothing when it takes them. */
async function refusalOf(...blocks: Json[]): Promise<string | undefined> {
  const message = { channel: 'D0ANA', text: 'x', blocks: blocks as unknown as KnownBlock[] };
  return reasonOf(web.chat.postMessage(message));
}

async function viewRefusalOf(view: Json): Promise<string | undefined> {
  const { payload } = await setup.workspace.command({ as: 'U0ANA', channel: 'D0ANA', command: '/report' });
  const whole = { type: 'modal', title: plain('Report'), submit: plain('Run'), blocks: [], ...view };
  return reasonOf(
    web.views.open({ trigger_id: payload.trigger_id as string, view: whole as unknown as ModalView }),
  );
}

async function reasonOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const { data } = error as { data: { error: string; response_metadata?: { messages?: string[] } } };
    return [data.error, ...(data.response_metadata?.messages ?? [])].join(' ');
  }
}

describe('a data_table', () => {
  const text = (value: string) => ({ type: 'raw_text', text: value });
  const number = (value: number) => ({ type: 'raw_number', value, text: String(value) });
  const rich = {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'bold', style: { bold: true } }] },
    ],
  };
  const HEAD = [text('Company'), text('Calls')];
  const ROW = [text('Acme'), number(3)];
  const table = (more: Json = {}) => ({ type: 'data_table', caption: 'Calls', rows: [HEAD, ROW], ...more });
  const rows = (count: number) => [HEAD, ...Array.from({ length: count }, () => ROW)];

  test('with a caption, a header and up to a hundred rows is taken', async () => {
    expect(await refusalOf(table({ rows: rows(100), page_size: 100, row_header_column_index: 1 }))).toBe(
      undefined,
    );
    expect(await refusalOf(table({ rows: [HEAD, [rich, number(-1.5)]] }))).toBe(undefined);
  });

  test.each([
    ['no caption', { caption: undefined }, 'caption'],
    ['no rows below the header', { rows: [HEAD] }, 'at least one row'],
    ['too many rows', { rows: rows(101) }, 'no more than 101 rows'],
    ['rows of different lengths', { rows: [HEAD, [text('Acme')]] }, 'same number of cells'],
    ['21 columns', { rows: [1, 2].map(() => Array.from({ length: 21 }, () => text('x'))) }, '20 columns'],
    ['an empty cell', { rows: [HEAD, [text(''), number(1)]] }, 'more than 0 characters'],
    [
      'a number that is none',
      { rows: [HEAD, [text('a'), { ...number(1), value: '1' }]] },
      'must be a number',
    ],
    [
      'a number without its text',
      { rows: [HEAD, [text('a'), { type: 'raw_number', value: 1 }]] },
      '0 characters',
    ],
    ['formatting in the header', { rows: [[rich, text('b')], ROW] }, 'header cell'],
    ['another cell', { rows: [HEAD, [text('a'), plain('b')]] }, 'unsupported cell'],
    ['a page of nothing', { page_size: 0 }, 'page_size'],
    ['a row header that is not there', { row_header_column_index: 2 }, 'row_header_column_index'],
  ])('with %s is refused', async (_, more, words) => {
    const refusal = await refusalOf(table(more));
    expect(refusal).toContain('invalid_blocks');
    expect(refusal).toContain(words);
  });

  test('comes once in a message, and in messages only', async () => {
    expect(await refusalOf(table(), table())).toContain('no more than 1 data_table');
    expect(await viewRefusalOf({ blocks: [table()] })).toContain('unsupported type: data_table');
  });
});

describe('a data_visualization', () => {
  const axes = { categories: ['Oct', 'Nov'], x_label: 'Month', y_label: 'Calls' };
  const points = (...values: unknown[]) =>
    values.map((value, index) => ({ label: axes.categories[index], value }));
  const SERIES = [{ name: 'Calls', data: points(1, -2.5) }];
  const lines = (more: Json = {}) => ({
    type: 'data_visualization',
    title: 'Calls by month',
    chart: { type: 'line', series: SERIES, axis_config: axes, ...more },
  });
  const pie = (segments: unknown) => ({
    type: 'data_visualization',
    title: 'Share',
    chart: { type: 'pie', segments },
  });

  test('is a line, a bar, an area or a pie', async () => {
    expect(await refusalOf(lines(), pie([{ label: 'Acme', value: 1 }]))).toBe(undefined);
    expect(await refusalOf(lines({ type: 'bar' }), lines({ type: 'area' }))).toBe(undefined);
    expect(await refusalOf(lines({ type: 'radar' }))).toContain('unsupported chart');
  });

  test('has a title that is a string of at most fifty characters', async () => {
    expect(await refusalOf({ ...lines(), title: plain('Calls') })).toContain('title must be a string');
    expect(await refusalOf({ ...lines(), title: chars(51) })).toContain('less than 51');
    expect(await refusalOf({ ...lines(), title: undefined })).toContain('title');
  });

  const seven = Array.from({ length: 7 }, (_, index) => ({ name: `s${index}`, data: points(1, 2) }));
  test.each([
    ['no series', { series: [] }, 'series must be 1 to 6'],
    ['seven series', { series: seven }, 'series must be 1 to 6'],
    ['two series of one name', { series: [SERIES[0], SERIES[0]] }, 'unique'],
    ['a long name', { series: [{ name: chars(21), data: points(1, 2) }] }, 'less than 21'],
    ['no axes', { axis_config: undefined }, 'axis_config'],
    ['no categories', { axis_config: { categories: [] } }, 'categories must be 1 to 20'],
    ['one category twice', { axis_config: { categories: ['Oct', 'Oct'] } }, 'unique'],
    ['a long category', { axis_config: { categories: ['Oct', chars(21)] } }, 'less than 21'],
    ['a long label', { axis_config: { ...axes, y_label: chars(51) } }, 'y_label'],
    ['a point missing', { series: [{ name: 'Calls', data: points(1) }] }, 'one point for each category'],
    ['a gap', { series: [{ name: 'Calls', data: points(1, null) }] }, 'not a number'],
  ])('of lines with %s is refused', async (_, more, words) => {
    expect(await refusalOf(lines(more))).toContain(words);
  });

  test('of segments has one to six of them, each above nothing', async () => {
    expect(await refusalOf(pie([]))).toContain('segments must be 1 to 6');
    expect(await refusalOf(pie([{ label: 'Acme', value: 0 }]))).toContain('above 0');
    expect(await refusalOf(pie([{ label: chars(21), value: 1 }]))).toContain('less than 21');
  });

  test('comes at most twice in a message', async () => {
    expect(await refusalOf(lines(), lines(), lines())).toContain('no more than 2 data_visualization');
  });
});

describe('interactive elements', () => {
  const option = (value: string, text = value) => ({ text: plain(text), value });
  const select = (more: Json = {}) => ({
    type: 'static_select',
    action_id: 's',
    options: [option('a')],
    ...more,
  });
  const actions = (...elements: Json[]) => ({ type: 'actions', elements });
  const confirm = { title: plain('Sure?'), text: plain('Really'), confirm: plain('Yes'), deny: plain('No') };
  const many = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));

  test('that fit are taken', async () => {
    const full = select({
      options: many(100),
      initial_option: option('o7'),
      placeholder: plain(chars(150)),
      confirm,
    });
    const groups = select({
      action_id: 'g',
      options: undefined,
      option_groups: [{ label: plain('G'), options: many(2) }],
    });
    expect(await refusalOf(actions(full, groups))).toBe(undefined);
  });

  test.each([
    ['101 options', select({ options: many(101) }), 'no more than 100 options'],
    ['no options', select({ options: [] }), 'must provide options'],
    ['a long option', select({ options: [option('a', chars(76))] }), 'less than 76'],
    ['a long value', select({ options: [option(chars(151), 'a')] }), 'less than 151'],
    ['a long placeholder', select({ placeholder: plain(chars(151)) }), 'less than 151'],
    ['a choice that is not offered', select({ initial_option: option('b') }), 'among the options'],
    ['a long question', select({ confirm: { ...confirm, text: plain(chars(301)) } }), 'less than 301'],
    ['eleven radio buttons', select({ type: 'radio_buttons', options: many(11) }), 'no more than 10'],
    ['a menu of six', select({ type: 'overflow', options: many(6) }), 'no more than 5'],
    ['a field to type in', { type: 'plain_text_input', action_id: 't' }, 'unsupported element'],
    ['something unheard of', { type: 'slider', action_id: 't' }, 'unsupported element'],
  ])('with %s are refused', async (_, element, words) => {
    expect(await refusalOf(actions(element))).toContain(words);
  });
});

describe('a modal', () => {
  const input = (more: Json = {}) => ({
    type: 'input',
    label: plain('Company'),
    element: { type: 'plain_text_input', action_id: 't' },
    ...more,
  });
  const number = (more: Json) =>
    input({ element: { type: 'number_input', action_id: 'n', is_decimal_allowed: true, ...more } });

  test('of a hundred blocks is taken', async () => {
    expect(await viewRefusalOf({ blocks: Array.from({ length: 100 }, () => input()) })).toBe(undefined);
  });

  test.each([
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }, 'no more than 100'],
    ['no title', { title: undefined }, 'title'],
    ['a long title', { title: plain(chars(25)) }, 'less than 25'],
    ['a long button', { submit: plain(chars(25)) }, 'less than 25'],
    ['inputs but no button', { submit: undefined, blocks: [input()] }, 'submit is required'],
    ['much metadata', { private_metadata: chars(3_001) }, 'less than 3001'],
    ['a long callback id', { callback_id: chars(256) }, 'less than 256'],
    ['an input without a label', { blocks: [input({ label: undefined })] }, 'label'],
    ['a long label', { blocks: [input({ label: plain(chars(2_001)) })] }, 'less than 2001'],
    [
      'a button as input',
      { blocks: [input({ element: { type: 'button', text: plain('x') } })] },
      'unsupported element',
    ],
    ['numbers not in strings', { blocks: [number({ min_value: 1 })] }, 'numbers in strings'],
    [
      'an upper bound below the lower',
      { blocks: [number({ min_value: '2', max_value: '1' })] },
      'above max_value',
    ],
    [
      'a date in words',
      { blocks: [input({ element: { type: 'datepicker', initial_date: 'today' } })] },
      'YYYY-MM-DD',
    ],
    [
      'two blocks of one id',
      { blocks: [input({ block_id: 'b' }), input({ block_id: 'b' })] },
      'already exists',
    ],
  ])('with %s is refused', async (_, view, words) => {
    const refusal = await viewRefusalOf(view);
    expect(refusal).toContain('invalid_arguments');
    expect(refusal).toContain(words);
  });
});

describe('context_actions', () => {
  const thumb = (more: Json = {}) => ({ text: plain('Good'), value: 'up', ...more });
  const thumbs = (more: Json = {}) => ({
    type: 'feedback_buttons',
    action_id: 'feedback',
    positive_button: thumb(),
    negative_button: thumb({ text: plain('Bad'), value: 'down' }),
    ...more,
  });
  const below = (...elements: Json[]) => ({ type: 'context_actions', elements });

  test('hold a pair of thumbs with texts and values up to their limits', async () => {
    const longest = thumb({
      text: plain(chars(75)),
      value: chars(2_000),
      accessibility_label: chars(75),
    });
    expect(await refusalOf(below(thumbs({ positive_button: longest })))).toBe(undefined);
  });

  test.each([
    ['without the first', { positive_button: undefined }, 'missing required field: positive_button'],
    ['without the second', { negative_button: undefined }, 'missing required field: negative_button'],
    ['without a text', { positive_button: thumb({ text: undefined }) }, 'missing required field: text'],
    [
      'with formatted text',
      { positive_button: thumb({ text: { type: 'mrkdwn', text: 'Good' } }) },
      'text must be plain_text',
    ],
    ['with a long text', { negative_button: thumb({ text: plain(chars(76)) }) }, 'text must be less than 76'],
    ['without a value', { negative_button: thumb({ value: undefined }) }, 'missing required field: value'],
    [
      'with a long value',
      { positive_button: thumb({ value: chars(2_001) }) },
      'value must be less than 2001',
    ],
    [
      'with a long name',
      { positive_button: thumb({ accessibility_label: chars(76) }) },
      'accessibility_label must be less than 76',
    ],
  ])('with thumbs %s are refused', async (_, more, words) => {
    const refusal = await refusalOf(below(thumbs(more)));
    expect(refusal).toContain('invalid_blocks');
    expect(refusal).toContain(words);
  });

  test('hold one to five elements of their own, and stand in messages only', async () => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, index) => thumbs({ action_id: `feedback_${index}` }));
    expect(await refusalOf(below(...named(5)))).toBe(undefined);
    expect(await refusalOf(below(...named(6)))).toContain('no more than 5 elements');
    expect(await refusalOf(below())).toContain('must provide elements');
    const button = { type: 'button', action_id: 'a', text: plain('Press') };
    expect(await refusalOf(below(button))).toContain('unsupported element: button');
    expect(await refusalOf({ type: 'actions', elements: [thumbs()] })).toContain(
      'unsupported element: feedback_buttons',
    );
    expect(await viewRefusalOf({ blocks: [below(thumbs())] })).toContain('unsupported type: context_actions');
  });
});
