import type { KnownBlock, ModalView, WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestWorkspace } from '../testing/test-workspace.ts';
import type { Json, Workspace } from './workspace-types.ts';

let setup: Awaited<ReturnType<typeof startTestWorkspace>>;
let workspace: Workspace;
let web: WebClient;
let endpoint: typeof setup.endpoint;

beforeAll(async () => {
  setup = await startTestWorkspace();
  ({ workspace, web, endpoint } = setup);
});

afterEach(async () => {
  for (const { id } of workspace.views('U0ANA')) await workspace.closeView({ as: 'U0ANA', viewId: id });
  setup.reset();
});
afterAll(() => setup.close());

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });

const LIST: KnownBlock[] = [
  {
    type: 'actions',
    block_id: 'pick',
    elements: [
      { type: 'static_select', action_id: 'report', options: ['a', 'b', 'c'].map(option) },
      { type: 'multi_static_select', action_id: 'tags', options: ['x', 'y', 'z'].map(option) },
      { type: 'datepicker', action_id: 'since', initial_date: '2026-11-01' },
      { type: 'users_select', action_id: 'owner' },
      { type: 'overflow', action_id: 'more', options: [option('csv')] },
      { type: 'button', action_id: 'run', text: plain('Run'), value: 'go' },
    ],
  },
];

const company = {
  type: 'external_select' as const,
  action_id: 'id',
  min_query_length: 2,
  placeholder: plain('A company'),
};

