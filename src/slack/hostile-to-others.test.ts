import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import type { ScriptedCall } from '../testing/model-script.ts';
import { textOfRows } from '../testing/store-rows.ts';

let harness: Harness;
/** What everybody may see of Tom's, and only he and leads may change. */
let toms: { interaction: string; followUp: string; deal: string };

beforeAll(async () => {
  harness = await startHarness();
  const company = { name: 'Open Customer' };
  const input = { kind: 'call', summary: 'Open talks.', company, follow_ups: [{ title: 'Write to them' }] };
  harness.model.script(
    calls(
      { name: 'log_interaction', input },
      { name: 'save_deal', input: { action: 'add', company, title: 'Seats', amount: '80000 EUR' } },
    ),
  );
  await harness.say({ as: 'U0TOM', text: 'log this, and the deal over 80000 EUR' });
  toms = {
    interaction: (await harness.rows('interactions')).at(-1)?.id ?? '',
    followUp: (await harness.rows('followUps')).at(-1)?.id ?? '',
    deal: (await harness.rows('deals')).at(-1)?.id ?? '',
  };
  harness.model.script(calls());
  await harness.say({ as: 'U0MARTA', text: 'hello' }); // so that Marta is a known member before we compare
});
afterAll(() => harness.close());

const TABLES = [
  'members',
  'companies',
  'interactions',
  'interactionContacts',
  'followUps',
  'reminders',
  'deals',
  'dealChanges',
  'dealContacts',
  'fieldValues',
] as const;

const everything = () => textOfRows(harness.store, TABLES);

const followUp = (more: object) => (): ScriptedCall => ({
  name: 'change_follow_up',
  input: { follow_up_id: toms.followUp, ...more },
});
const deal = (more: object) => (): ScriptedCall => ({
  name: 'save_deal',
  input: { deal: { id: toms.deal }, ...more },
});

test.each<[string, () => ScriptedCall, RegExp]>([
  [
    'changes an interaction',
    () => ({
      name: 'change_interaction',
      input: { interaction_id: toms.interaction, summary: 'Mine now.', because: 'person_changed' },
    }),
    /forbidden/,
  ],
  ['ends a follow-up', followUp({ action: 'done' }), /forbidden/],
  ['renames a follow-up', followUp({ action: 'change', title: 'Mine now' }), /forbidden/],
  ['puts off a follow-up', followUp({ action: 'snooze', until: 'next_week' }), /forbidden/],
  ['takes a follow-up', followUp({ action: 'assign', to: { name: 'Marta' } }), /forbidden/],
  ['hands a follow-up back', followUp({ action: 'hand_back' }), /forbidden/],
  [
    'hands over all of a customer',
    () => ({ name: 'hand_over', input: { to: { name: 'Marta' }, company: { name: 'Open Customer' } } }),
    /invalid/,
  ],
  ['wins a deal', deal({ action: 'won' }), /forbidden/],
  ['loses a deal', deal({ action: 'lost', reason: 'price' }), /forbidden/],
  ['takes a deal', deal({ action: 'change', to: 'Marta' }), /forbidden/],
  ['changes the amount of a deal', deal({ action: 'change', amount: '1 EUR' }), /forbidden/],
])('a hostile model %s of somebody else, which everybody sees: nothing changes', async (_, call, shown) => {
  harness.model.script(calls(call()));
  const before = await everything();
  await harness.say({ as: 'U0MARTA', text: 'do something' });
  expect(JSON.stringify(harness.model.requests.at(-1)?.results.at(-1))).toMatch(shown);
  expect(await everything()).toBe(before);
});
