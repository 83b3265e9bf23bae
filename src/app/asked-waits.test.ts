import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFailedEvents, repeatEvent } from '../conversation/failed-events.ts';
import { INBOX_POLICY } from '../conversation/inbox.ts';
import { type Patience, RapportError } from '../errors.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';

const WAIT_MS = 1_000;

/** Slack asks us to wait before we ask it anything. */
class Busy extends RapportError {
  override readonly patience: Patience = { waitsMs: [], retryAfterMs: WAIT_MS, waitsAsAsked: true };
}

let desk: AppDesk;
beforeEach(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
});
afterEach(() => desk.close());

async function wait(ms: number, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    desk.clock.advance(ms);
    await desk.settle();
  }
}

test('a message that only waits as Slack asks is never given up, and is answered in the end', async () => {
  desk.chat.refuse('U0MARTA', new Busy('unavailable', 'Slack is busy'));
  const { ts } = await desk.say({ as: 'U0MARTA', text: 'hello' });
  await wait(WAIT_MS, INBOX_POLICY.mostClaims + 5);
  expect(desk.replies('D0MARTA', ts)).toEqual([]);
  desk.chat.admit('U0MARTA');
  await wait(WAIT_MS, 1);
  expect(desk.replies('D0MARTA', ts).map(({ document }) => document.text)).toEqual(['Fine.']);
});

test('a message that is repeated days later is tried for as long as a new one', async () => {
  const dayMs = INBOX_POLICY.outage.triedForMs;
  const halfAnHourMs = INBOX_POLICY.outage.waitsMs.at(-1) ?? 0;
  desk.script(() => ({ status: 503 }));
  const { ts } = await desk.say({ as: 'U0MARTA', text: 'hello' });
  await wait(halfAnHourMs, 60);
  const [failed] = await listFailedEvents(desk.app, { since: new Date(0) });
  desk.clock.advance(2 * dayMs);
  expect(await repeatEvent(desk.app, failed?.id ?? '')).toBe(true);
  await desk.settle();
  await wait(halfAnHourMs, 5);
  desk.script(() => ({ text: 'Here I am.' }));
  await wait(halfAnHourMs, 1);
  expect(desk.replies('D0MARTA', ts).at(-1)?.document.text).toBe('Here I am.');
});

test('when a model that was down answers again, all that waits for it is answered at once', async () => {
  await desk.join('Tom');
  desk.script(() => ({ status: 503 }));
  const first = await desk.say({ as: 'U0MARTA', text: 'first' });
  const second = await desk.say({ as: 'U0MARTA', text: 'second' });
  await wait(INBOX_POLICY.outage.waitsMs.at(-1) ?? 0, 6);
  desk.script(({ said }) => ({ text: `${said}: done` }));
  expect((await desk.say({ as: 'U0TOM', text: 'hello' })).text).toBe('hello: done');
  const last = ({ ts }: { ts: string }) => desk.replies('D0MARTA', ts).at(-1)?.document.text;
  expect([first, second].map(last)).toEqual(['first: done', 'second: done']);
});

test('a message at which the model fails alone is not tried again and again with each answer to others', async () => {
  await desk.join('Tom');
  desk.script(({ said }) => (said === 'poison' ? { status: 503 } : { text: 'Fine.' }));
  await desk.say({ as: 'U0MARTA', text: 'poison' });
  for (let time = 0; time < 9; time += 1) await desk.say({ as: 'U0TOM', text: 'hello' });
  expect(desk.requests.filter(({ said }) => said === 'poison')).toHaveLength(4);
});

test('a model that is too busy is not asked by all at once after its first answer', async () => {
  await desk.join('Tom');
  desk.script(() => ({ status: 429 }));
  const { ts } = await desk.say({ as: 'U0MARTA', text: 'first' });
  await wait(INBOX_POLICY.outage.waitsMs.at(-1) ?? 0, 6);
  desk.script(({ said }) => ({ text: `${said}: done` }));
  await desk.say({ as: 'U0TOM', text: 'hello' });
  const said = desk.replies('D0MARTA', ts).map(({ document }) => document.text);
  expect(said).not.toContain('first: done');
});
