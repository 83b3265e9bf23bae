import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../clock.ts';
import { transact } from '../context.ts';
import { saveMessage } from '../conversation/messages.ts';
import { logInteraction } from '../crm/interactions.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace, WorkspaceUser } from '../emulator/workspace-types.ts';
import { newId } from '../ids.ts';
import { planNights } from '../observer/night/plan.ts';
import { findFreePort } from '../playground/ports.ts';
import { openPostgres } from '../store/postgres.ts';
import type { Store } from '../store/store.ts';
import { type AppProcess, startProcess } from '../testing/app-process.ts';
import { carefulObserver } from '../testing/careful-observer.ts';
import { until } from '../testing/harness.ts';
import type { Script } from '../testing/model-script.ts';
import { type ModelServer, startModelServer } from '../testing/model-server.ts';
import { proposes } from '../testing/observer-scripts.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { atScale } from '../testing/settings.ts';
import { createTeam, fixedClock } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const MEMBERS = atScale({ small: 20, full: 40 });
const DIGEST = 'C0DIGEST';
const WISH = 'From now on answer in bullet points';
const MINUTE_MS = 60_000;
const WITHIN_MS = 180_000;

const users: WorkspaceUser[] = Array.from({ length: MEMBERS }, (_, number) => ({
  id: `U0P${number}`,
  name: `p${number}`,
  realName: `p${number}`,
  email: `p${number}@example.com`,
  timeZone: 'UTC',
}));

const programs = findPostgres();

