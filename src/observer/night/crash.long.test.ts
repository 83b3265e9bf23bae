import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import { createSystem } from '../../context.ts';
import { logInteraction } from '../../crm/interactions.ts';
import type { Document } from '../../delivery/document.ts';
import { openSqlite } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { carefulObserver } from '../../testing/careful-observer.ts';
import { openNightDesk } from '../../testing/night-desk.ts';
import { TODAY } from '../../testing/observer-fixture.ts';
import { watched } from '../../testing/observer-scripts.ts';
import { scriptedModel } from '../../testing/scripted-model.ts';
import { atScale } from '../../testing/settings.ts';
import { fixedClock, silentLog } from '../../testing/team.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { dream } from './pass.ts';
import { claimNights } from './plan.ts';

/** Longer than a lease, and than the wait after a failure. */
const LATER_MS = 16 * 60_000;

/** A step of a night: something is asked of the database or the model. Throws where it is to fail. */
type Step = () => void;

/** A store, each use of which is a step: every query, and every transaction before its commit and after it. */
function stepping(store: Store, step: Step): Store {
  const counting = <Connection extends object>(connection: Connection): Connection =>
    new Proxy(connection, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          step();
          return value.apply(target, given);
        };
      },
    });
  return {
    ...store,
    read: counting(store.read),
    transaction: async (work, options) => {
      step();
      const result = await store.transaction(async (tx) => {
        const done = await work(counting(tx));
        step();
        return done;
      }, options);
      step();
      return result;
    },
  };
}

/** The model, with answers to prompts that it has seen before from memory: it gives the same ones. */
function remembering(model: LanguageModelV3): LanguageModelV3 {
  const answers = new Map<string, ReturnType<LanguageModelV3['doGenerate']>>();
  return {
    ...model,
    doGenerate: (options) => {
      const key = JSON.stringify(options.prompt);
      const answer = answers.get(key) ?? model.doGenerate(options);
      answers.set(key, answer);
      return answer;
    },
  };
}

/** What ana wishes. */
const BULLETS = { slot: 'format', value: 'bullets' };
const WISHES = [
  { says: 'From now on answer in bullet points', ...BULLETS },
  { says: 'Keep it short, please', slot: 'length', value: 'short' },
  { says: 'From now on answer in full sentences', slot: 'format', value: 'prose' },
];

/** In small numbers every fifteenth step is one at which the night breaks off. */
const EACH = atScale({ small: 15, full: 1 });

class Broken extends Error {}

