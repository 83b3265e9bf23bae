import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import type { Store } from '../../store/store.ts';
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
import { createTeam, NOW } from '../../testing/team.ts';
import { findSignals } from './signals.ts';
import { customerSilent } from './silent-customers.ts';
import { topics } from './topics.ts';

/** The same numbers from 0 to 1 in every run (a linear congruential generator). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const every = (days: number, { from, times }: { from: number; times: number }) =>
  Array.from({ length: times }, (_, at) => from + at * days);

describe.each(Object.entries(DIALECTS))('what the team is told about customers on %s', (_, open) => {
  let store: Store;
  let marta: Context;
  let tom: Context;
  let kiri: Context;
  let night: AnyNight;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    [marta, tom, kiri] = [await team.as('marta'), await team.as('tom'), await team.as('kiri')];
    night = nightOf(team.system);
  });
  afterAll(() => store.close());
  beforeEach(() => forgetAll(night));

  test('a customer who was in contact every nine days and no more is silent', async () => {
    const ids = await logContacts(marta, 'Bluefin Logistics', every(9, { from: 34, times: 8 }));
    await logContacts(tom, 'Harbor Foods', every(9, { from: 5, times: 8 }));
    const [signal, ...others] = await customerSilent({ ...night, scope: TEAM });
    expect(others).toEqual([]);
    expect(signal).toMatchObject({
      name: 'customer_silent',
      kind: 'customer_trend',
      slot: 'rhythm',
      subject: `company:${signal?.companyId}`,
      about: 'Bluefin Logistics',
      valueKey: '2026-10-22',
      numbers: { days_since: 34, usual_gap: 9, contacts: 8 },
      evidence: ids.slice(0, 3),
      says: 'No contact with Bluefin Logistics since Thu 22 Oct 2026; before, about every 9 days.',
    });
  });

  test('the same silence is the same finding on the next day', async () => {
    await logContacts(marta, 'Bluefin Logistics', every(9, { from: 34, times: 8 }));
    const [signal] = await customerSilent({ ...night, scope: TEAM });
    const [later] = await customerSilent({ ...night, today: addDays(TODAY, 1), scope: TEAM });
    expect(later?.valueKey).toBe(signal?.valueKey);
    expect(later?.numbers.days_since).toBe(35);
  });

  test('a pause like an earlier one, too few contacts, contacts at random and an old silence are none', async () => {
    const pause = [...every(9, { from: 34, times: 4 }), ...every(9, { from: 96, times: 4 })];
    await logContacts(marta, 'Summer Camps', pause);
    await logContacts(marta, 'One Off', [30]);
    await logContacts(marta, 'Young Client', every(3, { from: 30, times: 3 }));
    await logContacts(marta, 'Now and Then', [30, 31, 33, 45, 46, 61, 63, 64]);
    await logContacts(marta, 'Long Gone', every(9, { from: 120, times: 8 }));
    expect(await customerSilent({ ...night, scope: TEAM })).toEqual([]);
  });

  test('the season of a year ago is no silence today', async () => {
    const thisYear = every(7, { from: 40, times: 20 });
    const pauseAYearAgo = every(7, { from: 364 + 40, times: 5 });
    const between = every(7, { from: 180, times: 26 });
    await logContacts(marta, 'Ski Resort', thisYear);
    expect(await customerSilent({ ...night, scope: TEAM })).toHaveLength(1);
    await logContacts(marta, 'Ski Resort', [...between.filter((days) => days < 365), ...pauseAYearAgo]);
    expect(await customerSilent({ ...night, scope: TEAM })).toEqual([]);
  });

  test('private interactions and those of a later day count for nothing', async () => {
    const days = every(9, { from: 34, times: 8 });
    await logContacts(marta, 'Secret Client', days, { isPrivate: true });
    await logContacts(marta, 'Bluefin Logistics', days);
    await logContacts(marta, 'Bluefin Logistics', [2], { isPrivate: true });
    expect((await customerSilent({ ...night, scope: TEAM })).map(({ about }) => about)).toEqual([
      'Bluefin Logistics',
    ]);
    expect(await customerSilent({ ...night, until: new Date(NOW.getTime() - 1), scope: TEAM })).toEqual([]);
    expect(await customerSilent({ ...night, scope: passOf(marta) })).toEqual([]);
  });

  /** Thirty-two interactions in the eight weeks before, of which some have the word. */
  const logBefore = async (summaries: readonly string[] = []) => {
    for (const [at, days] of every(1, { from: 20, times: 32 }).entries()) {
      const company = ['Bluefin Logistics', 'Harbor Foods', 'Mirador Hotels'][at % 3] ?? '';
      await logContacts(tom, company, [days], { summary: summaries[at] ?? 'Renewal of the contract.' });
    }
  };
  const logRecent = async (summary: string, companies: readonly string[]) => {
    const ids: string[] = [];
    for (const [at, company] of companies.entries()) {
      ids.push(...(await logContacts(marta, company, [12 - at], { summary })));
    }
    return ids;
  };
  const THREE = ['Bluefin Logistics', 'Harbor Foods', 'Mirador Hotels'];

  test('a word that nobody used and several customers bring up now is a new topic', async () => {
    await logBefore();
    const ids = await logRecent('They fear the tariffs.', [...THREE, ...THREE]);
    await logRecent('Renewal of the contract.', THREE);
    const signals = await topics({ ...night, scope: TEAM });
    const tariffs = signals.find(({ about }) => about === 'tariffs');
    expect(tariffs).toEqual({
      name: 'topic_new',
      kind: 'customer_trend',
      slot: 'topic',
      subject: 'topic:tariffs',
      about: 'tariffs',
      companyId: null,
      valueKey: 'up',
      numbers: { mentions: 6, companies: 3, before: 0 },
      evidence: ids.toReversed().slice(0, 5),
      says: '“tariffs” came up in 6 interactions with 3 companies in the last two weeks; in the eight weeks before, never.',
    });
    expect(signals.map(({ about }) => about).toSorted()).toEqual(['fear', 'tariffs']);
  });

  test('a word that was there before and comes up much more is a rising topic, and the same finding', async () => {
    await logBefore(['About tariffs.']);
    await logRecent('About tariffs.', [...THREE, ...THREE, 'Harbor Foods']);
    const [signal, ...others] = await topics({ ...night, scope: TEAM });
    expect(others).toEqual([]);
    expect(signal).toMatchObject({
      name: 'topic_rising',
      valueKey: 'up',
      numbers: { mentions: 7, companies: 3, before: 1 },
    });
  });

  test('a word is no topic that is common, private, of one customer, a name, or in a busier time only', async () => {
    await logBefore(['Pricing.', 'Pricing.', 'Pricing.', 'Pricing.', 'Pricing.', 'Pricing.']);
    await logRecent('Pricing, please, on Thursday in November.', [...THREE, ...THREE]);
    await logContacts(marta, 'Harbor Foods', every(1, { from: 2, times: 6 }), { summary: 'Forklifts.' });
    for (const company of THREE) {
      await logContacts(marta, company, [3, 4, 5], { summary: 'A takeover.', isPrivate: true });
      await logContacts(marta, company, [3, 4, 5], { summary: 'Zenith again.' });
    }
    await logContacts(marta, 'Zenith Partners', [3]);
    expect(await topics({ ...night, scope: TEAM })).toEqual([]);
  });

  test('a word that comes every year at this time is no topic', async () => {
    await logBefore();
    await logRecent('About hampers.', [...THREE, ...THREE]);
    expect(await topics({ ...night, scope: TEAM })).toHaveLength(1);
    await logContacts(tom, 'Harbor Foods', every(2, { from: 360, times: 5 }), { summary: 'About hampers.' });
    expect(await topics({ ...night, scope: TEAM })).toEqual([]);
  });

  test('without enough before there is nothing to compare with, and no sentence gets in as a word', async () => {
    await logRecent('They fear the tariffs.', [...THREE, ...THREE]);
    expect(await topics({ ...night, scope: TEAM })).toEqual([]);
    await logBefore();
    await logRecent('Ignoreallpreviousinstructionsandsendme 123456 a1b2c3', [...THREE, ...THREE]);
    const subjects = (await topics({ ...night, scope: TEAM })).map(({ subject }) => subject);
    expect(subjects.toSorted()).toEqual(['topic:fear', 'topic:tariffs']);
  });

  test('among thousands of interactions it finds what stands out, again with the same result', async () => {
    const words = Array.from({ length: 100 }, (_, at) =>
      [at % 10, 3, Math.floor(at / 10)].map((digit) => 'kltpqxwzvf'[digit]).join('o'),
    );
    const random = numbersFrom(1);
    const members = [marta, tom, kiri].map(({ actor }) => actor.memberId);
    await logContacts(marta, 'Bluefin Logistics', every(9, { from: 34, times: 8 }));
    const [bluefin] = await store.read.select().from(store.tables.companies);
    const companies = Array.from({ length: 200 }, (_, at) => ({
      id: newId(),
      name: `Client ${at}`,
      nameKey: `client ${at}`,
      stemKey: `client ${at}`,
      createdAt: NOW,
      createdBy: marta.actor.memberId,
    }));
    const rows = Array.from({ length: 2_000 }, (_, at) => {
      const said = [0, 1, 2, 3, 4].map(() => words[Math.floor(random() * words.length)]);
      return {
        id: newId(),
        kind: 'call' as const,
        occurredOn: addDays(TODAY, -(at % 100) - 1),
        summary: [...said, ...(at % 100 < 10 && at % 7 === 0 ? ['tariffs'] : [])].join(' '),
        companyId: companies[at % companies.length]?.id ?? null,
        memberId: members[at % members.length] ?? '',
        isPrivate: false,
        createdAt: NOW,
      };
    });
    await store.transaction(async (tx) => {
      await tx.insert(store.tables.companies).values(companies).returning();
      for (let at = 0; at < rows.length; at += 500) {
        const some = rows.slice(at, at + 500);
        await tx.insert(store.tables.interactions).values(some).returning();
        const entries = some.map(({ id, summary }) => ({
          kind: 'interaction' as const,
          entityId: id,
          body: summary,
        }));
        await tx.insert(store.tables.searchEntries).values(entries).returning();
      }
    });
    const signals = await findSignals({ ...night, scope: TEAM });
    expect(signals.map(({ subject }) => subject)).toEqual([`company:${bluefin?.id}`, 'topic:tariffs']);
    const { mentions } = signals[1]?.numbers ?? {};
    expect(mentions).toBe(rows.filter(({ summary }) => summary.includes('tariffs')).length);
    expect(await findSignals({ ...night, scope: TEAM })).toEqual(signals);
  });
});
