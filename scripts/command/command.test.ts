import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ambiguous, ConfigError, invalid, notFound } from '../../src/errors.ts';
import { runCommand } from './command.ts';
import { describeFailure } from './failure.ts';

const USAGE = 'npm run thing      does something';

/** Runs a command as the program does; gives the code at its end, and what it has said. */
async function run(words: string[], work: () => Promise<number>): Promise<{ code: unknown; said: string }> {
  const said: string[] = [];
  const note = (text: unknown) => void said.push(String(text));
  vi.spyOn(console, 'log').mockImplementation(note);
  vi.spyOn(console, 'error').mockImplementation(note);
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'thing.ts', ...words]);
  runCommand(work, USAGE);
  await vi.waitFor(() => expect(said.length + exit.mock.calls.length).toBeGreaterThan(0));
  return { code: exit.mock.calls[0]?.[0], said: said.join('\n') };
}

describe('a command', () => {
  afterEach(() => void vi.restoreAllMocks());

  test('ends with the code of its work', async () => {
    expect(await run(['a'], () => Promise.resolve(0))).toEqual({ code: 0, said: '' });
  });

  test('ends with 1 and one sentence when its work fails, without a trace', async () => {
    const failed = await run([], () => Promise.reject(invalid('The day is none.')));
    expect(failed).toEqual({ code: 1, said: 'The day is none.' });
  });

  test('says how it is called, and does nothing', async () => {
    const work = vi.fn(() => Promise.resolve(0));
    expect(await run(['list', '--help'], work)).toEqual({ code: undefined, said: USAGE });
    expect(work).not.toHaveBeenCalled();
  });

  test('goes on when whoever reads it, such as head, has enough', async () => {
    await run([], () => Promise.resolve(0));
    const fail = (code: string) => process.stdout.emit('error', Object.assign(new Error(code), { code }));
    expect(() => fail('EPIPE')).not.toThrow();
    expect(() => fail('ENOSPC')).toThrow('ENOSPC');
  });
});

describe('what went wrong', () => {
  const tryTo = (does: () => unknown): unknown => {
    try {
      return does();
    } catch (error) {
      return error;
    }
  };

  test('with a name that several have lists them, a line each', () => {
    const [one, other] = ['Ana Lopes (Acme) [id 01A]', 'Ana Silva (Beta) [id 01B]'];
    expect(describeFailure(ambiguous('contact', 'Ana', [one, other]))).toBe(
      `“Ana” could be more than one contact:\n  ${one}\n  ${other}\nSay which one by its id.`,
    );
    expect(describeFailure(notFound('report', 'weekly', ['weekly-interactions']))).toBe(
      'I know no report “weekly”. Did you mean weekly-interactions?',
    );
  });

  test('with a file is told with its path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapport-'));
    try {
      const missing = join(folder, 'none.csv');
      expect(describeFailure(tryTo(() => readFileSync(missing)))).toBe(`There is no ${missing}.`);
      expect(describeFailure(tryTo(() => readFileSync(folder)))).toMatch(/ is a folder, and no file\.$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('with settings is told as they say it', () => {
    expect(describeFailure(new ConfigError(['PORT must be a number']))).toMatch(/PORT must be a number/);
  });
});
