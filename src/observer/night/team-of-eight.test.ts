import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { honestAnalyst } from '../../testing/analyst-scripts.ts';
import { readCorpus } from '../../testing/corpus/corpus.ts';
import { joinCorpus, logCorpus } from '../../testing/corpus/load-corpus.ts';
import { ATTACKS, hostileAnalyst } from '../../testing/hostile-analyst.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { selectLearned } from '../observations/recall.ts';
import { approve } from '../observations/reviews.ts';

const corpus = readCorpus();
/** The day on which the last night ends; the first one is eight days before it. */
const END = '2026-12-02';
const FIRST = 8;
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

  /** Lets the days go by, each with what happened and was said on it; gives how often the model was asked in each night. */
  async function live(): Promise<Map<number, number>> {
    const asked = new Map<number, number>();
    for (let day = FIRST; day > 0; day -= 1) {
      const wanted = (each: number) => (day === FIRST ? each >= day : each === day);
      await logCorpus(as, { corpus, today: END, wanted });
      for (const [on, who, text] of corpus.said) if (wanted(on)) await desk.say(as(who), text);
      const before = desk.model.requests.length;
      await desk.pass(24, 24);
      asked.set(day, desk.model.requests.length - before);
    }
    return asked;
  }

  test('find all that was planted and nothing else, and tell the agent of it after a yes alone', async () => {
    desk.model.script(honestAnalyst(corpus.planted.risk));
    const asked = await live();

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

    const told = JSON.stringify((await digests()).map(({ document }) => document));
    expect(told).toContain('the login takes almost a minute');
    for (const name of corpus.members) for (const part of name.split(' ')) expect(told).not.toContain(part);
    expect(told).not.toMatch(/layoffs|SECRETWARD/i);

    desk.system.clock.advance(31 * DAY_MS);
    await desk.work();
    expect((await found('customer_theme')).map(({ status }) => status)).toEqual(['expired', 'expired']);
    expect((await selectLearned(as('Tom Becker'))).map(({ kind }) => kind)).not.toContain('customer_theme');
  });
});

describe.each(Object.entries(DIALECTS))('a hostile observer of a team of eight on %s', (_, open) => {
  test('gets nothing through that code cannot check, and leaks nothing', async () => {
    const desk = await openNightDesk(await open(), { settings: { channel: 'C0DIGEST' } });
    const as = await joinCorpus(desk, corpus);
    await desk.work();
    const hidden = await logCorpus(as, { corpus, today: '2026-11-25', wanted: () => true });
    for (const [, who, text] of corpus.said) await desk.say(as(who), text);
    const refused: string[] = [];
    desk.model.script(hostileAnalyst({ hidden, refused }));
    await desk.pass(24, 24);

    expect([...new Set(refused)].toSorted()).toEqual(ATTACKS.map(({ what }) => what).toSorted());
    const quoted = (await desk.observations()).filter(({ kind }) => /theme|risk|request/.test(kind));
    expect(quoted).toEqual([]);
    const kept = JSON.stringify([
      await desk.observations(),
      await desk.evidence(),
      (await listRows(desk.system.store, 'outbox')).map(({ document }) => document),
    ]);
    expect(kept).not.toMatch(/layoffs|SECRETWARD|Becker|Silva|discount|45 customers/i);
    // What is private is in no prompt of the team's, nor in one of somebody else's.
    const prompts = desk.model.requests.map((request) => JSON.stringify(request));
    expect(prompts.filter((prompt) => /SECRETWARD|ward managers/.test(prompt))).toEqual([]);
    await desk.close();
  });
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
  expect(addDays(END, -1)).toBe('2026-12-01');
});
