import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { newId } from '../ids.ts';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { logInteraction } from './interactions.ts';
import { recordChange } from './record-change.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('companies that may be new, on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const log = (company: object, ctx = marta) =>
    logInteraction(ctx, { kind: 'call', summary: 'Talked.', company, again: true });

  test('a question carries whom it is about, with what tells them apart, and says how to go on', async () => {
    await logInteraction(marta, meeting('Bluefin Logistics', 'Henrik Dahl'));
    await log({ name: 'Bluefin Foods', domain: 'bluefinfoods.example', is_new: true });
    const refused = await failure(log({ name: 'Bluefin' }));
    const [logistics, foods] = (await desk.rows('companies')) as { id: string }[];
    expect(refused).toMatchObject({
      asked: 'Bluefin',
      choices: [
        {
          kind: 'company',
          id: logistics?.id,
          label: expect.stringMatching(/^Bluefin Logistics \(Henrik Dahl; last contact/),
        },
        {
          kind: 'company',
          id: foods?.id,
          label: expect.stringMatching(/^Bluefin Foods \(bluefinfoods.example; last/),
        },
      ],
    });
    expect(refused.message).toContain(
      'Bluefin Logistics (one name is the beginning of the other; Henrik Dahl;',
    );
    expect(refused.message).toMatch(
      /Ask which one is meant; then give its id with the name as it was said, or is_new: true for a new one\.$/,
    );
    const lookedUp = await failure(getCustomer(marta, { company: { name: 'Bluefin' } }));
    expect(lookedUp.choices).toHaveLength(2);
    expect(lookedUp.message).not.toContain('is_new');
  });

  test('a company that is said to be another one is never asked about again', async () => {
    await log({ name: 'Mirador Hotels' });
    expect((await failure(log({ name: 'Mirador Hotelz' }))).choices).toHaveLength(1);
    await log({ name: 'Mirador Hotelz', is_new: true });
    const { duplicates } = desk.store.tables;
    const [pair, ...others] = await desk.store.read.select().from(duplicates);
    const ids = ((await desk.rows('companies')) as { id: string }[]).map(({ id }) => id).toSorted();
    expect(others).toEqual([]);
    expect(pair).toMatchObject({
      kind: 'company',
      oneId: ids[0],
      otherId: ids[1],
      because: 'spelling',
      status: 'different',
      reportedBy: null,
      decidedBy: marta.actor.memberId,
    });
  });

  test('a second company of the very same name needs something that tells the two apart', async () => {
    await log({ name: 'Acme' });
    const before = await desk.everything();
    const refused = await failure(log({ name: 'ACME', is_new: true }));
    expect(refused).toMatchObject({ code: 'ambiguous', choices: [{ kind: 'company' }] });
    expect(refused.message).toContain('its domain, or the town in its name');
    expect(await desk.everything()).toBe(before);
    await log({ name: 'Acme', domain: 'acme.example', is_new: true });
    await log({ name: 'Acme Porto', is_new: true });
    expect(await desk.rows('companies')).toHaveLength(3);
  });

  test('what the same run has just created is meant, though it says once more that it is new', async () => {
    const run = newId();
    const source = { channel: 'D1', ts: '1.1', threadKey: 'D1:1.1', at: marta.clock.now(), runId: run };
    const there = { ...marta, source };
    await log({ name: 'Acme', is_new: true }, there);
    await log({ name: 'Acme', is_new: true }, there);
    expect(await desk.rows('companies')).toHaveLength(1);
    const later = { ...marta, source: { ...source, runId: newId() } };
    expect((await failure(log({ name: 'Acme', is_new: true }, later))).code).toBe('ambiguous');
  });

  test('an address at which anybody can have one is no company', async () => {
    for (const company of [
      { name: 'gmail.com' },
      { domain: 'GMX.de' },
      { name: 'Ana', domain: 'gmail.com' },
    ]) {
      const { code, message } = await failure(log(company));
      expect([code, message]).toEqual(['invalid', expect.stringContaining('is a free mail service')]);
    }
    const renamed = failure(saveCompany(marta, { company: { name: 'Acme' }, name: 'gmail.com' }));
    expect((await renamed).code).toBe('invalid');
    expect(await desk.rows('companies')).toEqual([]);
  });

  test('a write says which company it took, and why, where another name was said', async () => {
    await log({ name: 'Kestrel Foods GmbH', domain: 'kfoods.example' });
    const said = [
      [{ name: 'Kestrel' }, 'Kestrel', 'one name is the beginning of the other'],
      [{ name: 'kfoods' }, 'kfoods', 'the name is like the domain'],
      [{ name: 'Kestrel Foods' }, 'Kestrel Foods', 'it is the same name but for the legal form'],
      [{ name: 'www.kfoods.example' }, 'www.kfoods.example', 'it is the same domain'],
    ] as const;
    for (const [company, name, because] of said)
      expect(await log(company)).toMatchObject({
        saved: 'Call with Kestrel Foods GmbH',
        company_meant: { said: name, name: 'Kestrel Foods GmbH', because },
      });
    for (const company of [{ name: 'KESTREL FOODS GMBH' }, { domain: 'kfoods.example' }])
      expect(await log(company)).not.toHaveProperty('company_meant');
    expect(await desk.rows('companies')).toHaveLength(1);
  });

  test('a further domain is that of its company, for questions and for what is written', async () => {
    await log({ name: 'Acme', domain: 'acme.example' });
    await recordChange(marta, 'know', async (ctx) => {
      const [acme] = await ctx.db.select().from(ctx.store.tables.companies);
      if (!acme) throw new Error('There is no Acme.');
      const made = { createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId };
      await ctx.insert('companyDomains', { id: newId(), companyId: acme.id, domain: 'acme.test', ...made });
      return { summary: '', result: {} };
    });
    expect(await log({ domain: 'acme.test' })).toMatchObject({
      company: { name: 'Acme' },
      company_meant: { said: 'acme.test', because: 'it is the same domain' },
    });
    const taken = { company: { name: 'Zeta', domain: 'acme.test', is_new: true } };
    expect((await failure(saveCompany(marta, taken))).message).toContain('already belongs to Acme');
  });

  test('an id of what was merged goes on meaning the company that it is one with', async () => {
    await log({ name: 'Acme' });
    const [old, older] = [newId(), newId()];
    const { change_id } = await recordChange(marta, 'know', async (ctx) => {
      const [acme] = await ctx.db.select().from(ctx.store.tables.companies);
      if (!acme) throw new Error('There is no Acme.');
      const made = { createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId };
      for (const mergedId of [old, older])
        await ctx.insert('mergedIds', {
          id: newId(),
          mergedId,
          companyId: acme.id,
          contactId: null,
          ...made,
        });
      return { summary: '', result: {} };
    });
    for (const id of [old, older]) expect((await log({ id })).company?.name).toBe('Acme');
    expect((await getCustomer(marta, { company: { id: old } })).company?.name).toBe('Acme');
    await undo(desk.lead, { change_id });
    expect((await failure(log({ id: old }))).code).toBe('not_found');
  });
});
