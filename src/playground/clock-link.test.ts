import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { fixedClock } from '../testing/team.ts';
import { followClock, moveClock } from './clock-link.ts';

const base = fixedClock(new Date('2026-11-22T16:04:00Z'));

/** The two ends of a channel between processes: what one sends, the other hears a little later. */
function openChannel() {
  const ends = [new EventEmitter(), new EventEmitter()] as const;
  const [app, workspace] = ends.map((end, index) =>
    Object.assign(end, {
      connected: true,
      send: (message: unknown) => setImmediate(() => ends[1 - index]?.emit('message', message)) !== undefined,
    }),
  );
  if (!app || !workspace) throw new Error('There are two ends.');
  return { app, workspace };
}

test('the clock of the app goes where the workspace says, and never back', async () => {
  const { app, workspace } = openChannel();
  const following = followClock(workspace, base);
  await moveClock(app, 0);
  const clock = await following;
  expect(clock.now()).toEqual(base.now());
  await moveClock(app, 3_600_000);
  expect(clock.now().toISOString()).toBe('2026-11-22T17:04:00.000Z');
  await moveClock(app, 60_000);
  expect(clock.now().toISOString()).toBe('2026-11-22T17:04:00.000Z');
});

test('other words on the channel are no answer, and an app that is gone gives none', async () => {
  const { app } = openChannel();
  const moving = moveClock(app, 1);
  app.emit('message', { type: 'dependency', path: '/somewhere.ts' });
  app.emit('message', { aheadMs: 0 });
  app.emit('disconnect');
  await expect(moving).rejects.toThrow("Rapport did not move its clock to the workspace's.");
  expect(app.listenerCount('message')).toBe(0);
});

test('an app that says nothing is not waited for longer than five seconds', async () => {
  const { app } = openChannel();
  const clock = fixedClock();
  const moving = moveClock(app, 1, clock);
  clock.advance(5_000);
  await expect(moving).rejects.toThrow('Is it still running?');
  expect(app.listenerCount('message')).toBe(0);
});

test('without a workspace there is no clock to follow', () => {
  expect(() => followClock(new EventEmitter(), base)).toThrow('npm run demo');
});
