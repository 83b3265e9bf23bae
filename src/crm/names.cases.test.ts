import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import { companyKeys } from '../names/company-names.ts';
import type { CompanyFacts } from '../names/compare-companies.ts';
import { isFreeMail } from '../names/free-mail.ts';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { readNameCases } from '../testing/name-cases.ts';
import { DIALECTS } from '../testing/stores.ts';
import { learnAlias } from './aliases.ts';
import { saveCompany } from './company-changes.ts';
import { logInteraction } from './interactions.ts';
import { lookUpFor } from './look-up.ts';
import { recordChange } from './record-change.ts';

const cases = readNameCases();
const refOf = ({ name, domain }: CompanyFacts) => ({ ...(name && { name }), ...(domain && { domain }) });

describe.each(Object.entries(DIALECTS))('names of the cases, on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  /** Writes a company down with all by which it is known; gives its id. */
  async function know(facts: CompanyFacts): Promise<string> {
    const { company } = await saveCompany(marta, { company: { ...refOf(facts), is_new: true } });
    await recordChange(marta, 'know', async (ctx) => {
      const [row] = (await ctx.db.select().from(ctx.store.tables.companies)).filter(
        ({ id }) => id === company.id,
      );
      if (!row) throw new Error(`There is no ${company.name}.`);
      for (const name of facts.aliases ?? []) await learnAlias(ctx, { company: row, name, source: 'added' });
      const made = { createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId };
      for (const domain of facts.domains ?? [])
        await ctx.insert('companyDomains', { id: newId(), companyId: row.id, domain, ...made });
      return { summary: '', result: {} };
    });
    return company.id;
  }

  /** What comes of a name: the known company, a question that offers it, or another company. */
  async function outcome(work: Promise<{ id?: string | undefined }>, known: string): Promise<string> {
    try {
      return (await work).id === known ? 'same' : 'new';
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      if (error.choices?.some(({ id }) => id === known)) return 'ask';
      return error.code === 'not_found' && error.candidates.length === 0 ? 'new' : `other: ${error.message}`;
    }
  }

  test.each(cases.companies)('$title', async ({ known, said, beside, answers }) => {
    const isRefused = [known, said].some(({ domain }) => domain && isFreeMail(domain));
    if (isRefused) {
      const refused = failure(saveCompany(marta, { company: refOf(known) }));
      expect((await refused).message).toContain('is a free mail service');
      return;
    }
    const id = await know(known);
    for (const other of beside) await know(other);
    if (said.name && !said.domain)
      expect(answers, 'a look-up').toContain(await outcome(lookUpFor(marta)('company', said.name), id));
    const log = logInteraction(marta, { kind: 'call', summary: 'Talked.', company: refOf(said) });
    const company = log.then((done) => ({ id: done.company?.id }));
    expect(answers, 'a write').toContain(await outcome(company, id));
  });

  test('one is found beside 520 companies that begin with the same letters', async () => {
    const id = await know({ name: 'Acme Robotics' });
    await recordChange(marta, 'know', async (ctx) => {
      for (let at = 0; at < 520; at += 1) {
        const name = `Ac${String.fromCharCode(97 + (at % 26))}${String.fromCharCode(97 + Math.floor(at / 26))} Works`;
        const made = { createdAt: ctx.clock.now(), createdBy: ctx.actor.memberId };
        await ctx.insert('companies', { id: newId(), name, ...companyKeys(name), ...made });
      }
      return { summary: '', result: {} };
    });
    for (const name of ['Acme Robotiks', 'Acme Robtics']) {
      const log = logInteraction(marta, meeting(name)).then((done) => ({ id: done.company?.id }));
      expect(await outcome(log, id)).toBe('ask');
      expect(await outcome(lookUpFor(marta)('company', name), id)).toBe('ask');
    }
    expect((await logInteraction(marta, meeting('acme robotics inc'))).company?.id).toBe(id);
  });

  test('one is renamed to what another is called only where something tells the two apart', async () => {
    const [globex, acme] = [await know({ name: 'Globex' }), await know({ name: 'Acme' })];
    const before = await desk.everything();
    const refused = await failure(saveCompany(marta, { company: { id: globex }, name: 'Acme Inc.' }));
    expect(refused).toMatchObject({
      code: 'conflict',
      pair: { kind: 'company', oneId: globex, otherId: acme },
      message: expect.stringContaining('another company is called so already: Acme (it is the same name'),
    });
    expect(await desk.everything()).toBe(before);
    const saved = await saveCompany(marta, { company: { id: globex }, name: 'Acme Robotics' });
    expect(saved.company.name).toBe('Acme Robotics');
    expect(await outcome(lookUpFor(marta)('company', 'Globex'), globex)).toBe('same');
  });
});
