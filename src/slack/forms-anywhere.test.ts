import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Json } from '../emulator/workspace-types.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  for (const as of ['U0MARTA', 'U0TOM', 'U0ADA']) await harness.say({ as, text: 'hello' });
});
afterAll(() => harness.close());
beforeEach(() => harness.model.script(logsMeeting));

type Open = { id: string; view: Json };
const formOf = (as: string, callbackId: string) =>
  until(`the form ${callbackId} of ${as}`, async () =>
    harness.workspace.views(as).find(({ view }) => view.callback_id === callbackId),
  );
const titleOf = (as: string) => harness.workspace.views(as).map(({ view }) => JSON.stringify(view));

/** The block of a field; its id holds what it is about as well. */
function blockOf({ view }: Open, field: string): { id: string; action: string } {
  const block = (view.blocks as Json[]).find(({ block_id: id }) => String(id).split('/')[0] === field);
  if (!block) throw new Error(`The form has no field ${field}: ${JSON.stringify(view)}`);
  return { id: String(block.block_id), action: String((block.element as Json).action_id) };
}

/** What Slack sends of a form: fields that are filled in, and the others as they were. */
function fill(form: Open, filled: Record<string, Json>) {
  return Object.fromEntries(
    Object.entries(filled).map(([field, value]) => {
      const { id, action } = blockOf(form, field);
      return [id, { [action]: value }];
    }),
  );
}
const text = (value: string): Json => ({ type: 'plain_text_input', value });
const day = (value: string): Json => ({ type: 'datepicker', selected_date: value });

/** Chooses what a field offers for a text that is typed. */
async function choose(as: string, form: Open, field: string, typed: string): Promise<Json> {
  const { id: blockId, action: actionId } = blockOf(form, field);
  const { groups } = await harness.workspace.suggest({
    as,
    viewId: form.id,
    actionId,
    blockId,
    value: typed,
  });
  const [option] = groups.flatMap(({ options }) => options);
  return { type: 'external_select', selected_option: option };
}

const submit = (as: string, form: Open, values: Record<string, Record<string, Json>>) =>
  harness.workspace.submitView({ as, viewId: form.id, values });
const direct = (as: string) => harness.workspace.directChannel(as);
const cardWith = (channel: string, words: string) =>
  until(`a message with “${words}”`, async () =>
    (await harness.workspace.messages(channel)).find((message) =>
      JSON.stringify(message.blocks ?? '').includes(words),
    ),
  );
const interactionOf = async (summary: string) =>
  (await harness.rows('interactions')).find((row) => row.summary === summary);

test('“Log interaction” opens a form from anywhere, and what is filled in is saved and shown with its card', async () => {
  expect((await harness.workspace.shortcut({ as: 'U0MARTA', callbackId: 'log_interaction' })).status).toBe(
    200,
  );
  const form = await formOf('U0MARTA', 'log');
  const company = await choose('U0MARTA', form, 'company', 'Quayside Marine');
  const kind = {
    type: 'static_select',
    selected_option: { text: { type: 'plain_text', text: 'Call' }, value: 'call' },
  };
  await submit('U0MARTA', form, fill(form, { kind, company, summary: text('From anywhere.') }));
  const card = await cardWith(direct('U0MARTA'), 'From anywhere.');
  expect(JSON.stringify(card.blocks)).toMatch(/undo_change.*"action_id":"fix"/);
  expect(await interactionOf('From anywhere.')).toMatchObject({ kind: 'call', isPrivate: false });
});

test('“Log to Rapport” at a message of a colleague fills the form with it, and keeps where it comes from', async () => {
  const posted = await harness.workspace.post({
    as: 'U0TOM',
    channel: 'C0SALES',
    text: 'Ana wants a price.',
  });
  const on = { channel: 'C0SALES', messageTs: posted.ts };
  await harness.workspace.shortcut({ as: 'U0MARTA', callbackId: 'log_message', on });
  const form = await formOf('U0MARTA', 'log');
  expect(JSON.stringify(form.view)).toContain('"initial_value":"Ana wants a price."');
  const company = await choose('U0MARTA', form, 'company', 'Quayside Marine');
  await submit('U0MARTA', form, fill(form, { company }));
  await cardWith(direct('U0MARTA'), 'Ana wants a price.');
  expect(await interactionOf('Ana wants a price.')).toMatchObject({
    sourceChannel: 'C0SALES',
    sourceTs: posted.ts,
  });
});

