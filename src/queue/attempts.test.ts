import { afterEach, describe, expect, test } from 'vitest';
import { openQueueDesk, type QueueDesk } from '../testing/queue-desk.ts';

let desk: QueueDesk;
afterEach(() => desk.close());

const later = (ms: number) => new Date(desk.clock.now().getTime() + ms);

/** Looks for rows, and waits until all that can go on has. */
async function look(): Promise<void> {
  desk.queue.nudge();
  await desk.clock.still();
}

/** Adds a row and lets the queue take it. */
async function begin(name = 'one') {
  await desk.add(name);
  await look();
  const begun = desk.begun.get(name);
  if (!begun) throw new Error(`${name} was not taken.`);
  return begun;
}

async function failOnce(error: unknown = new Error('The line is dead.')) {
  (await begin()).fail(error);
  await desk.queue.drain();
  return desk.row('one');
}

describe('what fails', () => {
  test('waits, longer each time, and is given up after the last wait with what it has left', async () => {
    desk = await openQueueDesk();
    const patches: unknown[] = [];
    for (const waitMs of [1_000, 5_000, 0]) {
      const one = desk.begun.get('one') ?? (await begin());
      one.leave({ postedTs: 'what it has cost' });
      one.fail(new Error('The line is dead.'));
      await desk.queue.drain();
      const { status, attempts, lastError, postedTs, dueAt } = await desk.row('one');
      patches.push([status, attempts, lastError, postedTs, dueAt.getTime() - desk.clock.now().getTime()]);
      desk.begun.clear();
      desk.clock.advance(waitMs);
      await look();
    }
    const [error, left] = ['The line is dead.', 'what it has cost'];
    expect(patches).toEqual([
      ['pending', 1, error, left, 1_000],
      ['pending', 2, error, left, 5_000],
      ['failed', 3, error, left, 0],
    ]);
  });

  test('is not taken before its wait is over', async () => {
    desk = await openQueueDesk();
    await failOnce();
    desk.begun.clear();
    desk.clock.advance(999);
    await look();
    expect([...desk.begun]).toEqual([]);
    desk.clock.advance(1);
    await look();
    expect([...desk.begun.keys()]).toEqual(['one']);
  });

  test('because it was asked to wait has not had an attempt', async () => {
    const asked = { kind: 'asked', waitMs: 30_000 } as const;
    desk = await openQueueDesk({ longestWaitMs: 60_000 }, { judge: () => asked });
    expect(await failOnce()).toMatchObject({ attempts: 0, fence: 1, dueAt: later(30_000), leaseUntil: null });
  });

  test('and can be of no use any more is given up at once', async () => {
    desk = await openQueueDesk({}, { judge: () => ({ kind: 'final' }) });
    expect(await failOnce()).toMatchObject({ status: 'failed', attempts: 1 });
  });

  test('keeps of the error what the room wants to be kept', async () => {
    desk = await openQueueDesk({}, { describe: () => 'something went wrong' });
    expect(await failOnce()).toMatchObject({ lastError: 'something went wrong' });
  });

  test('is left to its lease when that cannot be written, and taken over after it', async () => {
    desk = await openQueueDesk({}, { giveUp: () => Promise.reject(new Error('The disk is full.')) });
    const left = await failOnce(new Error('once'));
    expect(left.attempts).toBe(1);
    desk.clock.advance(1_000);
    await look();
    desk.begun.get('one')?.fail(new Error('twice'));
    await desk.clock.still();
    desk.clock.advance(5_000);
    await look();
    desk.begun.get('one')?.fail(new Error('thrice'));
    await desk.queue.drain();
    expect(await desk.row('one')).toMatchObject({
      status: 'pending',
      attempts: 2,
      leaseUntil: later(60_000),
    });
    desk.begun.clear();
    desk.clock.advance(60_000);
    await look();
    expect([...desk.begun.keys()]).toEqual(['one']);
  });

  test('by ending its process again and again is given up without another try', async () => {
    desk = await openQueueDesk({ mostClaims: 2 });
    await desk.add('one');
    for (let lives = 0; lives < 2; lives += 1) {
      desk.another().nudge();
      await desk.clock.still();
      desk.clock.advance(60_000);
    }
    expect(await desk.row('one')).toMatchObject({ status: 'pending', fence: 2 });
    desk.begun.clear();
    await look();
    expect([...desk.begun]).toEqual([]);
    expect(await desk.row('one')).toMatchObject({ status: 'failed', fence: 3 });
  });
});

