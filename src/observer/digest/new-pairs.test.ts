import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { logInteraction } from '../../crm/interactions.ts';
import { Document } from '../../delivery/document.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';

describe.each(Object.entries(DIALECTS))('pairs in the digest of a night on %s', (_, open) => {
  let desk: NightDesk;
  let ana: Context;
  beforeEach(async () => {
    desk = await openNightDesk(await open(), { settings: { channel: 'C0DIGEST' } });
    ana = await desk.member('ana');
    await desk.work();
  });
  afterEach(() => desk.close());

  const log = (name: string, isPrivate = false) =>
    logInteraction(ana, {
      kind: 'call',
      summary: `Spoke with ${name}`,
      company: { name, is_new: true },
      is_private: isPrivate,
    });

  const digests = async () =>
    (await listRows(desk.system.store, 'outbox'))
      .filter(({ kind }) => kind === 'digest')
      .map(({ document }) => Document.parse(document));
  const pairsIn = ({ cards = [] }: Document) => cards.filter(({ title }) => title === 'May be one company');

  test('are those that were found then, told apart, once, and nothing private of them', async () => {
    await log('Quorvex Ltd', true);
    const { duplicates } = desk.system.store.tables;
    await log('Quorvex Limited');
    // Whoever wrote the second one as new has said that they are two: as if nobody had.
    await desk.system.store.transaction((db) => db.delete(duplicates));
    await desk.pass(24);
    const [first] = await digests();
    const [pair, ...others] = first ? pairsIn(first) : [];
    expect(others).toEqual([]);
    expect(pair?.text).toContain('Quorvex Ltd: 0 interactions');
    expect(pair?.text).toMatch(/Quorvex Limited \(.*\): 1 interaction/);
    expect(pair?.actions.map(({ id }) => id)).toEqual(['merge_open', 'merge_different']);
    await desk.pass(24);
    const [, second] = await digests();
    expect(second && pairsIn(second)).toEqual([]);
  });

  test('are not there where somebody has said that they are two', async () => {
    await log('Quorvex Ltd');
    await log('Quorvex Limited');
    await desk.pass(24);
    const [first] = await digests();
    expect(first && pairsIn(first)).toEqual([]);
  });
});
