import { expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { buildCards } from './cards.ts';
import { sayQuote } from './quotes.ts';

const place = { channel: 'C0SALES', ts: '1795449600.000100' };
const LINK = 'https://team.slack.com/archives/C0SALES/p1795449600000100';
const linkTo = () => LINK;

test('a quote leads to its message, where there is one that everybody may read', () => {
  expect(sayQuote({ text: 'It is  slow', from: 'Alder, 12 Nov', place }, { max: 300, linkTo })).toBe(
    `“It is slow” · <${LINK}|Alder, 12 Nov>`,
  );
  expect(sayQuote({ text: 'It is slow', from: 'Alder, 12 Nov' }, { max: 300, linkTo })).toBe(
    '“It is slow” · Alder, 12 Nov',
  );
});

test('nothing in a quote mentions or links, and what is long is cut before where it is from', () => {
  const said = sayQuote(
    { text: `<!channel> <https://evil.example|x> ${'a '.repeat(400)}`, from: '<@U1>', place },
    { max: 200, linkTo },
  );
  expect(said).not.toMatch(/<!|<https:\/\/evil|<@/);
  expect(said.length).toBeLessThanOrEqual(200);
  expect(said).toContain(LINK);
});

test('a card shows three quotes at most, below its text', () => {
  const quotes = ['one', 'two', 'three', 'four'].map((text) => ({ text, from: 'Alder' }));
  const blocks = buildCards([{ text: 'The login is slow.', quotes, actions: [] }], linkTo);
  const context = blocks.find(({ type }) => type === 'context') as { elements: unknown[] };
  expect(context.elements).toHaveLength(LIMITS.cardQuotes);
  expect(JSON.stringify(blocks)).not.toContain('four');
});