describe('a lease', () => {
  test('that is over is another’s, and what the first worker writes has no effect', async () => {
    desk = await openQueueDesk();
    const first = await begin();
    desk.clock.advance(60_000);
    desk.another().nudge();
    await desk.clock.still();
    const second = desk.begun.get('one');
    expect(second?.row.fence).toBe(2);
    await first.end();
    await desk.queue.drain();
    expect(await desk.row('one')).toMatchObject({ status: 'pending', fence: 2, attempts: 0 });
    await second?.end();
    expect(await desk.row('one')).toMatchObject({ status: 'sent', fence: 2 });
  });

  test('that is lost is no failure: nothing is said of the row that is another’s', async () => {
    const said: string[] = [];
    const giveUp = async () => void said.push('given up');
    desk = await openQueueDesk({ waitsMs: [] }, { giveUp });
    const first = await begin();
    desk.clock.advance(60_000);
    desk.another().nudge();
    await desk.clock.still();
    await first.end();
    await desk.queue.drain();
    expect(said).toEqual([]);
  });

  test('is renewed while a row is worked on, where the policy says so', async () => {
    desk = await openQueueDesk({ renewEveryMs: 20_000 });
    const one = await begin();
    for (let times = 0; times < 6; times += 1) {
      desk.clock.advance(20_000);
      await desk.clock.still();
    }
    expect(await desk.row('one')).toMatchObject({ fence: 1, leaseUntil: later(60_000) });
    await one.end();
    await desk.queue.drain();
    desk.clock.advance(20_000);
    await desk.clock.still();
    expect(await desk.row('one')).toMatchObject({ status: 'sent', leaseUntil: null });
  });

  test('that is found lost when it is renewed interrupts the work, and nothing more is written', async () => {
    desk = await openQueueDesk({ renewEveryMs: 20_000 });
    const first = await begin();
    // The process slept for so long that its timers came too late.
    const other = desk.another();
    const { outbox } = desk.system.store.tables;
    await desk.system.store.transaction((tx) =>
      tx
        .update(outbox)
        .set({ leaseUntil: later(-1) })
        .returning(),
    );
    other.nudge();
    await desk.clock.still();
    desk.clock.advance(20_000);
    await desk.queue.drain();
    expect(first.signal.aborted).toBe(true);
    expect(await desk.row('one')).toMatchObject({
      status: 'pending',
      fence: 2,
      attempts: 0,
      lastError: null,
    });
  });
});

describe('the log', () => {
  const linesWith = (words: string) => desk.logged.filter((line) => line.includes(words));

  /** Takes up again what waits, as it is a minute later. */
  async function again(name = 'one') {
    desk.begun.delete(name);
    desk.clock.advance(60_000);
    await look();
    return desk.begun.get(name);
  }

  test('tells one trouble of many rows once, and its end when one of them works', async () => {
    desk = await openQueueDesk();
    const [one, two] = [await begin('one'), await begin('two')];
    for (const each of [one, two]) each.fail(new Error('The line is dead.'));
    await desk.queue.drain();
    expect(linesWith('"msg":"attempt failed"')).toHaveLength(1);
    await (await again())?.end();
    await desk.clock.still();
    expect(linesWith('over: attempt failed')).toEqual([expect.stringContaining('"times":2')]);
  });

  test('does not take other rows that work, or a row that is put off, for the end of a trouble', async () => {
    let isPutOff = false;
    desk = await openQueueDesk(
      {},
      {
        handle: async (_, { row }) => {
          if (row.dedupeKey === 'two') return;
          if (isPutOff) return desk.queue.postpone(row, 1_000);
          throw new Error('The line is dead.');
        },
      },
    );
    await desk.add('one');
    await desk.add('two');
    await look();
    await desk.queue.drain();
    isPutOff = true;
    await again();
    await desk.queue.drain();
    expect(linesWith('"msg":"attempt failed"')).toHaveLength(1);
    expect(linesWith('over: ')).toEqual([]);
  });
});
