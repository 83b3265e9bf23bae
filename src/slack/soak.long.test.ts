import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import { findFreePort } from '../playground/ports.ts';
import { startProcess } from '../testing/app-process.ts';
import { PEOPLE } from '../testing/harness.ts';
import { soakMs } from '../testing/settings.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** The numbers of a soak: the real program works for as long as `SOAK_MINUTES` says. */
const SOAK = {
  /** People write so often, each in a conversation of their own. */
  everyMs: 500,
  sampleEveryMs: 1_000,
  /** What a heap may differ by between two moments at which as much is to do. */
  memory: { factor: 1.2, mb: 25 },
  /** Connections that come and go. */
  files: 10,
  /** SQLite moves its log into the file at 4,000 pages of 4 KB, and a group of transactions may come on top. */
  logMb: 24,
  answeredWithinMs: 60_000,
} as const;

const WRITERS = ['U0MARTA', 'U0TOM', 'U0LEA', 'U0ADA'];

type Sample = { memoryMb: number; files: number; logMb: number };

test.skipIf(soakMs() === 0 || !existsSync('/proc/self/statm'))(
  'while people write all the time, memory, open files and the log of the database stay as they are',
  async () => {
    const workspace = await createWorkspace({ users: PEOPLE, channels: [] });
    const folder = temporaryFolder();
    const path = join(folder.path, 'rapport.db');
    const port = await findFreePort();
    const app = startProcess({
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_SIGNING_SECRET: workspace.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      MODEL: 'offline',
      LOG_LEVEL: 'warn',
      DATABASE_URL: `file:${path}`,
      PORT: String(port),
    });
    await app.ready();
    workspace.connect(`http://127.0.0.1:${port}/slack/events`);
    const samples: Sample[] = [];
    const posted: { channel: string; ts: string }[] = [];
    const began = systemClock.monotonic();
    let lastSample = 0;
    for (let number = 0; systemClock.monotonic() - began < soakMs(); number += 1) {
      const as = WRITERS[number % WRITERS.length] ?? '';
      const channel = `D${as.slice(1)}`;
      const text = `Met Ana Lopes of Company ${number % 50} today, number ${number}.`;
      posted.push({ channel, ts: (await workspace.post({ as, channel, text })).ts });
      if (systemClock.monotonic() - lastSample >= SOAK.sampleEveryMs) {
        lastSample = systemClock.monotonic();
        samples.push(sample(app.pid, path));
      }
      await systemClock.sleep(SOAK.everyMs);
    }
    const end = systemClock.monotonic() + SOAK.answeredWithinMs;
    const isAnswered = async ({ channel, ts }: (typeof posted)[number]) =>
      (await workspace.messages(channel, ts)).some(({ user }) => user === workspace.botUserId);
    let unanswered = 0;
    for (const each of posted) {
      while (!(await isAnswered(each)) && systemClock.monotonic() < end) await systemClock.sleep(200);
      if (!(await isAnswered(each))) unanswered += 1;
    }
    await app.kill('SIGTERM');
    await workspace.close();
    folder.remove();

    // At first, code is compiled and caches fill.
    const quarter = Math.floor(samples.length / 4);
    const early = samples.slice(quarter, 2 * quarter);
    const late = samples.slice(-quarter);
    const [memory, memoryLate] = [median(early, 'memoryMb'), median(late, 'memoryMb')];
    process.stdout.write(
      `${posted.length} messages, ${unanswered} unanswered; memory ${memory.toFixed(0)} -> ${memoryLate.toFixed(0)} MB, files ${median(early, 'files')} -> ${median(late, 'files')}, log at most ${Math.max(...samples.map(({ logMb }) => logMb)).toFixed(1)} MB\n`,
    );
    expect(await app.ended).toBe(0);
    expect(unanswered).toBe(0);
    expect(memoryLate).toBeLessThan(memory * SOAK.memory.factor + SOAK.memory.mb);
    expect(median(late, 'files')).toBeLessThanOrEqual(median(early, 'files') + SOAK.files);
    expect(Math.max(...samples.map(({ logMb }) => logMb))).toBeLessThan(SOAK.logMb);
  },
  soakMs() + 3 * 60_000,
);

function sample(pid: number, path: string): Sample {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  const log = `${path}-wal`;
  return {
    memoryMb: (Number(pages) * 4_096) / 1e6,
    files: readdirSync(`/proc/${pid}/fd`).length,
    logMb: existsSync(log) ? statSync(log).size / 1e6 : 0,
  };
}

function median(samples: readonly Sample[], field: keyof Sample): number {
  const sorted = samples.map((each) => each[field]).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
