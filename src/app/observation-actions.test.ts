import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logInteraction } from '../crm/interactions.ts';
import { setRole } from '../crm/members.ts';
import { buildDigest } from '../observer/digest/digest.ts';
import type { Observation } from '../observer/observations/observation.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { MADE_UP_NIGHT } from '../testing/night-summary.ts';
import { insertMessage, insertObservation } from '../testing/observation-rows.ts';
import type { App } from './context.ts';

/** Where admins read; the members of the team are in it too. */
const CHANNEL = 'C0SALES';

let desk: AppDesk;
let marta: App;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  marta = await desk.join('Marta');
  for (const name of ['Tom', 'Lea']) await desk.join(name);
  await desk.join('Ada', { role: 'admin' });
  desk.chat.refuse('U0GUEST', 'guest');
});
afterAll(() => desk.close());
beforeEach(() => setRole(desk.app, { slackUserId: 'U0LEA', role: 'admin' }));

const observe = (input: Partial<Observation> = {}) =>
  insertObservation(desk.app, { kind: 'system_feedback', slot: 'corrections', ...input });
const statusOf = async (id: string) =>
  (await desk.rows('observations')).find((each) => each.id === id)?.status;

/** Posts a digest with these cards. */
const post = (...observations: Observation[]) =>
  desk.post(
    CHANNEL,
    buildDigest({
      ...MADE_UP_NIGHT,
      cards: observations.map((observation) => ({ observation, origins: 0 })),
    }),
  );
const outcomes = (digest: Posted) => digest.document.cards?.map(({ outcome }) => outcome);

type Decision = 'observation_approve' | 'observation_dismiss';
const decide = (as: string, id: Decision, on: Posted, { id: value }: Pick<Observation, 'id'>) =>
  desk.press(id, { as, on, value });

describe('a card of the digest', () => {
  test('is approved by an admin: it alone says so, and the others keep their buttons', async () => {
    const [one, two] = [await observe(), await observe()];
    const digest = await post(one, two);
    expect(await decide('U0ADA', 'observation_approve', digest, one)).toBeUndefined();
    expect(outcomes(digest)).toEqual(['Approved by Ada', undefined]);
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['active', 'proposed']);
  });

  test('is decided once: a press that comes too late says by whom', async () => {
    const observation = await observe();
    const digest = await post(observation);
    desk.chat.breakDrawing(true);
    const said = await decide('U0ADA', 'observation_approve', digest, observation);
    expect(said).toEqual({ say: 'Approved by Ada' });
    desk.chat.breakDrawing(false);
    const late = await decide('U0LEA', 'observation_dismiss', digest, observation);
    expect(late).toEqual({ say: 'This is decided already. Approved by Ada' });
    expect(await statusOf(observation.id)).toBe('active');
    expect(outcomes(digest)).toEqual(['Approved by Ada']);
    const events = (await desk.rows('observationEvents')).filter(
      ({ observationId }) => observationId === observation.id,
    );
    expect(events.map(({ kind }) => kind)).toEqual(['activated']);
  });

  test('of two that two admins decide about at once, both say what was decided', async () => {
    const [one, two] = [await observe(), await observe()];
    const digest = await post(one, two);
    await Promise.all([
      decide('U0ADA', 'observation_approve', digest, one),
      decide('U0LEA', 'observation_dismiss', digest, two),
    ]);
    expect(outcomes(digest)).toEqual(['Approved by Ada', 'Dismissed by Lea']);
  });

  test('that two admins press at once is decided by one of them', async () => {
    const observation = await observe();
    const digest = await post(observation);
    const [ada, lea] = await Promise.all([
      decide('U0ADA', 'observation_approve', digest, observation),
      decide('U0LEA', 'observation_dismiss', digest, observation),
    ]);
    const isApproved = (await statusOf(observation.id)) === 'active';
    const outcome = isApproved ? 'Approved by Ada' : 'Dismissed by Lea';
    expect(outcomes(digest)).toEqual([outcome]);
    expect(isApproved ? lea : ada).toEqual({ say: `This is decided already. ${outcome}` });
  });

  test('of a trend is dismissed by an admin, and stays away', async () => {
    const trend = await observe({ kind: 'customer_trend', slot: 'rhythm', status: 'active', sources: 3 });
    const digest = await post(trend);
    const offered = digest.document.cards?.flatMap(({ actions }) => actions.map(({ id }) => id));
    expect(offered).not.toContain('observation_approve');
    await decide('U0ADA', 'observation_dismiss', digest, trend);
    expect(outcomes(digest)).toEqual(['Dismissed by Ada']);
    expect(await desk.rows('suppressions')).toContainEqual(
      expect.objectContaining({ subject: trend.subject, sources: 3 }),
    );
  });

  test('is not for members, nor for who was an admin when it was posted, nor for guests', async () => {
    const observation = await observe();
    const digest = await post(observation);
    const onlyAdmins = { say: expect.stringContaining('Only admins decide') };
    for (const id of ['observation_approve', 'observation_dismiss'] as const) {
      expect(await decide('U0TOM', id, digest, observation)).toEqual(onlyAdmins);
    }
    await setRole(desk.app, { slackUserId: 'U0LEA', role: 'member' });
    expect(await decide('U0LEA', 'observation_approve', digest, observation)).toEqual(onlyAdmins);
    expect(await decide('U0GUEST', 'observation_approve', digest, observation)).toEqual({
      say: expect.stringContaining('only work for full members'),
    });
    expect(await statusOf(observation.id)).toBe('proposed');
  });

  test('says when what it is about is gone', async () => {
    const kept = await observe();
    const gone = { ...kept, id: 'O0GONE' };
    const digest = await post(kept, gone);
    await decide('U0ADA', 'observation_approve', digest, gone);
    expect(outcomes(digest)).toEqual([undefined, 'This is not known any more.']);
    await decide('U0ADA', 'observation_dismiss', digest, kept);
    expect(outcomes(digest)).toEqual(['Dismissed by Ada', 'This is not known any more.']);
  });
});

