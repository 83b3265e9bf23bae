import { afterEach, describe, expect, test } from 'vitest';
import { openQueueDesk, POLICY, type QueueDesk } from '../testing/queue-desk.ts';
import { takeRows } from './queue.ts';

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

test('a row that is due is taken, worked on and ended, once', async () => {
  desk = await openQueueDesk();
  const one = await begin();
  expect(await desk.row('one')).toMatchObject({ fence: 1, leaseUntil: later(60_000), status: 'pending' });
  await one.end();
  await desk.queue.drain();
  expect(await desk.row('one')).toMatchObject({ status: 'sent', leaseUntil: null });
  desk.begun.clear();
  await look();
  expect([...desk.begun]).toEqual([]);
});

test('with all hands full a nudge is kept until one is free', async () => {
  desk = await openQueueDesk();
  for (const name of ['one', 'two', 'three']) await desk.add(name);
  await look();
  expect([...desk.begun.keys()]).toEqual(['one', 'two']);
  await look();
  expect(desk.begun.has('three')).toBe(false);
  await desk.begun.get('one')?.end();
  await desk.clock.still();
  expect(desk.begun.has('three')).toBe(true);
});

test('where nothing is due no transaction is opened', async () => {
  desk = await openQueueDesk();
  const { system } = desk;
  const broken = { ...system.store, transaction: () => Promise.reject(new Error('A transaction.')) };
  const select = async () => [];
  const taking = { table: 'outbox', policy: POLICY, select } as const;
  expect(await takeRows({ ...system, store: broken }, taking, { limit: 9 })).toEqual([]);
});

test('where rows depend on others they are selected once more in the transaction of the claim', async () => {
  const asked: boolean[] = [];
  desk = await openQueueDesk();
  const select = async (ctx: object) => {
    asked.push('isWriting' in ctx);
    return asked.length === 1 ? [{ id: 'taken by another meanwhile' }] : [];
  };
  const taking = { table: 'outbox', policy: POLICY, dependsOn: 'others', select } as const;
  expect(await takeRows(desk.system, taking, { limit: 9 })).toEqual([]);
  expect(asked).toEqual([false, true]);
});

test('where somebody has said that there is a row, rows are selected once, in the transaction of the claim', async () => {
  const asked: boolean[] = [];
  desk = await openQueueDesk();
  const { id } = await desk.add('one');
  const select = async (ctx: object) => {
    asked.push('isWriting' in ctx);
    return [{ id }];
  };
  const taking = { table: 'outbox', policy: POLICY, select } as const;
  expect(await takeRows(desk.system, taking, { limit: 9, isTold: true })).toMatchObject([{ id, fence: 1 }]);
  expect(asked).toEqual([true]);
});

test('draining waits for rows that the caller brought, too', async () => {
  desk = await openQueueDesk();
  const row = await desk.add('one');
  let isDrained = false;
  void desk.queue.attempt({ ...row, fence: 0 });
  void desk.queue.drain().then(() => {
    isDrained = true;
  });
  await desk.clock.still();
  expect(isDrained).toBe(false);
  desk.begun.get('one')?.fail(new Error('The line is dead.'));
  await desk.clock.still();
  expect(isDrained).toBe(true);
});

describe('a process that stops', () => {
  test('works on to the end of what it has, and takes nothing more', async () => {
    desk = await openQueueDesk();
    const one = await begin();
    await desk.add('two');
    let isStopped = false;
    const stopped = desk.queue.stop().then(() => {
      isStopped = true;
    });
    await look();
    expect([one.signal.aborted, isStopped]).toEqual([false, false]);
    await one.end();
    await stopped;
    expect(await desk.row('one')).toMatchObject({ status: 'sent' });
    expect(await desk.row('two')).toMatchObject({ status: 'pending', fence: 0 });
  });

  test('interrupts what may be interrupted: it is due at once, and counts as no attempt', async () => {
    desk = await openQueueDesk({ atStop: 'release' });
    await begin();
    desk.clock.advance(10);
    await desk.queue.stop();
    expect(await desk.row('one')).toMatchObject({
      status: 'pending',
      ...{ attempts: 0, lastError: null, leaseUntil: null, fence: 1, dueAt: desk.clock.now() },
    });
  });

  test('leaves what has written nothing as if it had never been taken', async () => {
    desk = await openQueueDesk({ atStop: 'untake' });
    const before = await desk.add('one');
    await look();
    desk.clock.advance(10);
    await desk.queue.stop();
    expect(await desk.row('one')).toEqual(before);
  });
});

test('a row with which nothing was done is given back for later, as if it had not been taken', async () => {
  desk = await openQueueDesk();
  const { row } = await begin();
  await desk.queue.postpone(row, 5_000);
  expect(await desk.row('one')).toMatchObject({
    fence: 0,
    attempts: 0,
    leaseUntil: null,
    dueAt: later(5_000),
  });
});
