import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import { addMessage, insertObservation } from '../../testing/observation-rows.ts';
import { type AnyNight, DAY_MS, forgetAll, nightOf, TEAM } from '../../testing/observer-fixture.ts';
import { emptyTables } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW } from '../../testing/team.ts';
import { buildPersonal } from '../digest/member-news-document.ts';
import { teamRequests } from '../signals/team-requests.ts';
import type { Observation } from './observation.ts';
import { listRequestWords } from './request-words.ts';
import { approve, dismissAsAsked, explainObservation, getEvidence, listOrigins } from './reviews.ts';

const OF_TEAM = { kind: 'team_request', slot: 'needless_question' } as const;

describe.each(Object.entries(DIALECTS))('what people ask of Rapport, on %s', (_, open) => {
  let store: Store;
  let night: AnyNight;
  let [marta, tom, lea, ada]: Context[] = [];
  const people = () => [marta, tom, lea].map((each) => each as Context);

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    [marta, tom, lea] = [await team.as('marta'), await team.as('tom'), await team.as('lea')];
    ada = await team.as('ada', { role: 'admin' });
    night = nightOf(team.system);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await emptyTables(night, ['observationEvidence', 'suppressions', 'observations']);
    await forgetAll(night);
  });

  /** What one person has said, as the observer has put it. */
  async function ask({ actor }: Context, patch: Partial<Observation> = {}): Promise<Observation> {
    const { memberId, name } = actor;
    const messageId = await addMessage(night, { memberId, text: `Stop asking, says ${name}` });
    return insertObservation(
      night,
      {
        kind: 'member_request',
        memberId,
        slot: 'needless_question',
        valueKey: 'asking',
        claim: 'Finds some questions needless.',
        ...patch,
      },
      [{ messageId, quote: `Stop asking, says ${name}` }],
    );
  }
  const counted = async () =>
    (await teamRequests({ ...night, scope: TEAM })).map(({ slot, numbers }) => [slot, numbers]);

  test('is counted over three people or more, whatever they said to showing their words', async () => {
    const [one, two, three] = people();
    await ask(one as Context);
    await ask(one as Context, { subject: 'topic:other' });
    await ask(two as Context);
    expect(await counted()).toEqual([]);
    const last = await ask(three as Context);
    await dismissAsAsked(three as Context, { id: last.id });
    expect(await counted()).toEqual([['needless_question', { members: 3, times: 4 }]]);
  });

  test('is history after a month', async () => {
    for (const each of people()) await ask(each, { lastEvidenceAt: new Date(NOW.getTime() - 31 * DAY_MS) });
    expect(await counted()).toEqual([]);
  });

  test('is read by admins in words that name nobody, and in somebody’s own after their yes alone', async () => {
    const asked = await Promise.all(people().map((each) => ask(each)));
    const observation = await insertObservation(night, { ...OF_TEAM, status: 'active' });
    const read = async (ctx: Context) => (await getEvidence(ctx, observation.id)).words;
    const mine = 'Finds some questions needless.';
    expect(await read(ada as Context)).toEqual([{ text: mine, from: '3 people, in my words' }]);

    await approve(tom as Context, { id: asked[1]?.id ?? '' });
    expect(await read(ada as Context)).toContainEqual({
      text: 'Stop asking, says tom',
      from: 'in their own words',
    });
    expect(await read(ada as Context)).toContainEqual({ text: mine, from: '2 people, in my words' });
    expect(JSON.stringify(await read(ada as Context))).not.toMatch(/marta|lea/);
    expect(await read(marta as Context)).toEqual([]);
    expect(await listRequestWords(night, { kind: 'customer_trend', slot: 'needless_question' })).toEqual([]);
    // Nobody says yes for somebody else.
    await expect(approve(ada as Context, { id: asked[0]?.id ?? '' })).rejects.toThrow('not');
  });

  test('is asked of its writer with both wordings, and nothing of it reaches the agent', async () => {
    const observation = await ask(tom as Context);
    const origins = (await listOrigins(tom as Context, [observation.id])).get(observation.id) ?? [];
    const document = buildPersonal([{ observation, origins }]);
    expect(document?.cards).toMatchObject([
      {
        title:
          'I tell the admins, without your name: “Finds some questions needless.” Show my words to the admins?',
        actions: [
          { id: 'observation_approve', label: 'Yes' },
          { id: 'observation_dismiss', label: 'No' },
        ],
      },
    ]);
    expect(document?.cards?.[0]?.text).toContain('“Stop asking, says tom”');
    const { id } = await insertObservation(night, { ...OF_TEAM, status: 'active' });
    expect(await explainObservation(ada as Context, { observation_id: id })).toEqual({ observations: [] });
  });
});
