import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Context, transact } from '../../context.ts';
import { firstIdAt } from '../../ids.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { wholeStore } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveContact } from '../contact-changes.ts';
import { changeFollowUp } from '../follow-ups.ts';
import { logInteraction } from '../interactions.ts';
import { eraseContact } from './erase.ts';

describe.each(Object.entries(DIALECTS))('while the long tables are looked through on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  let admin: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    marta = desk.marta;
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const meet = (name: string, summary: string) =>
    logInteraction(marta, { kind: 'call', summary, company: { name: 'Acme' }, contacts: [{ name }] });

  /** An admin for whom something happens each time that other work may come in between. */
  const adminWith = (work: (turn: number) => Promise<unknown>): Context => {
    let turns = 0;
    const turn = async () => {
      turns += 1;
      await work(turns);
    };
    return { ...admin, clock: { ...admin.clock, turn } };
  };

  test('others write, and what they write of the contact is gone in the end', async () => {
    await meet('Ana Lopes', 'Met.');
    await meet('Rui Costa', 'Met.');
    const long = { id: `${firstIdAt(new Date('2020-01-01'))}${'0'.repeat(16)}`, title: 'Send the plan' };
    const { memberId } = marta.actor;
    const row = { ...long, status: 'open' as const, memberId, createdAt: new Date('2020-01-01') };
    await transact(marta, (ctx) => insertRow(ctx, { into: 'followUps', row }));
    let written = 0;
    const watching = adminWith(async (turn) => {
      // Behind the first part of `followUps`, the second of the tables.
      if (turn !== 2) return;
      await meet('Rui Costa', 'They asked for Lopes, Ana yesterday.');
      await changeFollowUp(marta, {
        words: 'Send the plan',
        action: 'change',
        title: 'Ask Ana Lopes for the plan',
      });
      written += 1;
    });
    await eraseContact(watching, { contact: { name: 'Ana Lopes' } });
    expect(written).toBe(1);
    const left = await wholeStore(desk.store);
    expect(left).not.toContain('lopes');
    expect(left).toContain('ask (erased) for the plan');
  });

  test('an erasure that stops there is begun again, and knows what the contact was called before', async () => {
    await meet('Ana Lopes', 'Met.');
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, name: 'Ana Quental' });
    await meet('Rui Costa', 'They asked for Ana Lopes and for Ana Quental.');
    const stopping = adminWith(async (turn) => {
      if (turn === 3) throw new Error('The power is out.');
    });
    await expect(eraseContact(stopping, { contact: { name: 'Ana Quental' } })).rejects.toThrow('power');
    expect(await desk.rows('contacts')).toMatchObject([{ name: 'Ana Quental' }, { name: 'Rui Costa' }]);
    await eraseContact(admin, { contact: { name: 'Ana Quental' } });
    expect(await wholeStore(desk.store)).not.toMatch(/lopes|quental/);
  });
});
