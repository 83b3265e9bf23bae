import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import type { ScriptedCall } from '../testing/model-script.ts';
import { textOfRows } from '../testing/store-rows.ts';

let harness: Harness;
let toms: { change: string; followUp: string; member: string };

beforeAll(async () => {
  harness = await startHarness();
  const input = {
    kind: 'meeting',
    summary: 'Secret talks.',
    company: { name: 'Toms Customer' },
    contacts: [{ name: 'Olga Orlova' }],
    follow_ups: [{ title: 'Call Olga' }],
    is_private: true,
  };
  harness.model.script(calls({ name: 'log_interaction', input }));
  await harness.say({ as: 'U0TOM', text: 'log this' });
  const { changes, followUps } = harness.store.tables;
  const [change] = await harness.store.read.select().from(changes);
  const [followUp] = await harness.store.read.select().from(followUps);
  toms = { change: change?.id ?? '', followUp: followUp?.id ?? '', member: change?.memberId ?? '' };
});
afterAll(() => harness.close());

const TABLES = [
  'members',
  'companies',
  'contacts',
  'relationships',
  'interactions',
  'interactionContacts',
  'followUps',
] as const;

const everything = () => textOfRows(harness.store, TABLES);

/** What the last tool call gave, as the model was shown it. */
const lastResult = () => JSON.stringify(harness.model.requests.at(-1)?.results.at(-1));

const log = (more: object): ScriptedCall => ({
  name: 'log_interaction',
  input: { kind: 'note', summary: 'x', company: { name: 'Evil Inc' }, again: true, ...more },
});

