import { beforeEach, expect, test } from 'vitest';
import { createLog, logWith } from './log.ts';

const lines: string[] = [];
const log = logWith(createLog('info', { write: (line) => void lines.push(line) }), { trace: 'T1' });
const written = () => lines.map((line): unknown => JSON.parse(line));

beforeEach(() => void lines.splice(0));

test('a log with further facts says no secret', () => {
  log.info({ token: 'one', of: { apiKey: 'two', deep: { password: 'three' } } }, 'told');
  log.warn({ error: 'refused: xoxb-1234567890' }, 'told');
  expect(lines.join()).not.toMatch(/one|two|three|1234567890/);
  expect(written()).toMatchObject([{ trace: 'T1', msg: 'told' }, { trace: 'T1' }]);
});

test('a log with further facts says what an error was', () => {
  log.error(new TypeError('no such thing'), 'failed');
  expect(written()).toMatchObject([
    { trace: 'T1', msg: 'failed', err: { type: 'TypeError', message: 'no such thing' } },
  ]);
});
