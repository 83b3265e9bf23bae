import { describe, expect, test } from 'vitest';
import { renderText } from '../../delivery/document.ts';
import type { Observation } from '../observations/observation.ts';
import { buildDigest, type NightSummary, shownIn } from './digest.ts';
import { buildNight } from './night-facts.ts';

const QUIET: NightSummary = {
  night: '2026-11-25',
  locale: 'en-GB',
  seen: 14,
  quiet: 14,
  failed: [],
  stopped: [],
  newMessages: 0,
  newInteractions: 0,
  modelCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  created: 0,
  merged: 0,
  retired: 0,
  rejected: {},
  cards: [],
};

const observed = (patch: Partial<Observation>) => ({
  observation: {
    id: 'O1',
    scope: 'team',
    kind: 'customer_trend',
    status: 'active',
    claim: 'Bluefin Logistics has been silent for 75 days',
    days: 3,
    night: '2026-11-24',
    ...patch,
  } as Observation,
  origins: 4,
});
const proposal = observed({
  id: 'O2',
  kind: 'system_feedback',
  status: 'proposed',
  claim: 'Dates are corrected often',
  remark: 'Days of the week are taken for the next week.',
});
const values = (summary: NightSummary, label: string) =>
  buildNight(summary)
    .facts?.filter((fact) => fact.label === label)
    .map(({ value }) => value);

test('a night in which nothing was found is told too', () => {
  const digest = buildDigest(QUIET);
  expect(digest).toMatchObject({
    title: 'What Rapport noticed · Wed 25 Nov 2026',
    text: 'Nothing stood out last night.',
    cards: [],
    actions: [{ id: 'digest_night', label: 'How the night went', value: '2026-11-25' }],
  });
  expect(digest.facts).toBeUndefined();
  expect(values(QUIET, 'Members seen')).toEqual(['14, of them 14 with nothing new']);
  expect(values(QUIET, 'Cost')).toEqual(['nothing, no model was asked']);
});

test('begins with what matters most, and asks for a decision where one is needed', () => {
  const digest = buildDigest({ ...QUIET, cards: [observed({}), proposal] });
  expect(digest.text).toBe('Dates are corrected often. 1 more thing stood out. 1 waits for a yes or no.');
  expect(digest.cards).toMatchObject([
    {
      title: 'Proposal for how I work',
      text: 'Dates are corrected often\nThe observer says: Days of the week are taken for the next week.',
      actions: [
        { id: 'observation_approve', value: 'O2' },
        { id: 'observation_dismiss' },
        { id: 'observation_evidence' },
      ],
    },
    {
      title: 'Customer trend',
      text: 'Bluefin Logistics has been silent for 75 days',
      note: '4 sources from 3 days · first seen Tue 24 Nov 2026',
      actions: [{ id: 'observation_evidence', value: 'O1' }, { id: 'observation_dismiss' }],
    },
  ]);
});

test('says of a counter what was counted', () => {
  const stopped = observed({ kind: 'seen_failure', slot: 'stopped_runs', claim: 'I stopped 5 times' });
  expect(buildDigest({ ...QUIET, cards: [{ ...stopped, origins: 0 }] }).cards).toMatchObject([
    {
      note: 'Counted: answers of the last two weeks that I ended before they were finished · first seen Tue 24 Nov 2026',
    },
  ]);
});

test('says what a change did to the count that it was made from', () => {
  const changes = [{ id: 'C1', what: 'Questions about “Bluefin”', before: 9, since: 0 }];
  expect(buildDigest({ ...QUIET, changes }).facts).toEqual([
    { label: 'Questions about “Bluefin”', value: '9 in the week before, 0 in the week since' },
  ]);
});

test('looks back on the week on Mondays', () => {
  const week = { found: 12, approved: 3, dismissed: 2, changed: 1, undone: 0 };
  expect(buildDigest({ ...QUIET, week })).toMatchObject({
    title: 'The week in review · Wed 25 Nov 2026',
    text: 'Nothing stood out that was not told yet.',
    facts: [
      { label: 'Found', value: '12 things' },
      { label: 'Decided', value: '3 approved, 2 dismissed' },
      { label: 'Changed', value: '1 setting, 0 taken back' },
    ],
  });
});

test('what the observer says in the words in which it was counted stands there once', () => {
  const claim = 'Bluefin Logistics has been silent for 75 days';
  const said = (remark: string) => buildDigest({ ...QUIET, cards: [observed({ claim, remark })] }).cards;
  expect(said(`${claim}.`)).toMatchObject([{ text: claim }]);
  expect(said('Call them.')).toMatchObject([{ text: `${claim}\nThe observer says: Call them.` }]);
});

