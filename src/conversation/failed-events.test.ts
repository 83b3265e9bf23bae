import { afterAll, beforeAll, expect, test } from 'vitest';
import { countFailed } from '../queue/failed-rows.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { listFailedEvents, repeatEvent } from './failed-events.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('lea');
});
afterAll(() => desk.close());

test('a message that was given up is counted, and answered once when it is repeated', async () => {
  desk.chat.refuse('U0LEA', new Error('Nobody answers.'));
  const { threadTs } = await desk.say({ as: 'U0LEA', text: 'met REPEATED' });
  for (let attempt = 0; attempt < 4; attempt += 1) {
    desk.clock.advance(60_000);
    await desk.settle();
  }
  desk.chat.admit('U0LEA');
  const since = new Date(0);
  expect((await countFailed(desk.app, { since })).messages).toMatchObject({
    count: 1,
    last: expect.any(Date),
  });
  const [failed] = await listFailedEvents(desk.app, { since });
  desk.script(logsMeeting);
  expect(await repeatEvent(desk.app, failed?.id ?? '')).toBe(true);
  expect(await repeatEvent(desk.app, failed?.id ?? '')).toBe(false);
  await desk.settle();
  expect(desk.replies('D0LEA', threadTs)).toHaveLength(2);
  expect(desk.replies('D0LEA', threadTs).at(-1)?.document.text).toContain('Saved');
  expect(await desk.rows('interactions')).toHaveLength(1);
  expect((await countFailed(desk.app, { since })).messages.count).toBe(0);
});

test('a message that is repeated is tried as often as a new one, after as many claims as you like', async () => {
  desk.chat.refuse('U0LEA', new Error('Nobody answers.'));
  await desk.say({ as: 'U0LEA', text: 'met AGAIN' });
  const untilGivenUp = async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      desk.clock.advance(60_000);
      await desk.settle();
    }
    const [failed] = await listFailedEvents(desk.app, { since: new Date(0) });
    return (await desk.rows('inbox')).find(({ id }) => id === failed?.id);
  };
  const first = await untilGivenUp();
  for (let times = 1; times < 10; times += 1) {
    expect(await repeatEvent(desk.app, first?.id ?? '')).toBe(true);
    const again = await untilGivenUp();
    expect(again?.fence).toBe(times * 1_000 + (first?.fence ?? 0));
    expect(again).toMatchObject({ lastError: first?.lastError });
  }
  desk.chat.admit('U0LEA');
});
