import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace, WorkspaceUser } from '../emulator/workspace-types.ts';
import { findFreePort } from '../playground/ports.ts';
import { openSqlite } from '../store/sqlite.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type AppProcess, startProcess } from '../testing/app-process.ts';
import { until } from '../testing/harness.ts';
import { type ModelServer, startModelServer } from '../testing/model-server.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { atScale, seedOr } from '../testing/settings.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const MESSAGES = atScale({ small: 240, full: 2_000 });
const AT_ONCE = 24;
/** So many that one message a second in each conversation is fast enough. */
const WRITERS: WorkspaceUser[] = Array.from({ length: 200 }, (_, at) => ({
  id: `U0WRITER${at}`,
  name: `writer${at}`,
  realName: `Writer ${at}`,
  email: `writer${at}@example.com`,
  timeZone: 'Europe/Lisbon',
}));
/** How long the process may live, at random within these bounds, before it is killed. */
const LIFE_MS = atScale({ small: { least: 200, most: 800 }, full: { least: 300, most: 2_500 } });
const KILLS = atScale({ small: 2, full: 10 });
const LEAST_KILLS = atScale({ small: 1, full: 3 });
const SEED = seedOr(1);
const random = seededRandom(SEED);

describe('a process that is killed again and again', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'crash.db');
  let workspace: Workspace;
  let model: ModelServer;
  let env: Record<string, string>;
  let app: AppProcess;

  beforeAll(async () => {
    workspace = await createWorkspace({ users: WRITERS, channels: [] });
    model = await startModelServer(logsMeeting);
    const port = await findFreePort();
    env = {
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_SIGNING_SECRET: workspace.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_MODEL: 'scripted',
      DATABASE_URL: `file:${path}`,
      PORT: String(port),
      LOG_LEVEL: 'error',
    };
    workspace.connect(`http://127.0.0.1:${port}/slack/events`);
    app = startProcess(env);
    await app.ready();
  });
  afterAll(async () => {
    await app.kill('SIGKILL');
    await workspace.close();
    await model.close();
    folder.remove();
  });

  /** Posts a message and delivers its event until it is acknowledged, as Slack does with its retries. */
  async function write(number: number): Promise<string> {
    const as = WRITERS[number % WRITERS.length]?.id ?? '';
    const channel = workspace.directChannel(as);
    const posted = await workspace.post({ as, channel, text: `met Customer${number}` });
    if (posted.deliveries.some(({ status }) => status === 200)) return `${channel}:${posted.ts}`;
    for (let retryNum = 1; retryNum < 200; retryNum += 1) {
      await systemClock.sleep(100);
      const event = posted.event ?? {};
      if ((await workspace.deliverEvent(event, { retryNum })).status === 200)
        return `${channel}:${posted.ts}`;
    }
    throw new Error('The message was never acknowledged.');
  }

  async function killAtRandom(isOver: () => boolean): Promise<number> {
    let kills = 0;
    while (kills < KILLS && !isOver()) {
      const life = LIFE_MS.least + random() * (LIFE_MS.most - LIFE_MS.least);
      await systemClock.sleep(life);
      await app.kill('SIGKILL');
      kills += 1;
      app = startProcess(env);
      await app.ready();
    }
    return kills;
  }

  test(`loses none of ${MESSAGES} acknowledged messages, and saves and answers none twice (seed ${SEED})`, {
    timeout: 600_000,
  }, async () => {
    let next = 0;
    let handled = false;
    const acknowledged: string[] = [];
    const writers = Array.from({ length: AT_ONCE }, async () => {
      while (next < MESSAGES) {
        next += 1;
        acknowledged.push(await write(next));
      }
    });
    const killing = killAtRandom(() => handled);
    await Promise.all(writers);

    const store = openSqlite({ path });
    const { inbox, outbox, interactions } = store.tables;
    const ended = async () =>
      (await store.read.$count(inbox)) === MESSAGES &&
      (await store.read.select({ status: inbox.status }).from(inbox)).every(
        ({ status }) => status === 'done',
      ) &&
      (await store.read.select({ status: outbox.status }).from(outbox)).every(
        ({ status }) => status === 'sent',
      );
    await until('everything to be answered', async () => ((await ended()) ? true : undefined), 400_000);
    handled = true;
    const kills = await killing;

    const saved = await store.read
      .select({ ts: interactions.sourceTs, channel: interactions.sourceChannel })
      .from(interactions);
    const keys = saved.map(({ channel, ts }) => `${channel}:${ts}`).toSorted();
    expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS);
    expect(acknowledged).toHaveLength(MESSAGES);
    expect(keys).toEqual(acknowledged.toSorted());

    const answers: string[] = [];
    for (const { id } of WRITERS) {
      const channel = workspace.directChannel(id);
      for (const message of await workspace.messages(channel)) {
        if (message.user === workspace.botUserId) answers.push(`${channel}:${message.thread_ts}`);
      }
    }
    expect(answers.toSorted()).toEqual(keys);
    await store.close();
  });
});