test('tells of nothing that concerns one member, or that is not open', () => {
  const cards = [
    observed({ scope: 'M1', kind: 'user_preference', claim: 'PERSONAL' }),
    observed({ scope: 'M1', claim: 'PERSONAL' }),
    observed({ status: 'proposed', claim: 'UNCHECKED' }),
    observed({ status: 'dismissed', claim: 'DISMISSED' }),
    observed({ kind: 'system_feedback', status: 'active', claim: 'APPROVED' }),
  ];
  const words = renderText(buildDigest({ ...QUIET, created: 5, cards }));
  expect(words).not.toMatch(/PERSONAL|UNCHECKED|DISMISSED|APPROVED/);
  expect(renderText(buildNight({ ...QUIET, created: 5, cards }))).toContain('5 created');
});

test('shows five items, and says how many more there are', () => {
  const cards = Array.from({ length: 8 }, (_, at) => observed({ id: `O${at}` }));
  const digest = buildDigest({ ...QUIET, cards });
  expect(digest.cards).toHaveLength(5);
  expect(digest.note).toContain('3 more items');
  expect(shownIn({ cards }).observationIds).toEqual(['O0', 'O1', 'O2', 'O3', 'O4']);
});

describe('the facts', () => {
  test('say what it cost', () => {
    const asked = { ...QUIET, modelCalls: 21, inputTokens: 80_000, outputTokens: 3_000 };
    const tokens = '21 model calls, 80,000 tokens in, 3,000 out';
    expect(values({ ...asked, costMicros: 420_000 }, 'Cost')).toEqual([`$0.42 (${tokens})`]);
    expect(values({ ...asked, costMicros: 900 }, 'Cost')).toEqual([`$0.0009 (${tokens})`]);
    expect(values({ ...asked, costMicros: null }, 'Cost')).toEqual([`${tokens}; no price is known`]);
  });

  test('say nothing of the cost where the model counts no tokens', () => {
    expect(values({ ...QUIET, modelCalls: 3 }, 'Cost')).toEqual([]);
  });

  test('say what was refused and why, the most frequent reason first', () => {
    const rejected = { known: 1, edited_quote: 3, markup: 0 };
    expect(values({ ...QUIET, rejected }, 'Rejected')).toEqual([
      'quotes words that do not stand there (3), known already (1)',
    ]);
    expect(values(QUIET, 'Rejected')).toEqual([]);
  });

  test('say for whom it did not work, a few by name', () => {
    const failed = Array.from({ length: 7 }, (_, at) => ({ name: `M${at}`, reason: 'the model is down' }));
    const told = values({ ...QUIET, failed }, 'Failed');
    expect(told).toHaveLength(6);
    expect(told?.[0]).toBe('M0: the model is down');
    expect(told?.at(-1)).toBe('and 2 more');
    expect(buildDigest({ ...QUIET, failed }).text).toContain('The night did not work out for 7');
    const stopped = [{ name: 'the team', reason: 'the budget is used up' }];
    expect(buildDigest({ ...QUIET, stopped }).text).toContain('The night ended early for the team.');
  });

  test('compare replies with and without what was learned', () => {
    const effect = {
      withLearned: { members: 5, replies: 120, thumbsUp: 8, thumbsDown: 1, corrections: 3 },
      without: { members: 5, replies: 1, thumbsUp: 0, thumbsDown: 0, corrections: 0 },
    };
    const summary = { ...QUIET, effect };
    expect(values(summary, 'With what was learned')).toEqual([
      '120 replies: 8 liked, 1 disliked, 3 corrected',
    ]);
    expect(values(summary, 'Without it')).toEqual(['1 reply: 0 liked, 0 disliked, 0 corrected']);
  });
});

describe('pairs that may be one', () => {
  const pairs = Array.from({ length: 5 }, (_, at) => ({
    id: `P${at}`,
    kind: 'company' as const,
    one: `Acme ${at} Ltd, 3 interactions`,
    other: `Acme ${at}, 1 interaction`,
    because: 'It is the same name but for the legal form.',
  }));

  test('are shown with what tells them apart, and how to decide', () => {
    const digest = buildDigest({ ...QUIET, pairs: pairs.slice(0, 1) });
    expect(digest.text).toContain('Two companies may be one. 1 waits for a yes or no.');
    expect(digest.cards).toEqual([
      {
        title: 'May be one company',
        text: 'Acme 0 Ltd, 3 interactions\nAcme 0, 1 interaction',
        note: 'It is the same name but for the legal form.',
        actions: [
          { id: 'merge_open', label: 'Merge…', value: 'P0', style: 'primary' },
          { id: 'merge_different', label: 'Two different', value: 'P0' },
        ],
      },
    ]);
  });

  test('never push observations out of the digest but for two of them, and fill what room is left', () => {
    const cards = Array.from({ length: 12 }, (_, at) => observed({ id: `O${at}` }));
    const ids = buildDigest({ ...QUIET, cards, pairs }).cards?.map(({ actions }) => actions[0]?.id);
    expect(ids).toHaveLength(5);
    expect(ids?.filter((id) => id === 'merge_open')).toHaveLength(2);
    expect(shownIn({ cards, pairs }).pairIds).toEqual(['P0', 'P1']);
    const alone = buildDigest({ ...QUIET, pairs }).cards;
    expect(alone).toHaveLength(5);
  });
});