describe('Evidence', () => {
  let digest: Posted;
  let trend: Observation;
  beforeAll(async () => {
    const meeting = { kind: 'meeting', company: { name: 'Acme' }, occurred_on: '2026-11-20' } as const;
    await logInteraction(marta, { ...meeting, summary: 'They want <pricing> soon.' });
    await logInteraction(marta, { ...meeting, summary: 'SECRETWORDS', is_private: true });
    const evidence = (await desk.rows('interactions')).map(({ id, summary, occurredOn }) => ({
      interactionId: id,
      quote: summary,
      saidOn: occurredOn,
    }));
    trend = await insertObservation(
      desk.app,
      { kind: 'customer_trend', slot: 'topic', status: 'active', claim: 'Acme asks for pricing' },
      evidence,
    );
    digest = await post(trend);
  });

  test('is shown to who asks alone, as far as they may see it', async () => {
    const shown = await desk.press('observation_evidence', { as: 'U0TOM', on: digest });
    expect(shown).toMatchObject({
      show: {
        kind: 'evidence',
        observation: { claim: 'Acme asks for pricing' },
        origins: [{ on: '2026-11-20', kind: 'meeting', company: 'Acme', quote: 'They want <pricing> soon.' }],
        hidden: 1,
      },
    });
    expect(JSON.stringify(shown)).not.toContain('SECRETWORDS');
    expect(JSON.stringify(desk.chat.posted)).not.toContain('They want');
  });

  test.each([
    ['its author', 'U0MARTA'],
    ['an admin', 'U0ADA'],
  ])('of what is private is shown to %s', async (_, as) => {
    const shown = await desk.press('observation_evidence', { as, on: digest });
    expect(shown).toMatchObject({ show: { hidden: 0 } });
    expect(JSON.stringify(shown)).toContain('SECRETWORDS');
  });

  test('of what concerns somebody else is shown to nobody, not to an admin either', async () => {
    const { memberId } = marta.actor;
    const said = { memberId, text: 'bullets DIRECTWORDS', channel: 'D0MARTA', ts: '1795449600.000100' };
    const { id: messageId } = await insertMessage(desk.app, said);
    const hers = await insertObservation(
      desk.app,
      { kind: 'user_preference', slot: 'format', valueKey: 'bullets', status: 'active', memberId },
      [{ messageId, quote: said.text }],
    );
    const on = await post({ ...trend, id: hers.id });
    const shown = await desk.press('observation_evidence', { as: 'U0ADA', on });
    expect(shown).toEqual({ say: 'You cannot see where this comes from.' });
    expect(JSON.stringify(desk.chat.posted)).not.toContain('DIRECTWORDS');
  });
});
