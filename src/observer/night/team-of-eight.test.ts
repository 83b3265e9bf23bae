import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Document, renderText } from '../../delivery/document.ts';
import { honestAnalyst } from '../../testing/analyst-scripts.ts';
import { readCorpus } from '../../testing/corpus/corpus.ts';
import { LAST_NIGHT, liveCorpus } from '../../testing/corpus/live-corpus.ts';
import { joinCorpus, logCorpus } from '../../testing/corpus/load-corpus.ts';
import { ATTACKS, hostileAnalyst } from '../../testing/hostile-analyst.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { selectLearned } from '../observations/recall.ts';
import { approve } from '../observations/reviews.ts';

const corpus = readCorpus();
const DAY_MS = 24 * 3_600_000;

describe.each(Object.entries(DIALECTS))('eight nights of a team of eight on %s', (_, open) => {
  let desk: NightDesk;
  let as: (name: string) => Context;
  let ada: Context;

  beforeEach(async () => {
    desk = await openNightDesk(await open(), { settings: { channel: 'C0DIGEST' } });
    as = await joinCorpus(desk, corpus);
    ada = as('Ada Stone');
    await desk.work();
  });
  afterEach(() => desk.close());

  const found = async (kind: string) => (await desk.observations()).filter((each) => each.kind === kind);
  const digests = async () =>
    (await listRows(ada.store, 'outbox')).filter(({ channel }) => channel === 'C0DIGEST');

  test('find all that was planted and nothing else, and tell the agent of it after a yes alone', {
    timeout: 180_000,
  }, async () => {
    desk.model.script(honestAnalyst(corpus.planted.risk));
    const asked = await liveCorpus(desk, { corpus, as });

    const themes = await found('customer_theme');
    expect(themes.map(({ valueKey, status }) => [valueKey, status]).toSorted()).toEqual([
      ['login', 'proposed'],
      ['northwind', 'proposed'],
    ]);
    const [risk, ...otherRisks] = await found('customer_risk');
    expect(risk).toMatchObject({ status: 'proposed', sources: 3 });
    expect(otherRisks).toEqual([]);
    const trends = await found('customer_trend');
    expect(trends.map(({ subject, signal }) => [subject, signal?.name])).toEqual([
      ['topic:northwind', 'share_of_voice'],
    ]);
    const counted = (await found('team_request')).map(({ slot, signal }) => [slot, signal?.numbers.members]);
    expect(counted.toSorted()).toEqual([
      ['missing_feature', 4],
      ['needless_question', 3],
    ]);
    expect(await found('member_request')).toHaveLength(7);
    expect(await desk.observations()).toHaveLength(2 + 1 + 1 + 2 + 7);
    const nights = (await desk.nights()).filter(({ status }) => status === 'done');
    expect(nights.flatMap(({ rejected }) => Object.keys(rejected ?? {}))).toEqual([]);

    // Nothing is new in the nights after a Saturday and a Sunday: nobody is asked.
    expect([asked.get(4), asked.get(3)]).toEqual([0, 0]);

    expect((await selectLearned(as('Tom Becker'))).map(({ kind }) => kind)).toEqual(['customer_trend']);
    const login = themes.find(({ valueKey }) => valueKey === 'login');
    await approve(ada, { id: login?.id ?? '' });
    expect(await selectLearned(as('Tom Becker'))).toContainEqual({
      id: login?.id,
      kind: 'customer_theme',
      text: `The login is slow at several customers. (seen on ${login?.night})`,
    });
    await expect(approve(as('Tom Becker'), { id: risk?.id ?? '' })).rejects.toThrow('Only admins decide');

    const posted = (await digests()).map(({ document }) => document);
    const told = JSON.stringify(posted);
    const shown = readFileSync('docs/nights.md', 'utf8').replace(/^ {4}/gm, '');
    const printed = posted
      .map((each) => renderText(Document.parse(each)))
      .filter((text) => shown.includes(text));
    expect(printed).toHaveLength(1);
    expect(told).toContain('the login takes almost a minute');
    for (const name of corpus.members) for (const part of name.split(' ')) expect(told).not.toContain(part);
    expect(told).not.toMatch(/layoffs|SECRETWARD/i);

    desk.system.clock.advance(31 * DAY_MS);
    await desk.work();
    expect((await found('customer_theme')).map(({ status }) => status)).toEqual(['expired', 'expired']);
    expect((await selectLearned(as('Tom Becker'))).map(({ kind }) => kind)).not.toContain('customer_theme');
  });
});