describe.skipIf(!programs)('two processes in one night (skipped where PostgreSQL is not installed)', () => {
  const folder = temporaryFolder();
  let server: PostgresServer | undefined;
  let workspace: Workspace | undefined;
  let model: ModelServer | undefined;
  let store: Store;
  let env: Record<string, string>;
  const processes: AppProcess[] = [];

  /** Everybody has said something, a customer is silent, and the night has just ended: it is held until both are there. */
  beforeEach(async () => {
    server = await startPostgres(programs ?? '');
    workspace = await createWorkspace({ users, channels: [{ id: DIGEST, name: 'digest' }] });
    store = openPostgres(server.url);
    await store.migrate();
    const now = Date.now();
    const nightlyAt = new Date(now - 5 * MINUTE_MS).toISOString().slice(11, 16);
    const before = fixedClock(new Date(now - 10 * MINUTE_MS));
    const team = createTeam(store);
    for (const { name } of users) {
      const member = { ...(await team.as(name.toUpperCase(), { timeZone: 'UTC' })), clock: before };
      const said = {
        id: newId(),
        threadKey: `D-${name}:1`,
        channel: `D-${name}`,
        ts: '1.0',
        author: 'member',
        memberId: member.actor.memberId,
        audience: 'direct',
        text: `${WISH} please`,
        createdAt: before.now(),
      } as const;
      await transact(member, (ctx) => saveMessage(ctx, said));
    }
    const first = { ...(await team.as('P0', { timeZone: 'UTC' })), clock: before };
    const today = before.now().toISOString().slice(0, 10);
    for (let times = 0; times < 8; times += 1) {
      await logInteraction(first, {
        kind: 'call',
        summary: 'Talked about pallets.',
        company: { name: 'Bluefin Logistics', is_new: times === 0 },
        occurred_on: addDays(today, -34 - 9 * times),
      });
    }
    await planNights({ ...team.system, clock: before }, { nightlyAt });
    await lease(new Date(now + 60 * MINUTE_MS));
    env = {
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_SIGNING_SECRET: workspace.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      DATABASE_URL: server.url,
      REPORTS_DIR: folder.path,
      NIGHTLY_AT: nightlyAt,
      OBSERVATIONS_CHANNEL: DIGEST,
      LOG_LEVEL: 'info',
    };
  }, WITHIN_MS);

  afterEach(async () => {
    for (const each of processes.splice(0)) await each.kill('SIGKILL');
    await model?.close();
    await store?.close();
    await server?.stop();
    await workspace?.close();
  });

  /** Until when the nights that are not over are held, as far as their rows say. */
  const lease = (leaseUntil: Date | null) =>
    store.transaction((tx) => tx.update(store.tables.dreamRuns).set({ leaseUntil }).returning());

  async function startBoth(observer: Script, options: { delayMs?: number } = {}): Promise<void> {
    model = await startModelServer(observer, options);
    const observed = { OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: 'scripted' };
    for (let number = 0; number < 2; number += 1)
      processes.push(startProcess({ ...env, ...observed, PORT: String(await findFreePort()) }));
    await Promise.all(processes.map((each) => each.ready()));
    await lease(null);
  }

  const nights = () => store.read.select().from(store.tables.dreamRuns);
  const done = async () => (await nights()).filter(({ status }) => status === 'done');

  /** Everybody's night is over, and the digest is in its channel. */
  async function expectOneNight(): Promise<void> {
    const { observations, observationEvidence, outbox } = store.tables;
    const digests = async () => (await workspace?.messages(DIGEST)) ?? [];
    await until('the digest', async () => (await digests()).length > 0 || undefined, WITHIN_MS);
    // Whoever would do something twice has the time to.
    await new Promise((resolve) => setTimeout(resolve, 1_500));

    const over = await done();
    expect(new Set(over.map(({ night }) => night)).size).toBe(1);
    expect(new Set(over.map(({ scope }) => scope)).size).toBe(MEMBERS + 1);
    expect(over).toHaveLength(MEMBERS + 1);
    expect(over.filter(({ outcome }) => outcome === 'observed')).toHaveLength(MEMBERS + 1);
    const planned = (await nights()).filter(({ status }) => status === 'pending');
    expect(new Set(planned.map(({ scope }) => scope)).size).toBe(planned.length);
    expect(planned).toHaveLength(MEMBERS + 1);

    const learned = await store.read.select().from(observations);
    const keys = learned.map(({ scope, subject, slot, valueKey }) => [scope, subject, slot, valueKey].join());
    expect(new Set(keys).size).toBe(keys.length);
    expect(learned.filter(({ kind }) => kind === 'user_preference')).toHaveLength(MEMBERS);
    expect(learned.filter(({ kind }) => kind === 'customer_trend')).toMatchObject([{ status: 'active' }]);
    const cited = await store.read.select().from(observationEvidence);
    expect(cited).toHaveLength(MEMBERS + 3);

    await expectNothingTwice();
    expect(await digests()).toHaveLength(1);
    expect(JSON.stringify(await digests())).toContain('Bluefin Logistics');
    const queued = await store.read.select().from(outbox);
    expect(queued.filter(({ dedupeKey }) => dedupeKey.startsWith('night:'))).toHaveLength(1);
  }

  /** Of everything that a night writes or says there is one, whoever did it. */
  async function expectNothingTwice(): Promise<void> {
    const { observationEvidence, observationEvents, outbox } = store.tables;
    const cited = await store.read.select().from(observationEvidence);
    expectEachOnce(cited.map((each) => [each.observationId, each.messageId, each.interactionId]));
    const events = await store.read.select().from(observationEvents);
    expectEachOnce(events.map(({ observationId, kind }) => [observationId, kind]));
    const news = (await store.read.select().from(outbox)).filter(({ kind }) => kind === 'news');
    expectEachOnce(news.map(({ memberId }) => memberId));
    const posted = await Promise.all(users.map(({ id }) => workspace?.messages(workspace.directChannel(id))));
    const keys = posted.flat().flatMap((message) => (message?.metadata ? [message.metadata] : []));
    expectEachOnce(keys);
  }

  test('do every night once and post one digest', { timeout: WITHIN_MS }, async () => {
    await startBoth(carefulObserver([{ says: WISH, slot: 'format', value: 'bullets' }]));
    await expectOneNight();
    // Taken once; and once more only where an attempt came to nothing.
    const taken = (await done()).map(({ fence, attempts }) => fence - attempts);
    expect(taken).toEqual(Array(MEMBERS + 1).fill(1));
    // No step is taken twice: what was asked of the model is what the nights that ended have asked.
    const asked = model?.requests ?? [];
    const calls = (await done()).map(({ modelCalls }) => modelCalls);
    expect(asked).toHaveLength(calls.reduce((sum, each) => sum + each, 0));
    // After its first step a night has read messages, which are in no other night.
    expectEachOnce(asked.flatMap(({ results }) => (results.length > 0 ? [results] : [])));
  });

  test('of which one is killed: the other does the rest', { timeout: WITHIN_MS }, async () => {
    const observer = proposes({ slot: 'format', value: 'bullets' }, WISH);
    const script: Script = (request) => {
      const [signal] = signalsIn(request.said);
      if (!signal) return observer(request);
      return request.results.length > 0 ? { text: 'Done.' } : { calls: [tell(signal)] };
    };
    await startBoth(script, { delayMs: 150 });
    await until(
      'some nights',
      async () => ((await done()).length >= MEMBERS / 5 ? true : undefined),
      WITHIN_MS,
    );
    const [killed] = processes;
    await killed?.kill('SIGKILL');
    // What the one that is gone has held stays as it is, and the team waits for it.
    const held = async () =>
      (await nights()).filter(({ status, leaseUntil }) => status === 'pending' && leaseUntil);
    const left = await until(
      'the other to do what it can',
      async () => {
        const rows = await nights();
        const open = rows.filter(({ status, dueAt }) => status === 'pending' && dueAt <= new Date());
        return open.length <= 5 && open.every(({ leaseUntil, memberId }) => leaseUntil || !memberId)
          ? held()
          : undefined;
      },
      WITHIN_MS,
    );
    expect(left.length).toBeGreaterThan(0);
    expect((await done()).map(({ scope }) => scope)).not.toContain('team');
    await lease(new Date(0));
    await expectOneNight();
  });
});

function expectEachOnce(items: readonly unknown[]): void {
  expect(new Set(items.map((item) => JSON.stringify(item))).size).toBe(items.length);
}

type Signal = { id: string; kind: string; about: string; sources: { id: string }[] };

/** The signals of the team's pass. */
function signalsIn(said: string): Signal[] {
  const night = JSON.parse(said.slice(said.indexOf('{')));
  return night.pass === 'team' ? night.signals : [];
}

function tell({ id, kind, about, sources }: Signal) {
  const cited = sources.map((source) => ({ id: source.id, quote: 'Talked about pallets' }));
  return { name: 'propose', input: { kind, signal: id, claim: `${about} is quiet.`, evidence: cited } };
}
