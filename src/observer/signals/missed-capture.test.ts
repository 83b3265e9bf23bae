import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { logInteraction } from '../../crm/interactions.ts';
import { undo } from '../../crm/undo.ts';
import type { Store } from '../../store/store.ts';
import {
  type AnyNight,
  converse,
  forgetAll,
  logContacts,
  nightOf,
  passOf,
} from '../../testing/observer-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW } from '../../testing/team.ts';
import { findSignals } from './signals.ts';

describe.each(Object.entries(DIALECTS))('messages from which nothing was saved, on %s', (_, open) => {
  let store: Store;
  let marta: Context;
  let tom: Context;
  let night: AnyNight;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    marta = await team.as('marta');
    tom = await team.as('tom');
    night = nightOf(team.system);
  });
  afterAll(() => store.close());
  beforeEach(() => forgetAll(night));

  /** What a member said, and what was saved from it. */
  const saidAndSaved = async (ctx: Context, text: string, threadKey?: string) => {
    const { channel, ts, runId, ...said } = await converse(ctx, threadKey ? { text, threadKey } : { text });
    const source = { channel, ts, runId, threadKey: said.threadKey, at: NOW };
    const company = { name: 'Bluefin Logistics' };
    return logInteraction({ ...ctx, source }, { kind: 'call', summary: text, company });
  };
  const missedBy = async (ctx: Context, changed: Partial<AnyNight> = {}) => {
    const signals = await findSignals({ ...night, ...changed, scope: passOf(ctx) });
    return signals.filter(({ name }) => name === 'missed_capture');
  };

  test('a message that names a customer and left no trace was missed', async () => {
    await logContacts(tom, 'Bluefin Logistics GmbH', [30]);
    const { id } = await converse(marta, { text: 'Long lunch with bluefin logistics, they will sign.' });
    const [signal, ...others] = await missedBy(marta);
    expect(others).toEqual([]);
    expect(signal).toMatchObject({
      kind: 'missed_capture',
      slot: 'log',
      subject: `message:${id}`,
      about: 'Bluefin Logistics GmbH',
      valueKey: 'missed',
      numbers: {},
      evidence: [id],
    });
    expect(await missedBy(tom)).toEqual([]);
  });

  test('a person is named by the full name', async () => {
    const contacts = [{ name: 'Ana Lopes' }];
    await logInteraction(tom, { kind: 'call', summary: 'Hello.', company: { name: 'Acme' }, contacts });
    await converse(marta, { text: 'Ana was on the train with me.' });
    const { id } = await converse(marta, { text: 'Ana Lopes was on the train with me.' });
    expect(await missedBy(marta)).toMatchObject([{ about: 'Ana Lopes', companyId: null, evidence: [id] }]);
  });

  test.each([
    ["Ben & Jerry's", "Lunch with Ben and Jerry's, they will sign."],
    ['The Body Shop Ltd', 'Long lunch with the Body Shop, they will sign.'],
    ['राम सेवा', 'राम सेवा से बात हुई'],
    ['J.P. Morgan', 'Long lunch with JP Morgan, they will sign.'],
  ])('“%s” is named in “%s”', async (company, text) => {
    await logContacts(tom, company, [30]);
    await converse(marta, { text });
    expect(await missedBy(marta)).toMatchObject([{ about: company }]);
  });

  test.each([
    'Did we talk to Bluefin Logistics?',
    'Please show me everything about Bluefin Logistics',
    'hey, what do we know about Bluefin Logistics',
    'See https://example.com/Bluefin-Logistics.',
    'Lunch with Redfin Logistics.',
  ])('“%s” was not missed', async (text) => {
    await logContacts(tom, 'Bluefin Logistics', [30]);
    await converse(marta, { text });
    expect(await missedBy(marta)).toEqual([]);
  });

  test('what was saved in its thread was not missed, nor is it when it is taken back', async () => {
    await logContacts(tom, 'Bluefin Logistics', [30]);
    const { threadKey } = await converse(marta, { text: 'Lunch with Ana of Bluefin Logistics.' });
    expect(await missedBy(marta)).toHaveLength(1);
    const { change_id } = await saidAndSaved(marta, 'Ana Lopes, I mean.', threadKey);
    expect(await missedBy(marta)).toEqual([]);
    await undo(marta, { change_id });
    expect(await missedBy(marta)).toEqual([]);
  });

  test('only new messages are looked at, and the last five are told in order', async () => {
    await logContacts(tom, 'Bluefin Logistics', [30]);
    const ids: string[] = [];
    for (const minute of [0, 1, 2, 3, 4, 5, 6]) {
      const at = new Date(NOW.getTime() + minute * 60_000);
      ids.push((await converse(marta, { text: 'Lunch at Bluefin Logistics.', at })).id);
    }
    expect((await missedBy(marta)).flatMap(({ evidence }) => evidence)).toEqual(ids.slice(-5));
    const since = { at: new Date(NOW.getTime() + 5 * 60_000), id: ids[5] ?? '' };
    expect((await missedBy(marta, { since })).flatMap(({ evidence }) => evidence)).toEqual(ids.slice(6));
    const until = new Date(NOW.getTime() - 1);
    expect(await missedBy(marta, { until })).toEqual([]);
  });
});
