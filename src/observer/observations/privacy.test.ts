import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { logInteraction } from '../../crm/interactions.ts';
import type { Store } from '../../store/store.ts';
import type { ModelRequest, ScriptedCall } from '../../testing/model-script.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { TODAY } from '../../testing/observer-fixture.ts';
import { afterReading, proposal } from '../../testing/observer-scripts.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { selectLearned } from './recall.ts';
import { approve, explainObservation, getEvidence, listLearned } from './reviews.ts';

const BULLETS = { slot: 'format', value: 'bullets' };
const WISH = 'From now on answer in bullet points, MARTASWISH';
const CHAT = 'Between us, MARTASCHAT about Bluefin Logistics';
const PRIVATE = 'MARTASPRIVATE: they will fire somebody at Bluefin Logistics';

const isTeam = ({ said }: ModelRequest) => said.includes('"pass":"team"');
/** Tom has written once before each night, and Marta twice. */
const isOfTom = ({ said }: ModelRequest) => said.includes('"new_messages":1');
const has = (words: RegExp) => (request: ModelRequest) => words.test(JSON.stringify(request));

describe('a night', () => {
  let store: Store;
  let desk: NightDesk;
  let marta: Context;
  let tom: Context;
  let ada: Context;
  let wish: string;
  let chat: string;
  let hidden: string;
  let company: string;

  /** Marta has written to Rapport and logged something private; with one customer all have talked. */
  beforeEach(async () => {
    store = await temporarySqlite();
    desk = await openNightDesk(store, { settings: { channel: 'C0DIGEST' } });
    marta = await desk.member('marta');
    tom = await desk.member('tom');
    ada = await desk.member('ada', { role: 'admin' });
    await desk.work();
    for (let times = 0; times < 8; times += 1) {
      await logInteraction(tom, {
        kind: 'call',
        summary: 'Talked about pallets.',
        company: { name: 'Bluefin Logistics', is_new: times === 0 },
        occurred_on: addDays(TODAY, -34 - 9 * times),
      });
    }
    const saved = await logInteraction(marta, {
      kind: 'note',
      summary: PRIVATE,
      company: { name: 'Bluefin Logistics' },
      is_private: true,
    });
    hidden = saved.interaction.id;
    company = saved.company?.id ?? '';
    wish = await desk.say(marta, WISH);
    chat = await desk.say(marta, CHAT);
    await desk.say(tom, 'TOMSCHAT: what is new at Bluefin Logistics?');
  });
  afterEach(() => desk.close());

  /** An observer that does all of this in each pass, whatever is answered. */
  const trying = (calls: (request: ModelRequest) => ScriptedCall[]) => (request: ModelRequest) => {
    const next = calls(request)[request.results.length];
    return next ? { calls: [next] } : { text: 'Done.' };
  };
  const call = (name: string, input: object = {}): ScriptedCall => ({ name, input });
  const night = async (scope: string) =>
    (await desk.nights()).find((each) => each.scope === scope && each.status === 'done');

  test('of the team sees no chat and nothing private, and has no tool for it', async () => {
    const curious = trying((request) => [
      call('get_new_messages'),
      call('get_new_messages', { member: 'marta' }),
      call('get_interactions'),
      call('get_interactions', { company_id: company }),
      call('get_interactions', { company_id: company, after: hidden }),
      call('query_metric', { name: 'interactions' }),
      call('list_observations'),
      ...(isTeam(request) ? [] : [call('propose', { kind: 'customer_trend' })]),
    ]);
    desk.model.script(curious);
    await desk.pass(24);
    const ofTeam = desk.model.requests.filter(isTeam);
    expect(ofTeam.length).toBeGreaterThan(5);
    expect(ofTeam.filter(has(/MARTAS|TOMSCHAT/))).toEqual([]);
    expect(ofTeam.some(has(/Talked about pallets/))).toBe(true);
    const tools = new Set(ofTeam.flatMap((request) => request.tools.map(({ name }) => name)));
    expect([...tools].toSorted()).toEqual([
      'get_interactions',
      'list_observations',
      'merge',
      'propose',
      'query_metric',
    ]);
    // That somebody sees what Marta said is no accident: she does, in her own pass.
    expect(desk.model.requests.some(has(/MARTASCHAT/))).toBe(true);
  });

  test('of a member sees what is theirs, and of others what everybody may see', async () => {
    desk.model.script(
      trying(() => [
        call('get_new_messages'),
        call('get_interactions'),
        call('get_interactions', { company_id: company }),
      ]),
    );
    await desk.pass(24);
    const passes = desk.model.requests.filter((request) => !isTeam(request));
    const [ofMarta, ofTom] = [passes.filter(has(/MARTASWISH/)), passes.filter(has(/TOMSCHAT/))];
    expect(ofMarta.length).toBeGreaterThan(0);
    expect(ofTom.length).toBeGreaterThan(0);
    expect(ofTom.filter(has(/MARTAS/))).toEqual([]);
    expect(ofMarta.some(has(/MARTASPRIVATE/))).toBe(true);
    expect(ofTom.some(has(/Talked about pallets/))).toBe(true);
  });

  test('in which an observer cites what is not for that pass leaves nothing of it', async () => {
    const cite = (id: string, quote: string) => ({ id, quote });
    const trend = (signal: string, ...evidence: object[]) =>
      call('propose', {
        kind: 'customer_trend',
        signal,
        claim: 'Bluefin Logistics is quiet.',
        evidence,
      });
    const hostile = (request: ModelRequest) => {
      const wishes = proposal(BULLETS, cite(wish, WISH));
      const ofHidden = trend('s1', cite(hidden, PRIVATE));
      if (isTeam(request)) return [trend('s1', cite(chat, CHAT)), ofHidden, wishes];
      return isOfTom(request) ? [wishes, ofHidden] : [];
    };
    desk.model.script(trying(hostile));
    await desk.pass(24);
    expect(await desk.observations()).toEqual([]);
    expect(await desk.evidence()).toEqual([]);
    expect((await night(tom.actor.memberId))?.rejected).toEqual({ unknown_source: 1, unknown_signal: 1 });
    expect((await night('team'))?.rejected).toEqual({ unknown_source: 2, off_subject: 1 });
    const digest = JSON.stringify(await store.read.select().from(store.tables.outbox));
    expect(digest).not.toMatch(/MARTAS|TOMSCHAT/);
  });

  test('teaches about one member what reaches no other, on no way', async () => {
    const learning = afterReading((messages) => {
      const own = messages.find(({ id }) => id === wish);
      return own ? { calls: [proposal(BULLETS, { id: wish, quote: WISH })] } : { text: 'Nothing.' };
    });
    desk.model.script((request) => (isTeam(request) ? { text: 'Nothing.' } : learning(request)));
    await desk.pass(24);
    const [asked] = await desk.observations();
    expect(asked).toMatchObject({ scope: marta.actor.memberId, status: 'proposed' });
    const id = asked?.id ?? '';
    for (const other of [tom, ada]) await expect(approve(other, { id })).rejects.toThrow(/do not find/);
    const learned = await approve(marta, { id });

    const seenBy = async (ctx: Context) =>
      JSON.stringify([
        await selectLearned(ctx),
        await listLearned(ctx),
        await explainObservation(ctx, {}),
        await explainObservation(ctx, { observation_id: id }).catch(String),
        await getEvidence(ctx, id).catch(String),
      ]);
    expect(await seenBy(marta)).toContain('MARTASWISH');
    for (const other of [tom, ada]) {
      expect(await seenBy(other)).not.toMatch(/MARTASWISH|bullet/);
    }
    const inChannel = { ...marta, actor: { ...marta.actor, audience: 'shared' as const } };
    expect(await seenBy(inChannel)).not.toContain('MARTASWISH');
    const digest = JSON.stringify(await store.read.select().from(store.tables.outbox));
    expect(digest).toContain('What Rapport noticed');
    expect(digest).not.toMatch(/MARTASWISH|bullet/);

    // In the next night it is known in her own pass alone, and a hostile observer cannot touch it from elsewhere.
    await desk.say(tom, 'From now on answer in bullet points please, TOMSWISH');
    for (const text of ['What is new?', 'Thanks']) await desk.say(marta, text);
    desk.model.requests.length = 0;
    const evidence = [{ id: wish, quote: WISH }];
    const touching = [call('merge', { observation_id: id, evidence })];
    desk.model.script(
      trying((request) => [call('list_observations'), ...(isOfTom(request) ? touching : [])]),
    );
    await desk.pass(24);
    const knowing = desk.model.requests.filter(has(/Prefers answers/));
    expect(knowing.length).toBeGreaterThan(0);
    expect(knowing.filter((request) => isTeam(request) || isOfTom(request))).toEqual([]);
    expect(await desk.observations()).toEqual([learned]);
    const ofTom = (await desk.nights()).filter(({ scope }) => scope === tom.actor.memberId);
    expect(ofTom.find(({ night }) => night === '2026-11-26')?.rejected).toEqual({ unknown_source: 1 });
  });
});