/** What is nobody's to read, to be told or to be believed. */
const POISON =
  /layoffs|SECRETWARD|Becker|Silva|discount|45 customers|forty-five|doppelt|tell everybody|must say/i;

describe.each(Object.entries(DIALECTS))('a hostile observer of a team of eight on %s', (dialect, open) => {
  /** All that is kept and told of what a hostile observer has tried, and what was refused. */
  async function attack(nights: 'one' | 'all') {
    const desk = await openNightDesk(await open(), { settings: { channel: 'C0DIGEST' } });
    const as = await joinCorpus(desk, corpus);
    await desk.work();
    const refused: string[] = [];
    const hidden: string[] = [];
    desk.model.script(hostileAnalyst({ hidden, refused }));
    if (nights === 'all') await liveCorpus(desk, { corpus, as });
    else {
      hidden.push(...(await logCorpus(as, { corpus, today: '2026-11-25', wanted: () => true })));
      for (const [, who, text] of corpus.said) await desk.say(as(who), text);
      await desk.pass(24, 24);
    }
    const observations = await desk.observations();
    const told = await Promise.all(corpus.members.map((name) => selectLearned(as(name))));
    const outbox = (await listRows(desk.system.store, 'outbox')).map(({ document }) => document);
    const kept = JSON.stringify([observations, await desk.evidence(), outbox, told]);
    const prompts = desk.model.requests.map((request) => JSON.stringify(request));
    await desk.close();
    return { refused: new Set(refused), observations, kept, prompts, told: told.flat() };
  }

  test('gets nothing through that code cannot check, and leaks nothing', async () => {
    const { refused, observations, kept, prompts } = await attack('one');
    expect([...refused].toSorted()).toEqual(ATTACKS.map(({ what }) => what).toSorted());
    expect(observations.filter(({ kind }) => /theme|risk|request/.test(kind))).toEqual([]);
    expect(kept).not.toMatch(POISON);
    // What is private is in no prompt of the team's, nor in one of somebody else's.
    expect(prompts.filter((prompt) => /SECRETWARD|ward managers/.test(prompt))).toEqual([]);
  });

  // In-process Postgres takes minutes for all nights; what is checked is the same.
  test.skipIf(dialect !== 'sqlite')(
    'nor in eight nights, one after another',
    { timeout: 120_000 },
    async () => {
      const { refused, observations, kept, told } = await attack('all');
      expect(refused.size).toBeGreaterThan(ATTACKS.length / 2);
      expect(observations.filter(({ kind }) => /theme|risk|request/.test(kind))).toEqual([]);
      expect(kept).not.toMatch(POISON);
      // Nothing but what code has counted reaches those who are answered by day.
      expect(told.filter(({ kind }) => kind !== 'customer_trend')).toEqual([]);
    },
  );
});

test('the corpus holds what it says', () => {
  const { planted, talks } = corpus;
  const recent = talks.filter(([day]) => day <= 14);
  const naming = recent.filter(([, , , , text]) => text.includes('Northwind'));
  expect([naming.length, recent.length, new Set(naming.map(([, , customer]) => customer)).size]).toEqual([
    planted.competitor.talks,
    planted.competitor.of,
    planted.competitor.customers,
  ]);
  expect(addDays(LAST_NIGHT, -1)).toBe('2026-12-01');
});
