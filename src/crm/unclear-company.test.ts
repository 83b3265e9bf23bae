import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { addFollowUp } from './follow-ups.ts';
import { changeInteraction } from './interaction-changes.ts';
import { logInteraction } from './interactions.ts';
import { relate } from './relationships.ts';

describe.each(Object.entries(DIALECTS))('without a company that is said, on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    await logInteraction(marta, meeting('Acme', 'Ana Lopes', 'Rui Costa'));
    await worksAt('Ana Lopes', 'Globex');
  });

  const worksAt = (name: string, company: string) =>
    relate(marta, { contact: { name }, kind: 'works_at', company: { name: company } });
  const call = (...names: string[]) =>
    logInteraction(marta, { kind: 'call', summary: 'A quote.', contacts: names.map((name) => ({ name })) });

  test('what is logged with somebody who works at two companies says that it is unclear with which', async () => {
    const logged = await call('Ana Lopes');
    expect(logged.company).toBeUndefined();
    expect(logged.company_unclear).toEqual(['Acme', 'Globex']);
    const promised = await addFollowUp(marta, { title: 'Send it', contact: { name: 'Ana Lopes' } });
    expect(promised.company_unclear).toEqual(['Acme', 'Globex']);
    expect(promised.follow_up.for).toBe('Ana Lopes');
  });

  test('it is the one at which all who took part work', async () => {
    const logged = await call('Ana Lopes', 'Rui Costa');
    expect(logged.company?.name).toBe('Acme');
    expect(logged).not.toHaveProperty('company_unclear');
  });

  test('nothing is unclear where people of different companies meet, or somebody works nowhere', async () => {
    await logInteraction(marta, meeting('Initech', 'Eva Berg'));
    for (const logged of [await call('Rui Costa', 'Eva Berg'), await call('Noor Haddad')]) {
      expect(logged.company).toBeUndefined();
      expect(logged).not.toHaveProperty('company_unclear');
    }
  });

  /** Logs a meeting, of which it turns out that somebody else took part in it. */
  async function correct(logged: ReturnType<typeof meeting>, name: string) {
    const { interaction } = await logInteraction(marta, logged);
    return changeInteraction(marta, { interaction_id: interaction.id, contacts: [{ name }] });
  }

  test('a correction of who took part says so as well, and leaves no company of the wrong people', async () => {
    const corrected = await correct(meeting('Initech', 'Eva Berg'), 'Ana Lopes');
    expect(corrected.company).toBeUndefined();
    expect(corrected.company_unclear).toEqual(['Acme', 'Globex']);
  });

  test('a correction keeps the company where the right people work there, too, or nowhere', async () => {
    for (const name of ['Ana Lopes', 'Noor Haddad']) {
      const corrected = await correct(meeting('Acme', 'Rui Costa'), name);
      expect(corrected.company?.name).toBe('Acme');
      expect(corrected).not.toHaveProperty('company_unclear');
    }
  });
});
