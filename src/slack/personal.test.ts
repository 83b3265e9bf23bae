import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SlackMessage } from '../emulator/workspace-types.ts';
import type { NewRow } from '../store/schema.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import { fixedClock, NOW } from '../testing/team.ts';

const DAY = 24 * 3_600_000;
const DIRECT = 'D0MARTA';

/** Tuesday 24 November 2026, 10:00 in Lisbon, where Marta is. */
const clock = fixedClock(NOW);
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock });
});
afterAll(() => harness.close());
beforeEach(() => harness.model.script(() => ({ text: 'I see.' })));

/** Marta says something in her direct messages, from which Rapport learns; then she is told. */
async function learn(
  text: string,
  given: Pick<NewRow<'observations'>, 'kind' | 'slot' | 'valueKey' | 'status'> &
    Partial<NewRow<'observations'>>,
): Promise<{ id: string; ts: string; told: SlackMessage }> {
  const { ts } = await harness.say({ as: 'U0MARTA', text });
  await harness.settled();
  const message = (await harness.rows('messages')).find((row) => row.ts === ts && row.author === 'member');
  if (!message) throw new Error('The message was not kept.');
  const { memberId } = message;
  clock.advance(DAY - 5_000);
  const { id } = await insertObservation(harness.system, { memberId, ...given }, [
    { messageId: message.id, quote: text, saidOn: '2026-11-24' },
  ]);
  clock.advance(5_000);
  const told = await until('a message that tells of it', async () =>
    (await direct()).find(({ blocks }) => JSON.stringify(blocks)?.includes(id)),
  );
  return { id, ts, told };
}

const prefers = (text: string) =>
  learn(text, {
    ...{ kind: 'user_preference', slot: 'format', subject: 'member' },
    ...{ valueKey: text, status: 'proposed', claim: `Prefers ${text}.` },
  });
const misses = (text: string) =>
  learn(text, { kind: 'missed_capture', slot: 'log', valueKey: text, status: 'proposed' });

const direct = () => harness.workspace.messages(DIRECT);
const click = (actionId: string, { told, id }: { told: SlackMessage; id: string }) =>
  harness.workspace.click({ as: 'U0MARTA', channel: DIRECT, messageTs: told.ts, actionId, value: id });
const shows = ({ told }: { told: SlackMessage }, words: string) =>
  until(`“${words}”`, async () => {
    const blocks = JSON.stringify((await direct()).find(({ ts }) => ts === told.ts)?.blocks);
    return blocks?.includes(words) ? blocks : undefined;
  });
const whispered = (user: string, words: string) =>
  until(`“${words}” for ${user}`, async () =>
    harness.workspace.ephemerals(user).find(({ text }) => text.includes(words)),
  );
const observation = async (id: string) => (await harness.rows('observations')).find((each) => each.id === id);

describe('a preference', () => {
  test('is asked in the direct messages, holds after a yes, and is forgotten on the Home tab', async () => {
    const asked = await prefers('bullets');
    expect(asked.told.text).toContain('Shall I answer you in bullet points from now on?');
    await Promise.all([click('observation_approve', asked), click('observation_approve', asked)]);
    const blocks = await shows(asked, 'From now on I answer you in bullet points.');
    expect(blocks).not.toContain('observation_in_reports');
    expect((await observation(asked.id))?.status).toBe('active');
    await whispered('U0MARTA', 'This is decided already. From now on');
    await harness.workspace.openHome('U0MARTA', 'home');
    await until('a Home tab with it', async () =>
      JSON.stringify(harness.workspace.homeView('U0MARTA'))?.includes(asked.id) ? true : undefined,
    );
  });

  test('may hold for reports alone', async () => {
    const asked = await prefers('prose');
    await click('observation_in_reports', asked);
    await shows(asked, 'in sentences, without lists when it is about reports.');
    expect(await observation(asked.id)).toMatchObject({ status: 'active', subject: 'answers:reports' });
  });
});

describe('something that was not logged', () => {
  test('is logged with the day on which it was said, once', async () => {
    const missed = await misses('met CAPTURED');
    expect(missed.told.text).toContain('met CAPTURED');
    harness.model.script(logsMeeting);
    await Promise.all([click('capture_log', missed), click('capture_log', missed)]);
    await shows(missed, 'capture_undo');
    await harness.settled();
    expect(await harness.replies(DIRECT, missed.ts, 1)).toHaveLength(1);
    const logged = (await harness.rows('interactions')).filter(({ summary }) => summary.includes('CAPTURED'));
    const said = (await harness.rows('messages')).find(
      (row) => row.ts === missed.ts && row.author === 'member',
    );
    expect(logged).toMatchObject([{ summary: 'Log this:\nmet CAPTURED', sourceTs: missed.ts }]);
    expect(logged[0]?.occurredOn).toBe(said?.createdAt.toISOString().slice(0, 10));
    expect(said?.createdAt.getTime()).toBe(clock.now().getTime() - DAY);
    await whispered('U0MARTA', 'This is decided already. Being logged');
  });
});
