import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chars, openSlackRefusals } from '../../testing/slack-refusals.ts';
import { plain } from '../../testing/test-workspace.ts';
import type { Json } from '../workspace-types.ts';

let slack: Awaited<ReturnType<typeof openSlackRefusals>>;
beforeAll(async () => {
  slack = await openSlackRefusals();
});
afterAll(() => slack.close());

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
    expect(await slack.viewRefusalOf({ blocks: Array.from({ length: 100 }, () => input()) })).toBe(undefined);
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
    const refusal = await slack.viewRefusalOf(view);
    expect(refusal).toContain('invalid_arguments');
    expect(refusal).toContain(words);
  });
});
