import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import type { Document } from '../../delivery/document.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { insertMessage, insertObservation } from '../../testing/observation-rows.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { tellMembers } from '../digest/member-news.ts';
import { selectLearned } from '../observations/recall.ts';
import { approve } from '../observations/reviews.ts';

/** What an earlier version made active without asking: nobody has reviewed it. */
const UNASKED = {
  kind: 'user_preference',
  subject: 'member',
  slot: 'length',
  valueKey: 'detailed',
  claim: 'Prefers detailed answers.',
  status: 'active',
  reviewedBy: null,
} as const;

describe.each(Object.entries(DIALECTS))('a wish that nobody was asked about, on %s', (_, open) => {
  let desk: NightDesk;
  let marta: Context;
  let id: string;
  beforeEach(async () => {
    desk = await openNightDesk(await open());
    marta = await desk.member('Marta');
    await desk.work();
    const { memberId } = marta.actor;
    const said = { memberId, text: 'I loathe long answers, always.', channel: 'D0MARTA', ts: '1795449600.1' };
    const { id: messageId } = await insertMessage(desk.system, said);
    const told = { ...UNASKED, memberId, toldAt: desk.system.clock.now() };
    ({ id } = await insertObservation(desk.system, told, [{ messageId, quote: said.text }]));
  });
  afterEach(() => desk.close());

  /** A night and a morning go by; gives what Marta is told. */
  async function wake() {
    const before = (await listRows(desk.system.store, 'outbox')).length;
    await desk.pass(24);
    desk.system.clock.advance(8 * 3_600_000);
    await tellMembers(desk.system, {
      recipientOf: async () => ({ actor: marta.actor, channel: 'D0MARTA' }),
    });
    const told = (await listRows(desk.system.store, 'outbox')).slice(before);
    return told.flatMap(({ document }) => (document as Document).cards ?? []);
  }
  const status = async () => (await desk.observations()).map((each) => each.status);

  test('does not hold, and is asked about once in the morning', async () => {
    expect(await selectLearned(marta)).toEqual([]);
    expect(await wake()).toMatchObject([
      {
        title: 'Shall I answer you in detail from now on?',
        actions: [{ id: 'observation_approve' }, { id: 'observation_dismiss' }, {}],
      },
    ]);
    expect(await status()).toEqual(['proposed']);
    expect(await wake()).toEqual([]);
  });

  test('holds from a yes on, and is not asked about again', async () => {
    await wake();
    await approve(marta, { id });
    expect((await selectLearned(marta)).map(({ text }) => text)).toEqual(['Prefers detailed answers.']);
    expect(await wake()).toEqual([]);
    expect(await status()).toEqual(['active']);
  });
});
