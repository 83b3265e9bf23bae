import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signatureOf } from '../emulator/server/signing.ts';
import type { Json } from '../emulator/workspace-types.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

const WORDS = 'Sorry, I only work for full members of this workspace';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** Sends what Slack sends as a form, and gives the answer. */
async function send(form: Record<string, string>): Promise<{ status: number; answer: Json }> {
  const body = new URLSearchParams(form).toString();
  const timestamp = Math.floor(Date.now() / 1_000);
  const response = await fetch(`http://127.0.0.1:${harness.app.port}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signatureOf(harness.workspace.signingSecret, timestamp, body),
    },
  });
  const text = await response.text();
  return { status: response.status, answer: text ? JSON.parse(text) : {} };
}
const interact = (payload: Json) => send({ payload: JSON.stringify(payload) });

const view = (team: string): Json => ({
  id: 'V1',
  team_id: team,
  app_installed_team_id: team,
  type: 'modal',
  callback_id: 'report_run',
  blocks: [],
  state: { values: {} },
});

/** Teams as a request of somebody names them. */
const TEAMS: [string, Json][] = [
  ['another workspace', { team: { id: 'T0OTHER', domain: 'other' }, enterprise: null }],
  [
    'a sister workspace on Enterprise Grid',
    {
      team: { id: 'T0SISTER', domain: 'sister', enterprise_id: 'E0RAPPORT' },
      enterprise: { id: 'E0RAPPORT', name: 'Rapport' },
      is_enterprise_install: false,
    },
  ],
  ['another organisation alone', { team: null, enterprise: { id: 'E0OTHER' }, is_enterprise_install: true }],
];

describe.each(TEAMS)('of %s', (_, named) => {
  const user = { id: 'U0TOM', username: 'tom', team_id: 'T0OTHER' };
  const action = {
    type: 'button',
    action_id: 'report_share',
    block_id: 'b',
    value: 'pipeline',
    action_ts: '1.1',
  };

  test('a click is acknowledged, refused in words to the person alone, and does nothing', async () => {
    const { workspace } = harness;
    workspace.clearCalls();
    const { status } = await interact({
      type: 'block_actions',
      user,
      ...named,
      channel: { id: 'C0SALES', name: 'sales' },
      container: { type: 'message', message_ts: '1.1', channel_id: 'C0SALES' },
      message: { ts: '1.1', text: 'a report' },
      response_url: new URL('/actions/T0OTHER/1/x', workspace.apiUrl).href,
      actions: [action],
    });
    expect(status).toBe(200);
    const said = await until('words', async () => workspace.calls('response_url')[0]);
    expect(said.body).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(said.body.text).toContain(WORDS);
    expect(workspace.calls().length).toBe(1);
  });

  test('a click in a form, which has no address for an answer, is acknowledged', async () => {
    const { id: _id, ...theirs } = view('T0OTHER');
    const asked = { type: 'block_actions', user, ...named, view: { ...theirs, id: 'V1' }, actions: [action] };
    expect(await interact({ ...asked, container: { type: 'view', view_id: 'V1' } })).toMatchObject({
      status: 200,
    });
  });

  test('a form says so in its place', async () => {
    const { status, answer } = await interact({
      type: 'view_submission',
      user,
      ...named,
      view: view('T0OTHER'),
    });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
    expect(JSON.stringify(answer)).toContain(WORDS);
  });

  test('a field that offers choices offers none', async () => {
    const typed = { type: 'block_suggestion', action_id: 'param_record', block_id: 'company', value: 'a' };
    expect(await interact({ ...typed, user, ...named, view: view('T0OTHER') })).toEqual({
      status: 200,
      answer: { options: [] },
    });
  });
});

test.each([
  ['another workspace', { team_id: 'T0OTHER' }],
  ['a sister workspace', { team_id: 'T0SISTER', enterprise_id: 'E0RAPPORT', is_enterprise_install: 'false' }],
])('a command of %s is answered with a refusal, and nothing of ours', async (_, named) => {
  harness.workspace.clearCalls();
  const { status, answer } = await send({
    command: '/report',
    text: 'list',
    user_id: 'U0TOM',
    channel_id: 'C0SALES',
    trigger_id: '1.2.3',
    response_url: new URL('/actions/T0OTHER/1/x', harness.workspace.apiUrl).href,
    ...named,
  });
  expect([status, answer.response_type]).toEqual([200, 'ephemeral']);
  expect(answer.text).toContain(WORDS);
  expect(harness.workspace.calls()).toEqual([]);
});
