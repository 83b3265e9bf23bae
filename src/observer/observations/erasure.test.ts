import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { eraseContact } from '../../crm/erasure/erase.ts';
import { logInteraction } from '../../crm/interactions.ts';
import { undo } from '../../crm/undo.ts';
import type { Document } from '../../delivery/document.ts';
import type { Tables } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { carefulObserver } from '../../testing/careful-observer.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { TODAY } from '../../testing/observer-fixture.ts';
import { watched } from '../../testing/observer-scripts.ts';
import { scriptedModel } from '../../testing/scripted-model.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { selectLearned } from './recall.ts';
import { explainObservation } from './reviews.ts';

const TALK = 'Talked about pallets with Eva Stone.';
const WISHES = [{ says: 'Keep it short, please', slot: 'length', value: 'short' }];

describe('what was observed of customers', () => {
  let store: Store;
  let desk: NightDesk;
  let ana: Context;
  let admin: Context;
  let prompts: string[];
  /** Two customers who are silent: of one a single person is known, who was in all that happened. */
  beforeEach(async () => {
    store = await temporarySqlite();
    prompts = [];
    const model = watched(scriptedModel(carefulObserver(WISHES)), (prompt) => void prompts.push(prompt));
    desk = await openNightDesk(store, { model, settings: { channel: 'C0DIGEST' } });
    ana = await desk.member('ana');
    admin = await desk.member('ada', { role: 'admin' });
    for (let times = 0; times < 8; times += 1) {
      const occurred_on = addDays(TODAY, -34 - 9 * times);
      const company = { name: 'Bluefin Logistics' };
      const contacts = [{ name: 'Eva Stone' }];
      await logInteraction(ana, { kind: 'call', summary: TALK, company, contacts, occurred_on });
      await logInteraction(ana, {
        kind: 'call',
        summary: 'Talked about coffee.',
        company: { name: 'Harbor Foods' },
        occurred_on,
      });
    }
    await desk.work();
    await desk.pass(24);
  });
  afterEach(() => desk.close());

  const rows = (name: keyof Tables) => store.read.select().from(store.tables[name] as Tables['inbox']);
  const everything = async () => {
    const names = Object.keys(store.tables) as (keyof Tables)[];
    return JSON.stringify(await Promise.all(names.map(rows)));
  };
  const cards = async () => {
    const documents = (await store.read.select().from(store.tables.outbox)).map(({ document }) => document);
    return documents.flatMap((document) => (document as Document).cards ?? []);
  };
  const about = async (name: string) =>
    (await desk.observations()).filter(({ claim }) => claim.includes(name));

  test('goes with the person it comes from: nothing that is kept, shown or told has a word of it', async () => {
    expect(await about('Bluefin Logistics')).toMatchObject([{ status: 'active', sources: 3 }]);
    expect(JSON.stringify(await desk.evidence())).toContain('Eva Stone');
    expect(JSON.stringify(await cards())).toContain('Bluefin Logistics');
    const [observed] = await about('Bluefin Logistics');
    await eraseContact(admin, { contact: { name: 'Eva Stone' } });
    expect(await everything()).not.toMatch(/Eva|Stone|pallets/);
    expect(await about('Bluefin Logistics')).toEqual([]);
    expect(JSON.stringify(await cards())).not.toContain('Bluefin Logistics');
    const ofIt = (await cards()).find(({ actions }) => actions.some(({ value }) => value === observed?.id));
    expect(ofIt?.text).toBe('What this comes from is deleted.');
    const told = JSON.stringify([await selectLearned(ana), await explainObservation(admin, {})]);
    expect(told).not.toMatch(/Eva|Stone|pallets|Bluefin/);
  });

  test('leaves alone what comes from others', async () => {
    const before = await about('Harbor Foods');
    await eraseContact(admin, { contact: { name: 'Eva Stone' } });
    expect(before).toHaveLength(1);
    expect(await about('Harbor Foods')).toEqual(before);
    expect(JSON.stringify(await cards())).toContain('Harbor Foods');
    expect(JSON.stringify(await selectLearned(ana))).toContain('Harbor Foods');
  });

  test('is not told to the observer again in later nights', async () => {
    await eraseContact(admin, { contact: { name: 'Eva Stone' } });
    prompts.length = 0;
    await desk.say(ana, 'What is new? Keep it short, please');
    await logInteraction(ana, {
      kind: 'call',
      summary: 'A first talk.',
      company: { name: 'Northwind', is_new: true },
    });
    await desk.pass(24);
    expect(prompts.length).toBeGreaterThan(0);
    expect(prompts.join()).not.toMatch(/Eva|Stone|pallets/);
    expect(await everything()).not.toMatch(/Eva|Stone|pallets/);
  });

  test('is weighed anew when one thing it comes from is undone, and the team’s card stays', async () => {
    const { interaction, change_id } = await logInteraction(ana, {
      kind: 'call',
      summary: 'A note on coffee, TAKENBACK.',
      company: { name: 'Harbor Foods' },
      occurred_on: addDays(TODAY, -34),
    });
    const [before] = await about('Harbor Foods');
    const cited = {
      id: 'e1',
      observationId: before?.id ?? '',
      interactionId: interaction.id,
      quote: 'TAKENBACK',
      saidOn: '2026-10-22',
      createdAt: desk.system.clock.now(),
    };
    await store.transaction((tx) => tx.insert(store.tables.observationEvidence).values(cited).returning());
    await undo(ana, { change_id });
    expect(await about('Harbor Foods')).toMatchObject([{ status: 'active', sources: 3 }]);
    expect(JSON.stringify(await desk.evidence())).not.toContain('TAKENBACK');
    expect(JSON.stringify(await cards())).toContain('Harbor Foods');
  });
});
