import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chars, openSlackRefusals } from '../../testing/slack-refusals.ts';
import { plain } from '../../testing/test-workspace.ts';
import type { Json } from '../workspace-types.ts';

let slack: Awaited<ReturnType<typeof openSlackRefusals>>;
beforeAll(async () => {
  slack = await openSlackRefusals();
});
afterAll(() => slack.close());

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
    expect(await slack.refusalOf(lines(), pie([{ label: 'Acme', value: 1 }]))).toBe(undefined);
    expect(await slack.refusalOf(lines({ type: 'bar' }), lines({ type: 'area' }))).toBe(undefined);
    expect(await slack.refusalOf(lines({ type: 'radar' }))).toContain('unsupported chart');
  });

  test('has a title that is a string of at most fifty characters', async () => {
    expect(await slack.refusalOf({ ...lines(), title: plain('Calls') })).toContain('title must be a string');
    expect(await slack.refusalOf({ ...lines(), title: chars(51) })).toContain('less than 51');
    expect(await slack.refusalOf({ ...lines(), title: undefined })).toContain('title');
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
    expect(await slack.refusalOf(lines(more))).toContain(words);
  });

  test('of segments has one to six of them, each above nothing', async () => {
    expect(await slack.refusalOf(pie([]))).toContain('segments must be 1 to 6');
    expect(await slack.refusalOf(pie([{ label: 'Acme', value: 0 }]))).toContain('above 0');
    expect(await slack.refusalOf(pie([{ label: chars(21), value: 1 }]))).toContain('less than 21');
  });

  test('comes at most twice in a message', async () => {
    expect(await slack.refusalOf(lines(), lines(), lines())).toContain('no more than 2 data_visualization');
  });
});
