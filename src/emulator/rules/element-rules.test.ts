import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chars, openSlackRefusals } from '../../testing/slack-refusals.ts';
import { plain } from '../../testing/test-workspace.ts';
import type { Json } from '../workspace-types.ts';

let slack: Awaited<ReturnType<typeof openSlackRefusals>>;
beforeAll(async () => {
  slack = await openSlackRefusals();
});
afterAll(() => slack.close());

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
    expect(await slack.refusalOf(actions(full, groups))).toBe(undefined);
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
    expect(await slack.refusalOf(actions(element))).toContain(words);
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
    expect(await slack.refusalOf(below(thumbs({ positive_button: longest })))).toBe(undefined);
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
    const refusal = await slack.refusalOf(below(thumbs(more)));
    expect(refusal).toContain('invalid_blocks');
    expect(refusal).toContain(words);
  });

  test('hold one to five elements of their own, and stand in messages only', async () => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, index) => thumbs({ action_id: `feedback_${index}` }));
    expect(await slack.refusalOf(below(...named(5)))).toBe(undefined);
    expect(await slack.refusalOf(below(...named(6)))).toContain('no more than 5 elements');
    expect(await slack.refusalOf(below())).toContain('must provide elements');
    const button = { type: 'button', action_id: 'a', text: plain('Press') };
    expect(await slack.refusalOf(below(button))).toContain('unsupported element: button');
    expect(await slack.refusalOf({ type: 'actions', elements: [thumbs()] })).toContain(
      'unsupported element: feedback_buttons',
    );
    expect(await slack.viewRefusalOf({ blocks: [below(thumbs())] })).toContain(
      'unsupported type: context_actions',
    );
  });
});
