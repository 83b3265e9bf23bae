import { expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { buildCards } from './cards.ts';
import { sayQuote } from './quotes.ts';

const place = { channel: 'C0SALES', ts: '1795449600.000100' };
const LINK = 'https://slack.com/app_redirect?channel=C0SALES&message_ts=1795449600.000100';

test('a quote leads to its message, where there is one that everybody may read', () => {
  expect(sayQuote({ text: 'It is  slow', from: 'Alder, 12 Nov', place }, 300)).toBe(
    `“It is slow” · <${LINK}|Alder, 12 Nov>`,
  );
  expect(sayQuote({ text: 'It is slow', from: 'Alder, 12 Nov' }, 300)).toBe('“It is slow” · Alder, 12 Nov');
});

test('nothing in a quote mentions or links, and what is long is cut before where it is from', () => {
  const said = sayQuote(
    { text: `<!channel> <https://evil.example|x> ${'a '.repeat(400)}`, from: '<@U1>', place },
    200,
  );
  expect(said).not.toMatch(/<!|<https:\/\/evil|<@/);
  expect(said.length).toBeLessThanOrEqual(200);
  expect(said).toContain(LINK);
});

test('a card shows three quotes at most, below its text', () => {
  const quotes = ['one', 'two', 'three', 'four'].map((text) => ({ text, from: 'Alder' }));
  const blocks = buildCards([{ text: 'The login is slow.', quotes, actions: [] }]);
  const context = blocks.find(({ type }) => type === 'context') as { elements: unknown[] };
  expect(context.elements).toHaveLength(LIMITS.cardQuotes);
  expect(JSON.stringify(blocks)).not.toContain('four');
});
