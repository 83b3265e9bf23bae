import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import { readCorpus } from '../../testing/corpus/corpus.ts';
import { joinCorpus, logCorpus } from '../../testing/corpus/load-corpus.ts';
import {
  type AnyNight,
  forgetAll,
  logContacts,
  nightOf,
  passOf,
  TEAM,
  TODAY,
} from '../../testing/observer-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import { shareOfVoice } from './share-of-voice.ts';
import { findSignals } from './signals.ts';

const corpus = readCorpus();
const { competitor } = corpus.planted;
const CUSTOMERS = ['Bluefin Logistics', 'Harbor Foods', 'Kestrel Optics', 'Alder Clinics'];

describe.each(Object.entries(DIALECTS))('the share of what is talked about, on %s', (_, open) => {
  let store: Store;
  let marta: Context;
  let night: AnyNight;
  let as: (name: string) => Context;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    night = nightOf(team.system);
    as = await joinCorpus({ member: team.as }, corpus);
    marta = as('Marta Silva');
  });
  afterAll(() => store.close());
  beforeEach(() => forgetAll(night));

  /** Talks with each of the customers in turn, so many days ago each. */
  const talk = async (days: readonly number[], summary: (at: number) => string) => {
    for (const [at, day] of days.entries()) {
      const customer = CUSTOMERS[at % CUSTOMERS.length] ?? '';
      await logContacts(marta, customer, [day], { summary: summary(at) });
    }
  };
  const days = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + (at % 9));
  const found = async () => (await shareOfVoice({ ...night, scope: TEAM })).map(({ about }) => about);

  test('of a month of a team of eight, the planted competitor stands out and no decoy does', async () => {
    await logCorpus(as, { corpus, today: TODAY, wanted: () => true });
    const signals = await findSignals({ ...night, scope: TEAM });
    expect(signals).toMatchObject([
      {
        name: 'share_of_voice',
        about: 'Northwind',
        subject: 'topic:northwind',
        numbers: {
          mentions: competitor.talks,
          talks: competitor.of,
          companies: competitor.customers,
          before: competitor.before,
          talks_before: competitor.ofBefore,
        },
      },
    ]);
    expect(signals[0]?.evidence).toHaveLength(5);
    for (const decoy of corpus.decoys) expect(JSON.stringify(signals)).not.toContain(decoy);
    // A normal Monday is nothing: nobody is told more than that.
    for (const name of corpus.members)
      expect(await findSignals({ ...night, today: '2026-11-23', scope: passOf(as(name)) })).toEqual([]);
  });

  test('two words that stand beside each other have one, and say more than one of them', async () => {
    await talk(days(24, 20), (at) => `A usual talk, number ${at}.`);
    await talk(days(16, 2), (at) => (at % 2 ? 'They ask for a data room, again.' : `Nothing new, ${at}.`));
    expect(await found()).toEqual([]);
    await talk(days(8, 2), () => 'It is about the price freeze of next year.');
    expect(await found()).toEqual(['price freeze']);
  });

  test('what always came up, comes from two customers, or is a word like others has none', async () => {
    await talk(days(24, 20), (at) => (at % 2 ? 'They use Contoso too.' : 'A usual talk.'));
    await talk(days(16, 2), (at) => (at % 2 ? 'They use Contoso too.' : 'They fear delays a lot.'));
    expect(await found()).toEqual([]);
    for (const customer of CUSTOMERS.slice(0, 2))
      await logContacts(marta, customer, days(6, 2), { summary: 'We compared it with Fabrikam.' });
    expect(await found()).toEqual([]);
    await logContacts(marta, 'Alder Clinics', [3], { summary: 'They spoke of Fabrikam at once.' });
    expect(await found()).toEqual(['Fabrikam']);
  });

  test('of private talks and colleagues none is told, of a company where others bring it up', async () => {
    await talk(days(24, 20), () => 'A usual talk.');
    await talk(days(16, 2), (at) => `Went there with Jonas, and ${at} of Halden.`);
    for (const customer of CUSTOMERS)
      await logContacts(marta, customer, days(6, 2), {
        summary: 'They told me of Fabrikam.',
        isPrivate: true,
      });
    expect(await found()).toEqual(['Halden']);
    await logContacts(marta, 'Halden', [300]);
    expect(await found()).toEqual(['Halden']);
    await logContacts(marta, 'Halden', days(16, 2), { summary: 'Talked at length with Alder Clinics too.' });
    expect(await found()).toEqual(['Halden']);
    expect(await shareOfVoice({ ...night, scope: passOf(marta) })).toEqual([]);
  });
});
