import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { calls } from '../testing/agent-scripts.ts';
import { fireAt } from '../testing/fire-schedules.ts';
import {
  BY_COMPANY,
  DIGEST,
  type KeptQuestionDesk,
  openKeptQuestionDesk,
} from '../testing/kept-question-desk.ts';
import { directChannelOf, type Posted } from '../testing/memory-chat.ts';

let desk: KeptQuestionDesk;

beforeAll(async () => {
  desk = await openKeptQuestionDesk();
});
afterAll(() => desk.close());

const asked: KeptQuestionDesk['asked'] = (...given) => desk.asked(...given);
const propose: KeptQuestionDesk['propose'] = (...given) => desk.propose(...given);
const kept: KeptQuestionDesk['keep'] = (...given) => desk.keep(...given);

const cards = () => desk.chat.posted.filter(({ channel }) => channel === DIGEST);

const statusOf = async (name: string) =>
  (await desk.rows('keptQuestions')).filter((row) => row.name === name).map(({ status }) => status);

describe('a question that somebody proposes to keep', () => {
  test('is certified by the click of an admin, once, and is a report for everybody then', async () => {
    const { form, said, card } = await propose('U0TOM', { name: 'meetings-by-company' });
    expect(form).toMatchObject({ name: 'meetings-by-company-all-time', isAdmin: false });
    expect(said).toEqual({ say: expect.stringContaining('An admin is asked') });
    expect(card?.document.facts).toContainEqual({
      label: 'Report',
      value: 'Title of meetings-by-company (meetings-by-company)',
    });
    if (!card) throw new Error('There is no card.');
    expect(await desk.report('U0MARTA', 'meetings-by-company')).toEqual({
      say: expect.stringContaining('I know no report'),
    });
    const tried = await desk.next('U0ADA', () => desk.press('question_try', { as: 'U0ADA', on: card }));
    expect(tried.document.table?.rows.length).toBeGreaterThan(1);
    expect(await desk.press('question_certify', { as: 'U0LEA', on: card })).toEqual({
      say: 'Only admins decide what is kept as a report.',
    });
    const told = desk.said('U0TOM').length;
    const press = (as: string) => desk.press('question_certify', { as, on: card });
    const both = await Promise.all([press('U0ADA'), press('U0EVA')]);
    expect(both).toContainEqual({ say: '“meetings-by-company” is kept already.' });
    expect(both).toContainEqual(undefined);
    expect(
      desk
        .said('U0TOM')
        .slice(told)
        .map(({ document }) => document.text),
    ).toEqual(['“Title of meetings-by-company” is kept as a report: /report meetings-by-company runs it.']);
    const run = await desk.next('U0MARTA', () => desk.report('U0MARTA', 'meetings-by-company'));
    expect(run.document.title).toBe('Title of meetings-by-company');
    expect(run.document.note).toContain('Certified Tue 24 Nov 2026');
    const again = await desk.next('U0MARTA', () =>
      desk.press('report_run_again', { as: 'U0MARTA', on: run }),
    );
    expect(again.document.table?.rows).toEqual(run.document.table?.rows);
  });

  test('is found first by search, listed and explained', async () => {
    desk.script(calls({ name: 'search_reports', input: { query: 'meetings by company' } }));
    const { text } = await desk.say({ as: 'U0LEA', text: 'meetings by company?' });
    expect(text).toMatch(/"reports":\[\{"name":"meetings-by-company"/);
    expect(JSON.stringify(await desk.report('U0LEA', 'list'))).toContain('meetings-by-company');
    expect(await desk.report('U0LEA', 'help meetings-by-company')).toMatchObject({
      show: { explanation: { name: 'meetings-by-company', params: [], for: 'members, leads, and admins' } },
    });
  });

  test.each([
    ['meetings-by-company', 'is a report already'],
    ['my-week', 'is a report already'],
    ['list', 'must not be one of'],
    ['Not Kebab', 'must be kebab-case'],
    ['__proto__', 'must be kebab-case'],
  ])('cannot be called %s', async (name, reason) => {
    const { said } = await propose('U0TOM', { name });
    expect(JSON.stringify(said)).toContain(reason);
  });

  test('is declined, and its name is free again', async () => {
    const { card } = await propose('U0TOM', { name: 'no-thanks' });
    if (!card) throw new Error('There is no card.');
    const value = card.document.actions?.find(({ id }) => id === 'question_certify')?.value ?? '';
    await desk.press('question_decline', { as: 'U0ADA', on: card });
    expect(await desk.press('question_certify', { as: 'U0EVA', on: card, value })).toEqual({
      say: '“no-thanks” was declined.',
    });
    const { said } = await propose('U0LEA', { name: 'no-thanks' });
    expect(said).toEqual({ say: expect.stringContaining('An admin is asked') });
    expect(await statusOf('no-thanks')).toEqual(['declined', 'proposed']);
  });

  test('is withdrawn by who proposed it as long as it waits, and by nobody else but admins', async () => {
    const { card } = await propose('U0TOM', { name: 'on-second-thought' });
    const own = desk.said('U0TOM').at(-1);
    const [row] = (await desk.rows('keptQuestions')).slice(-1);
    if (!card || !own || !row) throw new Error('Nothing is proposed.');
    const by = (as: string) => desk.press('question_withdraw', { as, on: own, value: row.id });
    expect(await by('U0MARTA')).toEqual({ say: expect.stringContaining('I do not find that kept question') });
    expect(await by('U0TOM')).toBeUndefined();
    expect(await desk.press('question_certify', { as: 'U0ADA', on: card })).toEqual({
      say: '“on-second-thought” was withdrawn.',
    });
  });

  test.each([
    'question_certify',
    'question_certify_again',
    'question_decline',
    'question_try',
    'question_withdraw',
  ] as const)('is told of by %s to others than admins as what is not there', async (id) => {
    const [row] = (await desk.rows('keptQuestions')).filter(({ name }) => name === 'no-thanks').slice(-1);
    const on = { channel: DIGEST, ts: '1.1', threadTs: null, document: { text: '' } };
    for (const as of ['U0MARTA', 'U0TOM']) {
      const nothing = await desk.press(id, { as, on, value: newId() });
      expect(await desk.press(id, { as, on, value: row?.id ?? '' })).toEqual(nothing);
    }
    expect(await statusOf('no-thanks')).toEqual(['declined', 'proposed']);
  });

  test('by an admin is kept at once', async () => {
    const { said, card } = await propose('U0ADA', { name: 'of-an-admin' });
    expect(said).toEqual({ say: expect.stringContaining('is kept for the team') });
    expect(card).toBeUndefined();
    expect(await statusOf('of-an-admin')).toEqual(['certified']);
  });

  test('comes to the direct messages of admins where there is no channel of the digest', async () => {
    Object.assign(desk.app, { digestChannel: undefined });
    await propose('U0LEA', { name: 'to-admins' });
    Object.assign(desk.app, { digestChannel: DIGEST });
    for (const admin of ['U0ADA', 'U0EVA'])
      expect(desk.said(admin).at(-1)?.document.title).toBe('Keep this as a report?');
    expect(desk.chat.posted.some(({ channel }) => channel === directChannelOf('U0MARTA'))).toBe(true);
  });

  test('comes to admins whom only the settings name, and is not written down where nobody can be asked', async () => {
    const { adminsOf } = desk.app;
    const named = [{ slackUserId: 'U0NAMED', channel: 'D0NAMED' }];
    Object.assign(desk.app, { digestChannel: undefined, adminsOf: async () => named });
    const { said } = await propose('U0LEA', { name: 'to-named' });
    Object.assign(desk.app, { adminsOf: async () => [] });
    const { said: refused } = await propose('U0LEA', { name: 'to-nobody' });
    Object.assign(desk.app, { digestChannel: DIGEST, adminsOf });
    expect(said).toEqual({ say: expect.stringContaining('An admin is asked') });
    expect(desk.chat.posted.findLast(({ channel }) => channel === 'D0NAMED')?.document.title).toBe(
      'Keep this as a report?',
    );
    expect(JSON.stringify(refused)).toContain('I can reach no admin');
    expect(await statusOf('to-nobody')).toEqual([]);
    await desk.press('question_withdraw', {
      as: 'U0LEA',
      on: desk
        .said('U0LEA')
        .findLast(({ document }) => document.actions?.[0]?.id === 'question_withdraw') as Posted,
    });
  });

  test('is decided only together with the word to who proposed it', async () => {
    const { card } = await propose('U0TOM', { name: 'told-together' });
    if (!card) throw new Error('There is no card.');
    const { directChannel } = desk.chat;
    const fails = async () => {
      throw new Error('Slack is down.');
    };
    Object.assign(desk.app.chat, { directChannel: fails });
    await desk.press('question_certify', { as: 'U0ADA', on: card });
    Object.assign(desk.app.chat, { directChannel });
    expect(await statusOf('told-together')).toEqual(['proposed']);
    await desk.press('question_certify', { as: 'U0ADA', on: card });
    expect(await statusOf('told-together')).toEqual(['certified']);
    expect(desk.said('U0TOM').at(-1)?.document.text).toContain('is kept as a report');
  });

  test('a hundred in a row are bounded', async () => {
    const shown = await asked('U0MARTA');
    const run = shown.document.actions?.find(({ id }) => id === 'question_keep')?.value ?? '';
    const before = cards().length;
    for (let at = 0; at < 100; at += 1)
      await desk.submit('keep_question', { as: 'U0MARTA', run, name: `many-${at}`, title: 'x' });
    await desk.settle();
    expect(cards().length - before).toBe(5);
  });

  test('of somebody else’s run is refused as one that is not there', async () => {
    const shown = await asked('U0LEA');
    expect(await desk.press('question_keep', { as: 'U0TOM', on: shown })).toEqual({
      say: expect.stringContaining('I do not find that report run'),
    });
  });

  test('whose dimension a reader may not use is refused to them with words', async () => {
    await desk.rewrite((text) =>
      text.replace(
        'kind: { type: enum, label: Kind,',
        'kind: { type: enum, label: Kind, roles: [lead, admin],',
      ),
    );
    await kept('U0LEA', { name: 'by-kind', input: { ...BY_COMPANY, by: ['kind'] } });
    expect(await desk.report('U0MARTA', 'by-kind')).toEqual({ say: '“by-kind” is for leads and admins.' });
    expect(JSON.stringify(await desk.report('U0MARTA', 'list'))).not.toContain('by-kind');
    const run = await desk.next('U0LEA', () => desk.report('U0LEA', 'by-kind'));
    expect(run.document.title).toBe('Title of by-kind');
  });

  test('that means whoever asks means everybody themselves', async () => {
    const input = { ...BY_COMPANY, by: [], where: [{ dimension: 'member', values: ['me'] }] };
    await kept('U0LEA', { name: 'my-meetings', input });
    const rows = async (as: string) =>
      (await desk.next(as, () => desk.report(as, 'my-meetings'))).document.table?.rows;
    expect(await rows('U0MARTA')).not.toEqual(await rows('U0LEA'));
  });
});

describe('a kept question on a schedule', () => {
  const last = (as: string) => desk.said(as).at(-1)?.document;

  test('is sent, says once that its metric has changed, and an admin certifies it anew', async () => {
    const input = { action: 'create', report: 'meetings-by-company', every: 'day', at: '18:00' };
    desk.script(calls({ name: 'schedule', input }));
    const { reply } = await desk.say({ as: 'U0LEA', text: 'send me that every day' });
    const offer = desk
      .said('U0LEA')
      .findLast(({ document }) => document.actions?.some(({ id }) => id === 'schedule_accept'));
    if (!offer || !reply) throw new Error('It is not offered.');
    expect(offer.document.facts).toContainEqual({ label: 'Report', value: 'Title of meetings-by-company' });
    await desk.press('schedule_accept', { as: 'U0LEA', on: offer });
    await fireAt(desk, '2026-11-24T18:00:00Z');
    expect(last('U0LEA')?.text).not.toContain('has changed');
    await desk.rewrite((text) => text.replace('label: Calls', 'label: Phone calls'));
    await fireAt(desk, '2026-11-25T18:00:00Z');
    expect(last('U0LEA')?.text).toContain('How this is counted has changed');
    await fireAt(desk, '2026-11-26T18:00:00Z');
    expect(last('U0LEA')?.text).not.toContain('How this is counted has changed');
    const run = await desk.next('U0ADA', () => desk.report('U0ADA', 'meetings-by-company'));
    expect(run.document.note).toContain('how Interactions are counted has changed since');
    expect(await desk.press('question_certify_again', { as: 'U0ADA', on: run })).toEqual({
      say: '“Title of meetings-by-company” is certified by you, as it is counted now.',
    });
    const now = await desk.next('U0LEA', () => desk.report('U0LEA', 'meetings-by-company'));
    expect(now.document.note).not.toContain('has changed since');
    expect(now.document.actions?.map(({ id }) => id)).not.toContain('question_certify_again');
  });

  test('says that it is counted otherwise where another question has its name by now', async () => {
    const on = await desk.next('U0ADA', () => desk.report('U0ADA', 'meetings-by-company'));
    await desk.press('question_withdraw', { as: 'U0ADA', on });
    await propose('U0ADA', { name: 'meetings-by-company', input: { ...BY_COMPANY, measures: ['calls'] } });
    await fireAt(desk, '2026-11-27T18:00:00Z');
    expect(last('U0LEA')?.text).toContain('How this is counted has changed');
  });

  test('pauses when the admin who certified it is none any more, until another one answers for it', async () => {
    await desk.join('Ada', { role: 'member' });
    const before = desk.said('U0LEA').length;
    await fireAt(desk, '2026-11-28T18:00:00Z');
    await fireAt(desk, '2026-11-29T18:00:00Z');
    const said = desk
      .said('U0LEA')
      .slice(before)
      .map(({ document }) => document);
    expect(said.map(({ text }) => text)).toEqual([expect.stringContaining('they are no admin any more')]);
    const run = await desk.next('U0EVA', () => desk.report('U0EVA', 'meetings-by-company'));
    await desk.press('question_certify_again', { as: 'U0EVA', on: run });
    const [paused] = said;
    if (!paused) throw new Error('It was not paused.');
    const on = desk.said('U0LEA').findLast(({ document }) => document === paused) ?? run;
    await desk.press('schedule_resume', { as: 'U0LEA', on });
    await fireAt(desk, '2026-11-30T18:00:00Z');
    expect(last('U0LEA')?.title).toBe('Title of meetings-by-company');
    expect(last('U0LEA')?.table).toBeDefined();
  });

  test('pauses when the admin has left, and when it is withdrawn, with the reason', async () => {
    desk.chat.refuse('U0EVA', 'deactivated');
    await fireAt(desk, '2026-12-01T18:00:00Z');
    expect(last('U0LEA')?.text).toContain('their account is deactivated');
    desk.chat.admit('U0EVA');
    const on = desk.said('U0LEA').at(-1);
    if (!on) throw new Error('Nothing was said.');
    await desk.press('schedule_resume', { as: 'U0LEA', on });
    const run = await desk.next('U0EVA', () => desk.report('U0EVA', 'meetings-by-company'));
    await desk.press('question_withdraw', { as: 'U0EVA', on: run });
    for (const time of ['18:00:00', '18:00:20', '18:02:00', '18:10:00'])
      await fireAt(desk, `2026-12-02T${time}Z`);
    expect(last('U0LEA')?.text).toContain('There is no report “meetings-by-company” any more.');
    const [row] = await desk.rows('schedules');
    expect(row?.status).toBe('paused');
  });
});