describe('a night that breaks off', () => {
  const folder = temporaryFolder();
  const evening = join(folder.path, 'evening.db');
  let model: LanguageModelV3;
  let whole: Awaited<ReturnType<typeof rowsOf>>;
  let steps: number;
  let opened = 0;

  /** It is the evening of a team that has something of everything: what is new, what is known, and what is over. */
  beforeAll(async () => {
    model = remembering(scriptedModel(carefulObserver(WISHES)));
    const store = openSqlite({ path: evening });
    await store.migrate();
    const desk = await openNightDesk(store, { model });
    const ana = await desk.member('ana');
    for (let times = 0; times < 8; times += 1) {
      await logInteraction(ana, {
        kind: 'call',
        summary: 'Talked about pallets.',
        company: { name: 'Bluefin Logistics', is_new: times === 0 },
        occurred_on: addDays(TODAY, -34 - 9 * times),
      });
    }
    await desk.say(ana, 'From now on answer in bullet points please');
    await desk.say(ana, 'Keep it short, please');
    await desk.work();
    await desk.pass(24);
    await desk.say(ana, 'You can stop using bullet points');
    await desk.say(ana, 'From now on answer in full sentences please');
    await desk.say(ana, 'Met Ana Lopes at Bluefin Logistics about the renewal');
    await desk.say(ana, 'Keep it short, please');
    for (let times = 0; times < 8; times += 1) {
      await logInteraction(ana, {
        kind: 'call',
        summary: 'Talked about coffee.',
        company: { name: 'Harbor Foods', is_new: times === 0 },
        occurred_on: addDays(TODAY, -40 - 8 * times),
      });
    }
    await desk.close();
    const sound = await open();
    const before = await rowsOf(sound.store);
    steps = await sound.sleep(() => undefined);
    whole = await rowsOf(sound.store);
    await sound.store.close();
    expect(before.nights.length).toBeLessThan(whole.nights.length);
  });
  afterAll(() => folder.remove());

  /** The same evening once more, from a copy of its file. */
  async function open() {
    opened += 1;
    const path = join(folder.path, `${opened}.db`);
    copyFileSync(evening, path);
    const store = openSqlite({ path });
    const clock = fixedClock(new Date('2026-11-26T03:30:00Z'));
    const system = createSystem({ store, clock, log: silentLog });
    /** Does the nights that are over; `failing` throws at the steps that fail. Gives how many steps were taken. */
    const sleep = async (failing: (step: number) => void): Promise<number> => {
      let taken = 0;
      const step: Step = () => {
        taken += 1;
        failing(taken);
      };
      const mortal = createSystem({ ...system, store: stepping(store, step) });
      await work(mortal, watched(model, step)).catch((error) => expect(error).toBeInstanceOf(Broken));
      return taken;
    };
    return { store, clock, system, sleep };
  }

  async function work(system: Parameters<typeof dream>[0], asked: LanguageModelV3): Promise<void> {
    const assistant = { model: asked, name: 'scripted', timeoutMs: 10_000 };
    const observer = { assistant, nightlyAt: '03:00', budget: 5, channel: 'C0DIGEST' };
    const { signal } = new AbortController();
    for (let due = await claimNights(system, { limit: 4 }); due.length > 0; ) {
      for (const held of due) await dream(system, { observer, held, signal });
      due = await claimNights(system, { limit: 4 });
    }
  }

  /** Lets a broken night end in new, sound processes. */
  async function goOn({ clock, system }: Awaited<ReturnType<typeof open>>): Promise<void> {
    for (let process = 0; process < 3; process += 1) {
      clock.advance(LATER_MS);
      await work(system, model);
    }
  }

  test.each([
    ['a step fails', 1, (step: number, broken: number) => step === broken],
    // Nothing that a process does has any effect after it is gone.
    ['the process is gone at a step', 2, (step: number, broken: number) => step >= broken],
  ])('is the same after %s, and never half there', { timeout: 600_000 }, async (_, first, isBroken) => {
    for (let at = first; at <= steps; at += EACH) {
      const night = await open();
      await night.sleep((step) => {
        if (isBroken(step, at)) throw new Broken(`step ${step}`);
      });
      await expectWhole(night.store);
      await goOn(night);
      expect(await rowsOf(night.store), `broken at step ${at} of ${steps}`).toEqual(whole);
      await night.store.close();
    }
  });

  /** Of each scope there is what there was in the evening, or what is there in the end. */
  async function expectWhole(store: Store): Promise<void> {
    const now = await rowsOf(store);
    for (const { scope, status, night } of now.nights.filter((each) => each.night === '2026-11-26')) {
      const ofNight = now.observations.filter((each) => each.scope === scope && each.night === night);
      const expected = whole.observations.filter((each) => each.scope === scope && each.night === night);
      expect(ofNight.length).toBe(status === 'done' ? expected.length : 0);
      if (scope === 'team') expect(now.digests.length).toBe(status === 'done' ? 1 : 0);
    }
  }
});

/** What nights have left behind, without ids, times of writing, and what failed attempts have cost. */
async function rowsOf(store: Store) {
  const { read, tables } = store;
  const observations = await read.select().from(tables.observations);
  const evidence = await read.select().from(tables.observationEvidence);
  const events = await read.select().from(tables.observationEvents);
  const nights = await read.select().from(tables.dreamRuns);
  const outbox = await read.select().from(tables.outbox);
  const keys = new Map(
    observations.map(({ id, scope, subject, slot, valueKey }) => [
      id,
      [scope, subject, slot, valueKey].join(),
    ]),
  );
  const sorted = <Row>(rows: Row[]) =>
    rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    observations: sorted(
      observations.map(({ id: _id, createdAt: _created, updatedAt: _updated, supersededBy, ...row }) => ({
        ...row,
        supersededBy: supersededBy && keys.get(supersededBy),
      })),
    ),
    evidence: sorted(
      evidence.map(({ id: _id, createdAt: _created, observationId, ...row }) => ({
        ...row,
        of: keys.get(observationId),
      })),
    ),
    events: sorted(
      events.map(({ kind, by, observationId, detail }) => ({
        kind,
        by,
        of: keys.get(observationId),
        detail: Object.keys(detail ?? {}),
      })),
    ),
    nights: sorted(
      nights.map(
        ({
          scope,
          night,
          status,
          outcome,
          fromAt,
          fromId,
          cursorAt,
          cursorId,
          created,
          merged,
          retired,
        }) => ({
          ...{ scope, night, status, outcome, fromAt, fromId, cursorAt, cursorId, created, merged, retired },
        }),
      ),
    ),
    digests: outbox
      .filter(({ dedupeKey }) => dedupeKey === 'night:2026-11-26')
      .map(({ document }) => withoutCost(document as Document)),
  };
}

function withoutCost({ cards = [], facts = [], ...document }: Document) {
  const about = cards.map(({ actions: _ids, ...card }) => card);
  return { ...document, cards: about, facts: facts.filter(({ label }) => label !== 'Cost') };
}
