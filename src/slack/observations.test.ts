import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { transact } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { findMember } from '../crm/members.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { SlackMessage, Workspace } from '../emulator/workspace-types.ts';
import { buildDigest } from '../observer/digest/digest.ts';
import type { Observation } from '../observer/observations/observation.ts';
import type { Row } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type Harness, PEOPLE, startHarness, until } from '../testing/harness.ts';
import { MADE_UP_NIGHT } from '../testing/night-summary.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';

/** Where admins read; the members of the team are in it too. */
const CHANNEL = 'C0SALES';
const clock = fixedClock(NOW);
let store: Store;
let workspace: Workspace;
let harness: Harness;
const start = () =>
  startHarness({
    clock,
    store: { ...store, close: async () => undefined },
    running: workspace,
  });

beforeAll(async () => {
  store = await temporarySqlite();
  workspace = await createWorkspace({ users: PEOPLE, channels: [{ id: CHANNEL, name: 'sales' }] });
  harness = await start();
  for (const as of ['U0MARTA', 'U0TOM', 'U0LEA', 'U0ADA']) await harness.say({ as, text: 'hello' });
});
afterAll(async () => {
  await harness.close();
  await workspace.close();
  await store.close();
});
const system = () => ({ ...createTeam(store).system, clock });
async function memberOf(slackUserId: string): Promise<Row<'members'>> {
  const member = await findMember(system(), slackUserId);
  if (!member) throw new Error(`${slackUserId} is not known.`);
  return member;
}
async function as(slackUserId: string): Promise<Context> {
  const { id: memberId, name, role, timeZone, locale } = await memberOf(slackUserId);
  const actor = { memberId, slackUserId, name, role, timeZone, locale, audience: 'direct' as const };
  return { ...system(), clock, actor };
}

const observe = (input: Partial<Observation> = {}) =>
  insertObservation(system(), { kind: 'system_feedback', slot: 'corrections', ...input });
const statusOf = async (id: string) =>
  (await harness.rows('observations')).find((each) => each.id === id)?.status;

let digests = 0;
/** Posts a digest with these cards, and gives the message. */
async function post(...observations: Observation[]): Promise<SlackMessage> {
  digests += 1;
  const cards = observations.map((observation) => ({ observation, origins: 0 }));
  const document = buildDigest({ ...MADE_UP_NIGHT, cards });
  const of = { key: `test:${digests}`, kind: 'digest' } as const;
  const delivery = { ...of, channel: CHANNEL, threadTs: null, document };
  await transact({ ...harness.system, clock }, (ctx) => enqueueDelivery(ctx, delivery));
  clock.advance(1_000);
  return until('the digest', async () => {
    const row = (await harness.rows('outbox')).find(({ dedupeKey }) => dedupeKey === delivery.key);
    return row?.postedTs ? find(CHANNEL, row.postedTs) : undefined;
  });
}

const find = async (channel: string, ts: string) =>
  (await workspace.messages(channel)).find((message) => message.ts === ts);
const shows = (channel: string, ts: string, words: string) =>
  until(`“${words}”`, async () => {
    const blocks = JSON.stringify((await find(channel, ts))?.blocks);
    return blocks?.includes(words) ? blocks : undefined;
  });
const click = (user: string, actionId: string, { ts }: SlackMessage, value: string, channel = CHANNEL) =>
  workspace.click({ as: user, channel, messageTs: ts, actionId, value });
const whispered = (user: string, words: string) =>
  until(`“${words}” for ${user}`, async () =>
    workspace.ephemerals(user).find((each) => JSON.stringify(each).includes(words)),
  );

describe('a card of the digest', () => {
  test('is approved by an admin: it alone says so, and the others keep their buttons', async () => {
    const [one, two] = [await observe(), await observe()];
    const digest = await post(one, two);
    await click('U0ADA', 'observation_approve', digest, one.id);
    const blocks = await shows(CHANNEL, digest.ts, 'Approved by Ada');
    expect(blocks).not.toContain(`"value":"${one.id}"`);
    expect(blocks).toContain(`"value":"${two.id}"`);
    expect(await statusOf(one.id)).toBe('active');
    expect(await statusOf(two.id)).toBe('proposed');
  });

  test('works after a restart, and says when what it is about is gone', async () => {
    const kept = await observe();
    const gone = { ...kept, id: 'O0GONE' };
    const digest = await post(kept, gone);
    await harness.close();
    harness = await start();
    await click('U0ADA', 'observation_approve', digest, gone.id);
    await shows(CHANNEL, digest.ts, 'This is not known any more.');
    await click('U0ADA', 'observation_dismiss', digest, kept.id);
    await shows(CHANNEL, digest.ts, 'Dismissed by Ada');
  });
});

describe('Evidence', () => {
  let digest: SlackMessage;
  let trend: Observation;
  beforeAll(async () => {
    const marta = await as('U0MARTA');
    const meeting = { kind: 'meeting', company: { name: 'Acme' }, occurred_on: '2026-11-20' } as const;
    await logInteraction(marta, { ...meeting, summary: 'They want <pricing> soon.' });
    await logInteraction(marta, { ...meeting, summary: 'SECRETWORDS', is_private: true });
    const evidence = (await harness.rows('interactions')).map(({ id, summary, occurredOn }) => ({
      interactionId: id,
      quote: summary,
      saidOn: occurredOn,
    }));
    const signal = {
      name: 'customer_silent',
      numbers: { days: 75, usual_days: 14 },
      absent: 0,
      night: '2026-11-24',
    };
    const claim = 'Acme asks for pricing again and again';
    trend = await insertObservation(
      system(),
      { kind: 'customer_trend', slot: 'topic', status: 'active', claim, signal },
      evidence,
    );
    digest = await post(trend);
  });

  test('is shown to who asks alone, as far as they may see it', async () => {
    await click('U0TOM', 'observation_evidence', digest, trend.id);
    const whisper = JSON.stringify(await whispered('U0TOM', 'Acme asks for pricing'));
    expect(whisper).toContain('Fri 20 Nov 2026 · meeting · Acme');
    expect(whisper).toContain('They want &lt;pricing&gt; soon.');
    expect(whisper).toContain('1 source that you cannot see.');
    expect(whisper).toContain('Counted: days 75, usual days 14.');
    expect(whisper).not.toContain('SECRETWORDS');
    expect(JSON.stringify(await workspace.messages(CHANNEL))).not.toContain('They want');
  });
});
