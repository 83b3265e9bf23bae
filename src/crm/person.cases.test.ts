import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RapportError } from '../errors.ts';
import type { PersonFacts } from '../names/person-facts.ts';
import { type CrmDesk, failure, getCustomer, openCrmDesk } from '../testing/crm-desk.ts';
import { readNameCases } from '../testing/name-cases.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { CompanyRef } from './companies.ts';
import { saveContact } from './contact-changes.ts';
import { logInteraction } from './interactions.ts';

const { people, addresses } = readNameCases();

describe.each(Object.entries(DIALECTS))('people as they are named on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const refOf = ({ name, emails = [], phones = [] }: PersonFacts) => ({
    ...(name ? { name } : {}),
    ...(emails[0] ? { email: emails[0] } : {}),
    ...(phones[0] ? { phone: phones[0] } : {}),
  });
  const companyOf = ({ companies: [name = ''] = [] }: PersonFacts) => ({ company: { name } });

  const know = async (facts: PersonFacts) => {
    const { contact, company } = await saveContact(marta, {
      contact: { ...refOf(facts), is_new: true },
      ...companyOf(facts),
    });
    return { id: contact.id, companyId: company?.id ?? '' };
  };

  const VERBS = {
    log_interaction: async (facts: PersonFacts, company: CompanyRef) => {
      const input = { kind: 'call' as const, summary: 'Talked.', contacts: [refOf(facts)] };
      const { contacts = [] } = await logInteraction(marta, { ...input, company });
      return contacts[0]?.id;
    },
    save_contact: async (facts: PersonFacts, company: CompanyRef) =>
      (await saveContact(marta, { contact: refOf(facts), company })).contact.id,
  };

  describe.each(Object.entries(VERBS))('in %s', (_, verb) => {
    test.each(people)('$title', async ({ known, said, beside, answers }) => {
      const { id, companyId } = await know(known);
      for (const each of beside) await know(each);
      const before = await desk.rows('contacts');
      const outcome = (company: CompanyRef) =>
        verb(said, company).then(
          (meant) => (meant === id ? 'same' : 'new'),
          (error: unknown) => {
            if (!(error instanceof RapportError)) throw error;
            const choices = error.choices ?? [];
            const isOfCompany = choices.some(({ kind }) => kind === 'company');
            expect(choices.map((choice) => choice.id)).toContain(isOfCompany ? companyId : id);
            return isOfCompany ? 'ask for the company' : 'ask';
          },
        );
      const first = await outcome(companyOf(said).company);
      expect(answers).toContain(first.split(' ')[0]);
      // Where it is the company that is known, it is somebody who is known there.
      const answer = first === 'ask for the company' ? await outcome({ id: companyId }) : first;
      if (answer !== first) expect(['same', 'ask']).toContain(answer);
      expect(await desk.rows('contacts')).toHaveLength(before.length + (answer === 'new' ? 1 : 0));
    });
  });

  test('both addresses of somebody are kept, and each of them means them', async () => {
    const { id } = await know({ name: 'Ana Lopes', emails: ['ana@acme.example'], companies: ['Acme'] });
    const saved = await saveContact(marta, { contact: { id, email: 'ana.lopes@acme.example' } });
    expect(saved.contact.emails).toEqual(['ana.lopes@acme.example', 'ana@acme.example']);
    for (const email of ['ana@acme.example', 'ana.lopes@acme.example', 'Ana+crm@ACME.example'])
      expect((await getCustomer(marta, { contact: { email } })).contact?.id).toBe(id);
  });

  test.each(addresses)('the address in “$text” is kept, or told not to be one', async ({ text, address }) => {
    const saved = await saveContact(marta, { contact: { name: 'Ana Lopes', email: text }, title: 'CEO' });
    expect(saved.contact).toMatchObject({ name: 'Ana Lopes', title: 'CEO' });
    expect(saved.contact.email).toBe(address);
    expect(saved.not_kept ?? []).toEqual(address ? [] : [`“${text}” is no e-mail address, and was not kept`]);
  });

  test('a name that holds an address is taken apart', async () => {
    const saved = await saveContact(marta, { contact: { name: '<mailto:ana@acme.example|Ana Lopes>' } });
    expect(saved.contact).toMatchObject({ name: 'Ana Lopes', email: 'ana@acme.example' });
  });

  test('what is no address names nobody', async () => {
    const error = await failure(saveContact(marta, { contact: { email: 'ana(at)acme' } }));
    expect(error.message).toContain('“ana(at)acme” is no e-mail address');
    expect(await desk.rows('contacts')).toEqual([]);
  });

  test('a day before all records is refused with a reason', async () => {
    const log = { kind: 'call' as const, summary: 'Talked.', company: { name: 'Acme' } };
    const error = await failure(logInteraction(marta, { ...log, occurred_on: '1026-11-24' }));
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('too long ago') });
  });
});