const VIEW: ModalView = {
  type: 'modal',
  title: plain('Report'),
  submit: plain('Run'),
  blocks: [
    { type: 'input', block_id: 'company', label: plain('Company'), element: company },
    {
      type: 'input',
      block_id: 'months',
      label: plain('Months'),
      element: { type: 'number_input', action_id: 'n', is_decimal_allowed: false, initial_value: '3' },
    },
    {
      type: 'input',
      block_id: 'kinds',
      label: plain('Kinds'),
      element: { type: 'checkboxes', action_id: 'list', options: ['call', 'email'].map(option) },
    },
    {
      type: 'input',
      block_id: 'people',
      label: plain('People'),
      element: { type: 'multi_users_select', action_id: 'ids', initial_users: ['U0BO'] },
    },
    {
      type: 'input',
      block_id: 'note',
      label: plain('Note'),
      optional: true,
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
};

const postList = async () => {
  const { ts } = await web.chat.postMessage({ channel: 'C0SALES', text: 'Reports', blocks: LIST });
  return { as: 'U0ANA', channel: 'C0SALES', messageTs: String(ts) };
};

async function openModal() {
  const { payload } = await workspace.command({ as: 'U0ANA', channel: 'D0ANA', command: '/report' });
  const { view } = await web.views.open({ trigger_id: String(payload.trigger_id), view: VIEW });
  endpoint.received.length = 0;
  return { as: 'U0ANA', viewId: String(view?.id) };
}

test('each element says what was chosen in its own words, beside what the others hold', async () => {
  const on = await postList();
  const { payload } = await workspace.click({ ...on, actionId: 'report', value: 'b' });
  expect(payload).toMatchObject({
    actions: [{ type: 'static_select', selected_option: option('b'), block_id: 'pick' }],
    state: {
      values: {
        pick: {
          report: { type: 'static_select', selected_option: option('b') },
          tags: { type: 'multi_static_select', selected_options: [] },
          since: { type: 'datepicker', selected_date: '2026-11-01' },
          owner: { type: 'users_select', selected_user: null },
        },
      },
    },
  });
  const actionOf = async (actionId: string, value: string | string[]) => {
    const { payload: sent } = await workspace.click({ ...on, actionId, value });
    return (sent.actions as Json[])[0];
  };
  expect(await actionOf('tags', ['x', 'z'])).toMatchObject({ selected_options: [option('x'), option('z')] });
  expect(await actionOf('since', '2026-10-01')).toMatchObject({ selected_date: '2026-10-01' });
  expect(await actionOf('owner', 'U0BO')).toMatchObject({ selected_user: 'U0BO' });
  expect(await actionOf('more', 'csv')).toMatchObject({ type: 'overflow', selected_option: option('csv') });
  await expect(workspace.click({ ...on, actionId: 'report', value: 'd' })).rejects.toThrow('not offered');
});

test('a button carries what was chosen around it before', async () => {
  const on = await postList();
  const chosen = { type: 'static_select', selected_option: option('c') };
  const values = { pick: { report: chosen } };
  const { payload } = await workspace.click({ ...on, actionId: 'run', values });
  expect(payload).toMatchObject({
    actions: [{ value: 'go' }],
    state: { values: { pick: { report: chosen, owner: { selected_user: null } } } },
  });
});

test('the app is asked what an external select offers, and only that can be chosen', async () => {
  const modal = await openModal();
  const element = { ...modal, blockId: 'company', actionId: 'id' };
  await expect(workspace.suggest({ ...element, value: 'a' })).rejects.toThrow('from 2 characters');
  endpoint.answer(() => ({ body: JSON.stringify({ options: [option('acme')] }) }));
  const { options } = await workspace.suggest({ ...element, value: 'ac' });
  expect(options).toEqual([option('acme')]);
  expect(endpoint.received[0]?.body).toMatchObject({
    type: 'block_suggestion',
    action_id: 'id',
    block_id: 'company',
    value: 'ac',
    user: { id: 'U0ANA' },
    team: { id: 'T0RAPPORT' },
    api_app_id: 'A0RAPPORT',
    container: { type: 'view', view_id: modal.viewId },
    view: { id: modal.viewId, title: plain('Report') },
  });
  const { payload } = await workspace.clickView({ ...element, value: 'acme' });
  expect(payload).toMatchObject({
    actions: [{ type: 'external_select', selected_option: option('acme') }],
    view: { state: { values: { company: { id: { selected_option: option('acme') } } } } },
  });
  await expect(workspace.clickView({ ...element, value: 'other' })).rejects.toThrow('not offered');
});

test('options come in groups too, and those Slack would not show are an error', async () => {
  const block: KnownBlock = {
    type: 'section',
    block_id: 'company',
    text: plain('For'),
    accessory: { ...company, min_query_length: 0 },
  };
  const { ts } = await web.chat.postMessage({ channel: 'C0SALES', text: 'For', blocks: [block] });
  const element = { as: 'U0BO', channel: 'C0SALES', messageTs: String(ts), actionId: 'id' };
  const groups = [{ label: plain('Customers'), options: [option('acme')] }];
  endpoint.answer(() => ({ body: JSON.stringify({ option_groups: groups }) }));
  const suggested = await workspace.suggest(element);
  expect(suggested.groups).toEqual([{ label: 'Customers', options: [option('acme')] }]);
  expect(suggested.payload).toMatchObject({
    value: '',
    container: { type: 'message', message_ts: ts },
    channel: { id: 'C0SALES', name: 'sales' },
    message: { ts },
  });
  const long = { text: plain('x'.repeat(76)), value: 'x' };
  endpoint.answer(() => ({ body: JSON.stringify({ options: [long] }) }));
  await expect(workspace.suggest(element)).rejects.toThrow('less than 76');
});

test('a submitted modal reports every input, filled in or not, as Slack does', async () => {
  const modal = await openModal();
  const note = { text: { type: 'plain_text_input', value: 'hello' } };
  const { payload } = await workspace.submitView({ ...modal, values: { note } });
  expect((payload.view as { state: Json }).state.values).toEqual({
    company: { id: { type: 'external_select', selected_option: null } },
    months: { n: { type: 'number_input', value: '3' } },
    kinds: { list: { type: 'checkboxes', selected_options: [] } },
    people: { ids: { type: 'multi_users_select', selected_users: ['U0BO'] } },
    note,
  });
});

test('an answer Slack could not show is an error, and the modal stays', async () => {
  const modal = await openModal();
  const answer = { response_action: 'errors', errors: { nowhere: 'No' } };
  endpoint.answer(() => ({ body: JSON.stringify(answer) }));
  await expect(workspace.submitView(modal)).rejects.toThrow('no input block "nowhere"');
  const longTitle = { response_action: 'update', view: { ...VIEW, title: plain('x'.repeat(25)) } };
  endpoint.answer(() => ({ body: JSON.stringify(longTitle) }));
  await expect(workspace.submitView(modal)).rejects.toThrow('title must be less than 25');
  expect(workspace.views('U0ANA').at(-1)?.id).toBe(modal.viewId);
});

test('modals stack three deep, are changed in place, and are cleared together', async () => {
  const modal = await openModal();
  endpoint.answer(() => ({ body: JSON.stringify({ response_action: 'push', view: VIEW }) }));
  await workspace.submitView(modal);
  const pushed = workspace.views('U0ANA');
  expect(pushed).toMatchObject([{ id: modal.viewId }, { view: { previous_view_id: modal.viewId } }]);
  await workspace.submitView({ ...modal, viewId: pushed[1]?.id ?? '' });
  await expect(
    workspace.submitView({ ...modal, viewId: workspace.views('U0ANA')[2]?.id ?? '' }),
  ).rejects.toThrow('push_limit_reached');
  const changed = await web.views.update({ view_id: modal.viewId, view: { ...VIEW, title: plain('New') } });
  expect(changed.view?.title?.text).toBe('New');
  await expect(web.views.update({ view_id: 'VGONE', view: VIEW })).rejects.toThrow('not_found');
  await expect(web.views.update({ view_id: modal.viewId, hash: 'old', view: VIEW })).rejects.toThrow('hash');
  endpoint.answer(() => ({ body: JSON.stringify({ response_action: 'clear' }) }));
  await workspace.submitView(modal);
  expect(workspace.views('U0ANA')).toEqual([]);
});

test('a trigger opens one view, within three seconds', async () => {
  const { payload } = await workspace.command({ as: 'U0ANA', channel: 'D0ANA', command: '/report' });
  await expect(web.views.open({ trigger_id: 'made-up', view: VIEW })).rejects.toThrow('invalid_trigger_id');
  await new Promise((resolve) => setTimeout(resolve, 3_050));
  const late = web.views.open({ trigger_id: String(payload.trigger_id), view: VIEW });
  await expect(late).rejects.toThrow('expired_trigger_id');
});
