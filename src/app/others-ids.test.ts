import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toolsFor } from '../agent/tools/all.ts';
import { transact } from '../context.ts';
import { insertSchedule } from '../delivery/schedules.ts';
import { messageOf, RapportError } from '../errors.ts';
import { ID, newId } from '../ids.ts';
import { insertRow } from '../store/prepared-statements.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { directChannelOf, type Posted } from '../testing/memory-chat.ts';
import { addMessage, addObservation } from '../testing/observation-rows.ts';
import { digestOf } from '../testing/store-rows.ts';
import { NOW } from '../testing/team.ts';
import type { App } from './context.ts';
import { HANDLERS } from './handlers.ts';

/* Ids of what is private to Marta, given by others: every tool and button answers as if there were no such thing. */

type Thing =
  | 'interaction'
  | 'follow_up'
  | 'change'
  | 'run'
  | 'observation'
  | 'capture'
  | 'schedule'
  | 'report_run';
type Press = keyof typeof HANDLERS.press;

/** What each tool is given with an id, by the field that holds it; the things whose ids it might be. */
const TOOLS: [field: string, things: Thing[], inputs: Record<string, unknown>[]][] = [
  ['undo.change_id', ['change'], [{}]],
  ['change_interaction.interaction_id', ['interaction', 'change'], [{ summary: 'x' }, { is_private: false }]],
  [
    'change_follow_up.follow_up_id',
    ['follow_up'],
    [
      { action: 'done' },
      { action: 'reopen' },
      { action: 'change', title: 'x' },
      { action: 'snooze', until: 'tomorrow' },
      { action: 'assign', to: { name: 'Tom' } },
      { action: 'hand_back' },
    ],
  ],
  ['explain_observation.observation_id', ['observation', 'capture'], [{}]],
  [
    'schedule.schedule_id',
    ['schedule'],
    [{ action: 'change', at: '10:00' }, { action: 'pause' }, { action: 'resume' }, { action: 'end' }],
  ],
];

/** Companies, contacts, deals and colleagues are the whole team's, so that nobody can tell from an id what they may not know. */
const OF_THE_TEAM = /\.(?:(?:which_|other_)?(?:company|contacts?|deal)|to)\.id$/;

const PRESSES: Partial<Record<Press, [Thing, write?: (id: string) => string]>> = {
  undo_run: ['run'],
  fix: ['run'],
  undo_change: ['change'],
  feedback: ['run', (id) => `down:${id}`],
  observation_approve: ['observation'],
  observation_dismiss: ['observation'],
  observation_evidence: ['observation'],
  observation_forget: ['observation'],
  observation_in_reports: ['observation'],
  observation_restore: ['observation'],
  capture_log: ['capture'],
  capture_skip: ['capture'],
  capture_undo: ['capture'],
  promise_done: ['observation'],
  follow_up_done: ['follow_up'],
  follow_up_tomorrow: ['follow_up', (id) => `${id}@2026-11-24T09:00`],
  follow_up_next_week: ['follow_up'],
  follow_up_hand_back: ['follow_up'],
  setting_undo: ['observation'],
  setting_again: ['observation'],
  setting_say: ['observation'],
  ...{ answer_1: ['run'], answer_2: ['run'], answer_3: ['run'], answer_4: ['run'], answer_5: ['run'] },
  answer_else: ['run'],
  report_run_again: ['report_run'],
  report_change: ['report_run'],
  report_csv: ['report_run'],
  report_schedule: ['report_run'],
  question_keep: ['report_run'],
  report_subscribe: [
    'report_run',
    (run) => JSON.stringify({ run, cadence: { every: 'day', at: '09:00' }, condition: null }),
  ],
  schedule_accept: ['schedule'],
  schedule_decline: ['schedule'],
  schedule_run: ['schedule'],
  schedule_change: ['schedule'],
  schedule_pause: ['schedule'],
  schedule_resume: ['schedule'],
  schedule_stop: ['schedule'],
  schedule_why: ['schedule'],
  schedule_menu: ['schedule', (id) => `stop:${id}`],
  schedule_offer: ['schedule'],
  schedule_take_over: ['schedule'],
};
/** Their values are names of reports, numbers of pages, or params: no ids of rows. */
const WITHOUT_ID: Press[] = [
  'report_open',
  'report_pick',
  'report_page_back',
  'report_page_on',
  'report_share',
  'schedule_page_back',
  'schedule_page_on',
  'schedule_left',
  'digest_night',
  'log_open',
  'roles_open',
];
/** Their values are ids of members, of customers and of pairs of these, which are the whole team’s. */
const OF_ALL: Press[] = [
  'hand_over_open',
  'own_fields',
  'merge_open',
  'merge_different',
  'merge_later',
  'merge_undo',
];
/** Their values are ids of files and imports: whoever is no admin is refused before anything is looked for. */
const IMPORTS: Press[] = ['import_run', 'import_cancel', 'import_undo'];
/** Their values are ids of questions that somebody proposes to keep: see `keep-question.test.ts`. */
const KEPT: Press[] = [
  'question_certify',
  'question_certify_again',
  'question_decline',
  'question_try',
  'question_withdraw',
];
/** Their values are ids in the inbox. */
const REVISIONS: Press[] = ['retract', 'apply_edit', 'dismiss'];