test('a guest who chooses a shortcut is told why there is no form', async () => {
  await harness.workspace.shortcut({ as: 'U0GUEST', callbackId: 'log_interaction' });
  await until('words', async () => titleOf('U0GUEST').find((view) => view.includes('full members')));
  expect(titleOf('U0GUEST').join()).not.toContain('callback_id":"log"');
});

test('Fix on a card opens its form, and the card shows what was and what is, with Undo', async () => {
  const { reply, ts } = await harness.say({
    as: 'U0MARTA',
    channel: 'C0SALES',
    text: '<@U0RAPPORT> met ON A CARD',
  });
  const press = { channel: 'C0SALES', messageTs: reply.ts };
  await harness.workspace.click({ as: 'U0TOM', ...press, actionId: 'fix' });
  await until('a refusal', async () =>
    harness.workspace
      .ephemerals('U0TOM')
      .find((each) => each.text.includes('Only the person who wrote this')),
  );
  await harness.workspace.click({ as: 'U0MARTA', ...press, actionId: 'fix' });
  const form = await formOf('U0MARTA', 'fix');
  const before = await interactionOf('met ON A CARD');
  await submit('U0MARTA', form, fill(form, { day: day('2026-01-05') }));
  const shown = (part: string) =>
    until(part, async () => {
      const thread = await harness.workspace.messages('C0SALES', ts);
      const blocks = JSON.stringify(thread.find((message) => message.ts === reply.ts)?.blocks);
      return blocks.includes(part) ? blocks : undefined;
    });
  expect(await shown('Fixed')).toContain('→ Mon 5 Jan 2026');
  expect((await interactionOf('met ON A CARD'))?.occurredOn).toBe('2026-01-05');
  await harness.workspace.click({ as: 'U0MARTA', ...press, actionId: 'undo_change' });
  await until('the day of before', async () =>
    (await interactionOf('met ON A CARD'))?.occurredOn === before?.occurredOn ? true : undefined,
  );
});

test('Fix and Log on Home open their forms, and what cannot be fixed any more is said in one', async () => {
  const summary = 'met ON HOME';
  await harness.say({ as: 'U0MARTA', text: summary });
  const homeWith = (words: string) =>
    until(`“${words}” on Home`, async () => {
      const home = JSON.stringify(harness.workspace.homeView('U0MARTA') ?? '');
      return home.includes(words) ? home : undefined;
    });
  await harness.workspace.openHome('U0MARTA', 'home');
  await homeWith(summary);
  const value = (await interactionOf(summary))?.id ?? '';
  const fix = () =>
    harness.workspace.clickView({
      as: 'U0MARTA',
      actionId: 'fix',
      blockId: `interaction_${value}`,
      value,
    });
  await fix();
  const form = await formOf('U0MARTA', 'fix');
  await submit('U0MARTA', form, fill(form, { summary: text('met and mended') }));
  await homeWith('met and mended');
  await harness.say({ as: 'U0MARTA', text: 'hello' });
  await harness.workspace.clickView({ as: 'U0MARTA', actionId: 'log_open' });
  await formOf('U0MARTA', 'log');
  // Undone elsewhere meanwhile.
  const { reply } = await harness.say({ as: 'U0MARTA', text: 'met LATER' });
  await harness.workspace.openHome('U0MARTA', 'home');
  await homeWith('met LATER');
  const later = (await interactionOf('met LATER'))?.id ?? '';
  await harness.workspace.click({
    as: 'U0MARTA',
    channel: direct('U0MARTA'),
    messageTs: reply.ts,
    actionId: 'undo_run',
  });
  await until('nothing of it', async () => ((await interactionOf('met LATER')) ? undefined : true));
  await harness.workspace.clickView({
    as: 'U0MARTA',
    actionId: 'fix',
    blockId: `interaction_${later}`,
    value: later,
  });
  await until('why there is no form', async () =>
    titleOf('U0MARTA').find((view) => view.includes('nothing left to fix')),
  );
});

test('when somebody is reminded is chosen on Home', async () => {
  await harness.workspace.openHome('U0TOM', 'home');
  await until('the choice', async () =>
    JSON.stringify(harness.workspace.homeView('U0TOM') ?? '').includes('home_remind_at') ? true : undefined,
  );
  await harness.workspace.clickView({ as: 'U0TOM', actionId: 'home_remind_at', value: '07:30' });
  await until('another time', async () =>
    (await harness.rows('members')).find((each) => each.slackUserId === 'U0TOM')?.remindAt === '07:30'
      ? true
      : undefined,
  );
});
