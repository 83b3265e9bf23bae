import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createWorkspace } from '../emulator/workspace.ts';
import { findFreePort } from '../playground/ports.ts';
import { startByNpm, startProcess } from '../testing/app-process.ts';
import { PEOPLE, until } from '../testing/harness.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** Nobody asks it anything. */
const NO_MODEL = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_MODEL: 'none' };
/** A process starts in seconds; on a busy machine it may take longer. */
const START_WITHIN_MS = 50_000;

describe('starting', () => {
  test('with a bad configuration ends with code 1 and one readable message that names every problem', async () => {
    const process = startProcess({ PORT: 'x', DATABASE_URL: 'mysql://nowhere' });
    expect(await process.ended).toBe(1);
    for (const name of ['SLACK_BOT_TOKEN', 'PORT', 'DATABASE_URL', 'OPENAI_API_KEY']) {
      expect(process.output()).toContain(name);
    }
    expect(process.output()).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['by itself', startProcess],
    ['by npm, which alone is told so', startByNpm],
  ])('stops in order when asked to: %s', async (_, start) => {
    const workspace = await createWorkspace({ users: PEOPLE, channels: [] });
    const folder = temporaryFolder();
    const port = String(await findFreePort());
    const process = start({
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_SIGNING_SECRET: workspace.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      ...NO_MODEL,
      DATABASE_URL: `file:${join(folder.path, 'rapport.db')}`,
      PORT: port,
    });
    const hasStarted = () => process.output().includes('connected to Slack') || undefined;
    await until('a start', async () => hasStarted(), START_WITHIN_MS);
    await process.kill('SIGTERM');
    expect(await process.ended).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    await workspace.close();
    folder.remove();
  });

  test('with a token that Slack refuses ends with code 1 and says what to do', async () => {
    const workspace = await createWorkspace({ users: PEOPLE, channels: [] });
    const folder = temporaryFolder();
    const process = startProcess({
      SLACK_BOT_TOKEN: 'xoxb-wrong',
      SLACK_SIGNING_SECRET: workspace.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      ...NO_MODEL,
      DATABASE_URL: `file:${join(folder.path, 'rapport.db')}`,
      PORT: '0',
    });
    expect(await process.ended).toBe(1);
    expect(process.output()).toContain('npm run doctor');
    await workspace.close();
    folder.remove();
  });
});
