import { afterAll, beforeAll, expect, test } from 'vitest';
import { setRole } from '../crm/members.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

let harness: Harness;
const NAMES = ['Quorvex Ltd', 'Quorvex GmbH'] as const;

beforeAll(async () => {
  harness = await startHarness();
  for (const as of ['U0MARTA', 'U0LEA']) await harness.say({ as, text: 'hello' });
  await setRole(harness.system, { slackUserId: 'U0LEA', role: 'lead' });
  for (const [at, name] of NAMES.entries()) {
    const company = { name, domain: `quorvex-${at}.example`, is_new: true };
    const input = { kind: 'call', summary: `Spoke with ${name}.`, company };
    harness.model.script(calls({ name: 'log_interaction', input }));
    await harness.say({ as: 'U0MARTA', text: `spoke with ${name}` });
  }
  const [company, otherCompany] = NAMES.map((name) => ({ name }));
  harness.model.script(calls({ name: 'same_customer', input: { company, other_company: otherCompany } }));
});
afterAll(() => harness.close());

const companies = async () => (await harness.rows('companies')).map(({ name }) => name);
const home = (user: string) => JSON.stringify(harness.workspace.homeView(user)) ?? '';
const form = (user: string) =>
  until('the form', async () => harness.workspace.views(user).find(({ view }) => view.callback_id));

test('a lead merges two by the form of a card, and takes it back there', async () => {
  const channel = 'C0SALES';
  const { ts } = await harness.say({ as: 'U0LEA', channel, text: '<@U0RAPPORT> these are one' });
  await harness.settled();
  const card = await until('the card', async () =>
    (await harness.replies(channel, ts)).find(({ blocks }) => JSON.stringify(blocks).includes('merge_open')),
  );
  const press = (as: string, actionId: string) =>
    harness.workspace.click({ as, channel, messageTs: card.ts, actionId });
  const blocks = async () =>
    JSON.stringify(
      (await harness.workspace.messages(channel, ts)).find((each) => each.ts === card.ts)?.blocks,
    );
  await press('U0MARTA', 'merge_open');
  await until('a refusal', async () =>
    harness.workspace.ephemerals('U0MARTA').find(({ text }) => text.includes('Only leads and admins')),
  );
  await press('U0LEA', 'merge_open');
  const { id, view } = await form('U0LEA');
  expect(JSON.stringify(view)).toContain('The other one stays as a further domain.');
  const chosen = { type: 'radio_buttons', selected_option: { value: 'merged' } };
  await harness.workspace.submitView({ as: 'U0LEA', viewId: id, values: { name: { value: chosen } } });
  expect(await companies()).toEqual(['Quorvex GmbH']);
  await until('a closed card', async () => (await blocks())?.includes('merge_undo') || undefined);
  await press('U0LEA', 'merge_undo');
  await until('an open card', async () => (await blocks())?.includes('merge_open') || undefined);
  expect((await companies()).toSorted()).toEqual([...NAMES].toSorted());
});

test('Home shows the two to leads, with a form and with “Two different”', async () => {
  await harness.workspace.openHome('U0LEA', 'home');
  await until('the pair on Home', async () => home('U0LEA').includes('May be one') || undefined);
  await harness.workspace.openHome('U0MARTA', 'home');
  await until('the Home of a member', async () => home('U0MARTA').includes('How I learn') || undefined);
  expect(home('U0MARTA')).not.toContain('May be one');
  await harness.workspace.clickView({ as: 'U0LEA', actionId: 'merge_open' });
  const { id } = await form('U0LEA');
  await harness.workspace.submitView({ as: 'U0LEA', viewId: id, values: {} });
  expect(await companies()).toHaveLength(1);
  await until('a Home without the pair', async () => !home('U0LEA').includes('May be one') || undefined);
});