let desk: AppDesk;
let others: { who: string; ctx: App }[];
let ids: Record<Thing, string>;
let card: Posted;

beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  const marta = await desk.join('Marta');
  const [tom, lea, ada] = [
    await desk.join('Tom'),
    await desk.join('Lea', { role: 'lead' }),
    await desk.join('Ada', { role: 'admin' }),
  ];
  const inChannel: App = { ...ada, actor: { ...ada.actor, audience: 'shared' } };
  others = [
    { who: 'a member', ctx: tom },
    { who: 'a lead', ctx: lea },
    { who: 'an admin in a channel', ctx: inChannel },
  ];
  desk.script(calls({ name: 'log_interaction', input: PRIVATE }));
  const said = await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text: 'met Ana, keep it private' });
  if (!said.reply) throw new Error('There is no answer.');
  card = said.reply;
  ids = await makePrivate(marta);
});
afterAll(() => desk.close());

const PRIVATE = {
  kind: 'call',
  summary: 'Ana may leave.',
  company: { name: 'Acme' },
  contacts: [{ name: 'Ana Lopes' }],
  follow_ups: [{ title: 'Ask Ana' }],
  is_private: true,
};

async function makePrivate(marta: App): Promise<Record<Thing, string>> {
  const { memberId } = marta.actor;
  const [interaction] = await desk.rows('interactions');
  const [followUp] = await desk.rows('followUps');
  const [change] = await desk.rows('changes');
  const schedule = await transact(marta, (ctx) =>
    insertSchedule(ctx, {
      ...{ memberId, report: 'quiet', params: {}, paramsInWords: '', condition: null },
      ...{ cadence: { every: 'day', at: '09:00' }, timeZone: 'Europe/Lisbon', threadKey: null, offer: true },
    }),
  );
  const told = { source: 'agent', audience: 'direct', outcome: 'done' } as const;
  const reportRun = { id: newId(), report: 'quiet', memberId, params: {}, ms: 1, startedAt: NOW, ...told };
  await transact(marta, (ctx) => insertRow(ctx, { into: 'reportRuns', row: reportRun }));
  const messageId = await addMessage(marta, { memberId, text: 'I met Ana' });
  const observation = { scope: memberId, claim: 'Met Ana.', messageId, status: 'proposed' } as const;
  return {
    interaction: interaction?.id ?? '',
    follow_up: followUp?.id ?? '',
    change: change?.id ?? '',
    run: change?.runId ?? '',
    observation: await addObservation(marta, observation),
    capture: await addObservation(marta, { ...observation, kind: 'missed_capture' }),
    schedule: schedule.id,
    report_run: reportRun.id,
  };
}

/** What came of something, without the id that was given. */
async function told(work: Promise<unknown>, id: string): Promise<string> {
  const answer = await work.catch((error: unknown) =>
    error instanceof RapportError ? [error.code, error.message, error.candidates] : messageOf(error),
  );
  return (JSON.stringify(answer) ?? 'nothing').replaceAll(id, 'THE ID');
}

