import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultAction } from '../emulator/faults.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { fixedClock } from '../testing/team.ts';

const clock = fixedClock(new Date());
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock });
});
afterAll(() => harness.close());
beforeEach(() => harness.model.script(() => ({ text: 'Understood.' })));

/** Fails the next `times` posts in this way. */
function failPosts(action: FaultAction, times = 1): void {
  let left = times;
  harness.workspace.fault(({ method }) => {
    if (method !== 'chat.postMessage' || left === 0) return undefined;
    left -= 1;
    return action;
  });
}
const write = async () =>
  (await harness.workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', text: 'hello' })).ts;
const outboxOf = (ts: string) =>
  until('an outbox row', async () => (await harness.rows('outbox')).find(({ threadTs }) => threadTs === ts));
const failedOnce = (ts: string) =>
  until('a failed attempt', async () => ((await outboxOf(ts)).lastError ? outboxOf(ts) : undefined));

describe('a reply', () => {
  test.each<[string, FaultAction]>([
    ['answers 500', { status: 500 }],
    ['breaks off before posting', 'drop-before'],
    ['breaks off after posting', 'drop-after'],
    ['answers half a JSON', { status: 200, body: '{"ok": tr' }],
    ['has an inner problem', { status: 200, body: { ok: false, error: 'internal_error' } }],
  ])('is posted once when Slack %s', async (_, action) => {
    failPosts(action);
    const ts = await write();
    await failedOnce(ts);
    clock.advance(3_000);
    await until('a sent reply', async () => ((await outboxOf(ts)).status === 'sent' ? true : undefined));
    expect(await harness.replies('D0MARTA', ts)).toHaveLength(1);
  });

  test('waits as long as Slack asks, without losing an attempt', async () => {
    failPosts({ status: 429, headers: { 'retry-after': '30' } }, 2);
    const ts = await write();
    await failedOnce(ts);
    clock.advance(29_000);
    expect(await outboxOf(ts)).toMatchObject({ status: 'pending', attempts: 0 });
    clock.advance(2_000);
    await until('the second refusal', async () => {
      const { fence, leaseUntil } = await outboxOf(ts);
      return fence === 2 && leaseUntil === null ? true : undefined;
    });
    clock.advance(31_000);
    await until('a sent reply', async () => ((await outboxOf(ts)).status === 'sent' ? true : undefined));
    expect(await harness.replies('D0MARTA', ts)).toHaveLength(1);
  });

  test('is given up at once when Slack says it can never work, and that is visible', async () => {
    failPosts({ status: 200, body: { ok: false, error: 'channel_not_found' } });
    const ts = await write();
    const row = await until('a failed row', async () => {
      const each = await outboxOf(ts);
      return each.status === 'failed' ? each : undefined;
    });
    expect(row.lastError).toContain('channel_not_found');
    expect(harness.logged.join('')).toContain('delivery failed');
  });

  test('does not overtake an earlier one in its thread', async () => {
    const ts = await write();
    await harness.replies('D0MARTA', ts);
    failPosts({ status: 500 });
    harness.model.script(({ said }) => ({ text: `Answer to ${said}` }));
    const say = (text: string) =>
      harness.workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', threadTs: ts, text });
    await say('one');
    await until('a failed attempt', async () =>
      (await harness.rows('outbox')).some(({ threadTs, attempts }) => threadTs === ts && attempts === 1)
        ? true
        : undefined,
    );
    await say('two');
    await until('both answers', async () =>
      (await harness.rows('outbox')).filter(({ threadTs }) => threadTs === ts).length === 3
        ? true
        : undefined,
    );
    clock.advance(3_000);
    const said = await harness.replies('D0MARTA', ts, 3);
    expect(said.slice(1).map(({ text }) => text)).toEqual(['Answer to one', 'Answer to two']);
  });

  test('goes out as text when Slack does not take its blocks', async () => {
    failPosts({ status: 200, body: { ok: false, error: 'invalid_blocks' } });
    const [reply] = await harness.replies('D0MARTA', await write());
    expect(reply).toMatchObject({ text: 'Understood.' });
    expect(reply?.blocks ?? []).toEqual([]);
  });
});
