import { afterEach, expect, test } from 'vitest';
import type { FaultAction } from '../emulator/faults.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock } from '../testing/team.ts';

const HOUR = 3_600_000;
const DOWN = { status: 503 };
const LATER = 'I will come back to this';
const PEOPLE = ['U0MARTA', 'U0TOM', 'U0LEA', 'U0ADA'];

let harness: Harness;
let clock: ReturnType<typeof fixedClock>;
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(options: Parameters<typeof startHarness>[0] = {}): Promise<Harness> {
  harness = await startHarness({ script: logsMeeting, clock, workspace: { clock }, ...options });
  ends.push(harness.close);
  return harness;
}

const write = (as: string, text: string) =>
  harness.workspace.post({ as, channel: harness.workspace.directChannel(as), text });

/** Lets time pass, from one row that is due to the next, until a condition holds. */
function pass(what: string, isOver: () => Promise<boolean> | boolean): Promise<true> {
  return until(
    what,
    async () => {
      const rows = [...(await harness.rows('inbox')), ...(await harness.rows('outbox'))];
      const open = rows.filter(({ status }) => status === 'pending');
      if (await isOver()) return true;
      if (open.some(({ leaseUntil }) => leaseUntil)) return undefined;
      const next = Math.min(...open.map(({ dueAt }) => dueAt.getTime()));
      clock.advance(Math.max(1_000, Number.isFinite(next) ? next - clock.now().getTime() : 0));
      return undefined;
    },
    50_000,
  );
}

const allDone = async () =>
  [...(await harness.rows('inbox')), ...(await harness.rows('outbox'))].every(
    ({ status }) => status !== 'pending',
  );

/** What we have said to somebody. */
const saidTo = async (user: string) =>
  (await harness.workspace.messages(harness.workspace.directChannel(user)))
    .filter((message) => message.user === harness.workspace.botUserId)
    .map(({ text }) => text);

const linesWith = (words: string) => harness.logged.filter((line) => line.includes(words));

test.each<[string, string[] | 'all', FaultAction]>([
  ['to every call', 'all', DOWN],
  ['to what it has posted', ['chat.postMessage'], 'drop-after'],
  ['to posts', ['chat.postMessage'], DOWN],
])(
  'with two hours without an answer %s every message is answered once, and kept once',
  async (_, which, how) => {
    clock = fixedClock(new Date());
    await start();
    const stop = harness.workspace.fault(({ method }) =>
      which === 'all' || which.includes(method) ? how : undefined,
    );
    for (const user of PEOPLE) await write(user, `met ${user}`);
    const end = clock.now().getTime() + 2 * HOUR;
    await pass('two hours to pass', async () => clock.now().getTime() >= end || (await allDone()));
    stop();
    await pass('everything to be done', allDone);
    for (const user of PEOPLE) {
      const said = (await saidTo(user)).filter((text) => !text.startsWith(LATER));
      expect(said).toEqual([expect.stringContaining('Saved')]);
      expect((await saidTo(user)).length).toBeLessThanOrEqual(2);
    }
    expect(await harness.rows('interactions')).toHaveLength(PEOPLE.length);
    expect((await harness.rows('outbox')).filter(({ status }) => status === 'failed')).toEqual([]);
  },
);

test('an outage of Slack is logged once for all who wait, and when it is over', async () => {
  clock = fixedClock(new Date());
  await start();
  const stop = harness.workspace.fault(({ method }) => (method === 'chat.postMessage' ? DOWN : undefined));
  for (const user of PEOPLE) await write(user, `met ${user}`);
  await until('every delivery to fail', async () => {
    const rows = await harness.rows('outbox');
    return (rows.length === PEOPLE.length && rows.every(({ attempts }) => attempts > 0)) || undefined;
  });
  expect(linesWith('"msg":"attempt failed"')).toHaveLength(1);
  stop();
  await pass('everything to be done', allDone);
  expect(linesWith('"msg":"attempt failed"')).toHaveLength(1);
  expect(linesWith('over: attempt failed')).toEqual([expect.stringContaining(`"times":${PEOPLE.length}`)]);
});

test('an outage of the model is logged once for all who wait, and when it is over', async () => {
  clock = fixedClock(new Date());
  await start({ script: () => DOWN });
  for (const user of PEOPLE) await write(user, `met ${user}`);
  await until('every message to fail', async () =>
    (await harness.rows('inbox')).filter(({ attempts }) => attempts > 0).length === PEOPLE.length
      ? true
      : undefined,
  );
  expect(linesWith('"msg":"language model failed"')).toHaveLength(1);
  harness.model.script(logsMeeting);
  await pass('everything to be done', allDone);
  expect(linesWith('over: language model failed')).toEqual([
    expect.stringContaining(`"times":${PEOPLE.length}`),
  ]);
});

test.each<[string, FaultAction]>([
  ['was posted', 'pass'],
  ['was posted, which nobody knows of', 'drop-after'],
  ['waits to be posted', DOWN],
])('over a restart, that the answer comes later is told once, when it %s before', async (_, how) => {
  clock = fixedClock(new Date());
  const store = await temporarySqlite({ clock });
  ends.push(store.close);
  const parts = { store: { ...store, close: async () => undefined }, script: () => DOWN };
  await start(parts);
  const { workspace } = harness;
  const stop = workspace.fault(({ method }) => (method === 'chat.postMessage' ? how : undefined));
  await write('U0MARTA', 'met ANA');
  const word = async () => (await harness.rows('outbox')).find(({ kind }) => kind === 'later');
  await pass('the word to be tried', async () => {
    const row = await word();
    return row?.status === 'sent' || (row?.attempts ?? 0) > 0;
  });
  await harness.app.stop();
  stop();
  await start({ ...parts, running: workspace });
  const end = clock.now().getTime() + HOUR;
  await pass('an hour to pass', () => clock.now().getTime() >= end);
  expect(await saidTo('U0MARTA')).toEqual([expect.stringContaining(LATER)]);
  harness.model.script(logsMeeting);
  await pass('everything to be done', allDone);
  expect(await saidTo('U0MARTA')).toEqual([expect.stringContaining(LATER), expect.stringContaining('Saved')]);
});