test('all fields for ids are in the table, so that a new one is tried too', () => {
  const [admin] = others.slice(-1);
  const fields = Object.entries(admin ? toolsFor(admin.ctx.actor) : {}).flatMap(([name, { input }]) =>
    fieldsForIds(z.toJSONSchema(input, { io: 'input' }), name),
  );
  expect(fields.filter((field) => !OF_THE_TEAM.test(field)).toSorted()).toEqual(
    TOOLS.map(([field]) => field).toSorted(),
  );
  const presses = [...Object.keys(PRESSES), ...WITHOUT_ID, ...OF_ALL, ...IMPORTS, ...KEPT, ...REVISIONS];
  expect(presses.toSorted()).toEqual(Object.keys(HANDLERS.press).toSorted());
});

function fieldsForIds(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { pattern, properties = {}, items, anyOf = [], allOf = [] } = schema as Record<string, never>;
  if (pattern === ID.source) return [path];
  return [
    ...Object.entries(properties).flatMap(([name, each]) => fieldsForIds(each, `${path}.${name}`)),
    ...fieldsForIds(items, path),
    ...[...(anyOf as unknown[]), ...(allOf as unknown[])].flatMap((each) => fieldsForIds(each, path)),
  ];
}

describe.each(TOOLS)('%s', (path, things, inputs) => {
  const [tool = '', field = ''] = path.split('.');

  test.each([0, 1, 2])('of what is private tells the same as of nothing (%i)', async (at) => {
    const { who, ctx } = others[at] as (typeof others)[number];
    const before = await digestOf(desk.store);
    for (const thing of things) {
      for (const input of inputs) {
        const say = (id: string) =>
          told(
            transact(ctx, async (ctx) => toolsFor(ctx.actor)[tool]?.run(ctx, { ...input, [field]: id })),
            id,
          );
        const unknown = await say(newId());
        expect(await say(ids[thing]), `${who}: ${thing}`).toBe(unknown);
        expect(unknown).toContain('not_found');
      }
    }
    expect(await digestOf(desk.store)).toBe(before);
  });
});

test.each(Object.entries(PRESSES))(
  '%s tells of what is private the same as of nothing',
  async (id, [thing, write]) => {
    const press = (as: string, of: string) => {
      const value = write?.(of) ?? of;
      // A thumb is for everybody in the channel of the answer, and for nobody elsewhere.
      const on = id === 'feedback' ? { ...card, channel: directChannelOf(as) } : card;
      return told(desk.press(id as Press, { as, on, value }), of);
    };
    for (const as of ['U0TOM', 'U0LEA', 'U0ADA'])
      expect(await press(as, ids[thing]), as).toBe(await press(as, newId()));
  },
);

test.each(['interaction', 'follow_up', 'change'] as const)(
  'fix of a private %s, as Home offers it, tells the same as of nothing',
  async (thing) => {
    const press = (as: string, value: string) => told(desk.press('fix', { as, on: card, value }), value);
    for (const as of ['U0TOM', 'U0LEA', 'U0ADA'])
      expect(await press(as, ids[thing]), as).toBe(await press(as, newId()));
  },
);

test.each(REVISIONS)(
  '%s knows what was offered elsewhere, or is no revision, no more than nothing',
  async (id) => {
    const { channel, ts } = await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text: 'met Ana again' });
    await desk.edit({ as: 'U0MARTA', channel, ts, text: 'met Eva' });
    const inbox = await desk.rows('inbox');
    expect(inbox.map(({ kind }) => kind)).toContain('edit');
    for (const as of ['U0MARTA', 'U0ADA']) {
      const press = (value: string, on: string) =>
        desk.press(id, { as, on: { ...card, channel: on }, value });
      const unknown = await press(newId(), 'C0OTHER');
      for (const row of inbox) expect(await press(row.id, 'C0OTHER'), row.kind).toEqual(unknown);
      const message = inbox.find(({ kind }) => kind === 'message');
      expect(await press(message?.id ?? '', channel)).toEqual(unknown);
    }
  },
);