describe('a model that does not play by the rules', () => {
  const attempts: [string, () => ScriptedCall, RegExp][] = [
    [
      'undoes what somebody else wrote',
      () => ({ name: 'undo', input: { change_id: toms.change } }),
      /not_found/,
    ],
    [
      'completes a follow-up it may not see',
      () => ({ name: 'change_follow_up', input: { follow_up_id: toms.followUp, action: 'done' } }),
      /not_found/,
    ],
    [
      'changes a follow-up it may not see',
      () => ({
        name: 'change_follow_up',
        input: { follow_up_id: toms.followUp, action: 'change', title: 'Mine now' },
      }),
      /not_found/,
    ],
    [
      'puts off a follow-up it may not see',
      () => ({
        name: 'change_follow_up',
        input: { follow_up_id: toms.followUp, action: 'snooze', until: 'next_week' },
      }),
      /not_found/,
    ],
    [
      'gives away a follow-up it may not see',
      () => ({
        name: 'change_follow_up',
        input: { follow_up_id: toms.followUp, action: 'assign', to: { name: 'Marta' } },
      }),
      /not_found/,
    ],
    [
      'gives something to somebody whom Slack has not verified',
      () => ({ name: 'hand_over', input: { to: { name: 'Mallory' } } }),
      /not_found/,
    ],
    [
      'changes an interaction it may not see',
      () => ({ name: 'change_interaction', input: { interaction_id: toms.change, is_private: false } }),
      /not_found/,
    ],
    [
      'merges two customers by itself',
      () => ({ name: 'merge_customers', input: { keep: 'x', merged: 'y' } }),
      /There is no tool/,
    ],
    [
      'removes a name that only leads may remove',
      () => ({
        name: 'other_names',
        input: { action: 'remove', company: { name: 'Toms Customer' }, name: 'TC' },
      }),
      /There is no tool/,
    ],
    [
      'says that two are one, with a decision',
      () => ({
        name: 'same_customer',
        input: { company: { name: 'Toms Customer' }, other_company: { name: 'Toms Customer' }, merge: true },
      }),
      /Both names mean one company/,
    ],
    [
      'calls a tool that does not exist',
      () => ({ name: 'delete_everything', input: {} }),
      /There is no tool/,
    ],
    [
      'calls a tool named like a prototype member',
      () => ({ name: 'constructor', input: {} }),
      /There is no tool/,
    ],
    [
      'calls a tool with a name no API allows',
      () => ({ name: 'drop table; --"', input: {} }),
      /There is no tool/,
    ],
    ['sends 200 kB of arguments', () => log({ summary: 'x'.repeat(200_000) }), /too long/],
    ['sends broken JSON', () => ({ name: 'log_interaction', input: '{"kind": "note", "summ' }), /invalid/],
    ['sends a list instead of an object', () => ({ name: 'log_interaction', input: [1, 2, 3] }), /invalid/],
    ['sends nothing', () => ({ name: 'find', input: '' }), /invalid/],
    [
      'nests a thousand deep',
      () => ({ name: 'find', input: `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}` }),
      /invalid/,
    ],
    [
      'asks for a million rows',
      () => ({ name: 'list_my_interactions', input: { limit: 1_000_000 } }),
      /limit is too large: at most 50/,
    ],
    [
      'names an id that is none',
      () => ({ name: 'get_customer', input: { company: { id: "1' or '1'='1" } } }),
      /must be an id/,
    ],
  ];

  test.each(attempts)('%s: nothing changes', async (_, call, shown) => {
    harness.model.script(calls(call()));
    await harness.say({ as: 'U0MARTA', text: 'hello' }); // so that Marta is a known member before we compare
    const before = await everything();
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'do something' });
    expect(reply.text).toMatch(/^Done/);
    expect(lastResult()).toMatch(shown);
    expect(await everything()).toBe(before);
  });

  test.each<[string, () => ScriptedCall]>([
    ['logs in the name of somebody else', () => log({ member_id: toms.member, memberId: toms.member })],
    ['passes a role', () => log({ role: 'admin', actor: { memberId: toms.member, role: 'admin' } })],
    [
      'uses prototype keys',
      () => ({
        name: 'log_interaction',
        input:
          '{"__proto__":{"is_private":true,"role":"admin"},"kind":"note","summary":"x","company":{"name":"Evil Inc"},"again":true}',
      }),
    ],
  ])('%s: it is saved for the person who wrote, and the rest is never read', async (_, call) => {
    harness.model.script(calls(call()));
    await harness.say({ as: 'U0MARTA', text: 'hello' });
    const marta = (await harness.rows('members')).find(({ slackUserId }) => slackUserId === 'U0MARTA');
    const known = (await harness.rows('interactions')).length;
    await harness.say({ as: 'U0MARTA', text: 'do something' });
    const saved = (await harness.rows('interactions')).slice(known);
    expect(saved).toEqual([expect.objectContaining({ memberId: marta?.id, summary: 'x', isPrivate: false })]);
    expect((await harness.rows('members')).map(({ role }) => role)).not.toContain('admin');
  });

  test('puts SQL into names: it is a name', async () => {
    const name = `Robert'); DROP TABLE companies; --`;
    harness.model.script(
      calls(log({ company: { name }, contacts: [{ name: '"; delete from members; --' }] })),
    );
    await harness.say({ as: 'U0MARTA', text: 'log' });
    const all = await everything();
    expect(all).toContain(name);
    expect(JSON.parse(all)[0].length).toBeGreaterThan(1);
  });

  test('reads what is private: it is not there', async () => {
    harness.model.script(
      calls(
        { name: 'get_customer', input: { company: { name: 'Toms Customer' } } },
        { name: 'find', input: { query: 'secret talks olga' } },
      ),
    );
    await harness.say({ as: 'U0MARTA', text: 'tell me' });
    const shown = JSON.stringify(harness.model.requests.at(-1)?.results);
    expect(shown).toContain('Toms Customer');
    expect(shown).not.toMatch(/Secret talks|Call Olga/);
  });

  test('never stops calling tools: it is stopped, and the person is told', async () => {
    harness.model.script(() => ({ calls: [{ name: 'find', input: { query: 'x' } }] }));
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'loop' });
    expect(reply.text).toContain('too much to do for one message');
  });

  test('mentions everybody and invents links: neither gets out', async () => {
    harness.model.script(() => ({
      text: '<!channel> <@U0TOM> see https://evil.example/steal?x=1 and [here](https://evil.example)',
    }));
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'say something' });
    const shown = JSON.stringify(reply);
    expect(shown).not.toMatch(/<!channel>|<@U0TOM>|evil\.example/);
    expect(reply.unfurl_links).toBe(false);
  });

  test('is shown only tools without identity, role or recipient', () => {
    const tools = harness.model.requests.at(-1)?.tools ?? [];
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      'add_follow_up',
      'add_note',
      'ask_metric',
      'change_follow_up',
      'change_interaction',
      'explain_observation',
      'explain_report',
      'find',
      'get_customer',
      'hand_over',
      'list_deals',
      'list_my_follow_ups',
      'list_my_interactions',
      'log_interaction',
      'prepare',
      'relate',
      'remember_preference',
      'reminder_time',
      'run_report',
      'same_customer',
      'save_company',
      'save_contact',
      'save_deal',
      'schedule',
      'search_reports',
      'undo',
    ]);
    const schemas = JSON.stringify(tools);
    expect(schemas).not.toMatch(/"(?:member|user|actor|role|team|recipient|owner)(?:_id)?":/);
    expect(schemas).not.toContain('"additionalProperties":true');
  });
});
