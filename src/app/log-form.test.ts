import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPlaces } from '../crm/message-places.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { App } from './context.ts';
import type { EntryField, LogForm } from './entry-screens.ts';
import type { ShortcutMessage } from './handler.ts';

let desk: AppDesk;
let marta: App;
let tom: App;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  [marta, tom] = [await desk.join('Marta'), await desk.join('Tom')];
  desk.chat.refuse('U0GUEST', 'guest');
  desk.chat.refuse('U0OUT', 'stranger');
});
afterAll(() => desk.close());

const MESSAGE: ShortcutMessage = {
  channel: 'C0SALES',
  ts: `${Date.UTC(2026, 10, 23, 9) / 1_000}.000100`,
  user: 'U0TOM',
  text: 'Ana at Acme wants the price for all sites by Friday.',
  parts: [],
  files: [],
  link: 'https://larkfield.slack.com/archives/C0SALES/p1',
};

async function open(message?: ShortcutMessage): Promise<LogForm> {
  const id = message ? 'log_message' : 'log_interaction';
  const form = await desk.shortcut(id, { as: 'U0MARTA', ...(message ? { message } : {}) });
  if (!('kind' in form) || form.kind !== 'log') throw new Error(JSON.stringify(form));
  return form;
}

const startOf = (field: EntryField) => (field.type === 'people' ? field.values : field.value);
const startsOf = ({ fields }: LogForm) =>
  Object.fromEntries(fields.map((field) => [field.name, startOf(field)]).filter(([, value]) => value));
const lastInteraction = async () => (await desk.rows('interactions')).at(-1);

test('the form for everywhere is empty but for today, and its card comes by direct message', async () => {
  const form = await open();
  expect(startsOf(form)).toEqual({ day: '2026-11-24', people: [] });
  const values = {
    kind: 'meeting',
    company: 'new:Acme',
    people: ['new:Ana Lopes'],
    day: '2026-11-23',
    summary: 'Likes the pilot.',
    details: null,
    next: 'Send the price',
    due: '2026-11-27',
    private: false,
  };
  const submit = () => desk.submit('log', { as: 'U0MARTA', key: 'view:1', origin: form.origin, values });
  expect(await submit()).toBeUndefined();
  // The same form that comes twice is saved once.
  expect(await submit()).toBeUndefined();
  expect(await desk.rows('interactions')).toHaveLength(1);
  const card = desk.chat.posted.at(-1);
  expect(card?.channel).toBe('D0MARTA');
  expect(card?.document.facts?.map(({ label }) => label)).toEqual(['Logged', 'Summary', 'New', 'Follow-up']);
  expect(card?.document.actions?.map(({ id }) => id)).toEqual(['undo_change', 'fix']);
  if (!card) throw new Error('There is no card.');
  const fix = await desk.press('fix', { as: 'U0MARTA', on: card });
  expect(fix).toMatchObject({ form: { kind: 'fix', origin: { thing: { kind: 'interaction' } } } });
  await desk.press('undo_change', { as: 'U0MARTA', on: card });
  expect(await desk.rows('interactions')).toEqual([]);
  expect(card.document.facts).toContainEqual({ label: 'Undone', value: 'by Marta' });
});

test('what is missing or cannot be is said below its field, and nothing is saved', async () => {
  const { origin } = await open();
  const values = { kind: 'call', day: '2026-12-24', summary: 'x', due: '2026-12-25', people: [] };
  expect(await desk.submit('log', { as: 'U0MARTA', origin, values })).toEqual({
    problems: [
      { param: 'company', reason: expect.stringContaining('With whom') },
      { param: 'day', reason: expect.stringContaining('not happened yet') },
      { param: 'next', reason: expect.stringContaining('What is to be done') },
    ],
  });
  expect(await desk.rows('interactions')).toEqual([]);
});

test('the form of a message has its words, its author, its day and its address, and the message is its source', async () => {
  const form = await open(MESSAGE);
  expect(form.about).toEqual({
    text: 'From a message of Tom, Mon 23 Nov 2026',
    link: MESSAGE.link,
    earlier: [],
  });
  expect(startsOf(form)).toEqual({
    kind: 'message',
    day: '2026-11-23',
    people: [],
    summary: MESSAGE.text,
  });
  const values = { ...startsOf(form), company: 'new:Globex', people: [] };
  await desk.submit('log', { as: 'U0MARTA', origin: form.origin, values });
  expect(await lastInteraction()).toMatchObject({ sourceChannel: 'C0SALES', sourceTs: MESSAGE.ts });
  expect((await open(MESSAGE)).about?.earlier).toEqual(['Message with Globex']);
  const place = { channel: 'C0SALES', ts: MESSAGE.ts };
  expect(desk.chat.posted.at(-1)?.document.facts?.[0]).toMatchObject({ label: 'Logged', place });
  const id = (await lastInteraction())?.id ?? '';
  const placeFor = async (ctx: App, audience: 'direct' | 'shared' = 'direct') =>
    (await listPlaces({ ...ctx, actor: { ...ctx.actor, audience } }, [id])).get(id);
  expect(await placeFor(marta)).toEqual(place);
  // The message may be in a channel that nobody else can open.
  expect(await placeFor(marta, 'shared')).toBeUndefined();
  expect(await placeFor(tom)).toBeUndefined();
});

test('what somebody has logged from a message of a colleague is not told to them, or taken back by them', async () => {
  const message = { ...MESSAGE, ts: '1795424409.000100' };
  const form = await open(message);
  const values = { ...startsOf(form), company: 'new:Initech', people: [], private: true };
  await desk.submit('log', { as: 'U0MARTA', origin: form.origin, values });
  const before = desk.chat.posted.length;
  await desk.edit({
    as: 'U0TOM',
    channel: message.channel,
    ts: message.ts,
    text: 'Ana wants something else.',
  });
  await desk.remove({ as: 'U0TOM', channel: message.channel, ts: message.ts });
  expect(desk.chat.posted).toHaveLength(before);
  expect(await lastInteraction()).toMatchObject({ sourceTs: message.ts, isPrivate: true });
});

test('a long message is kept whole beside a short summary', async () => {
  const text = 'The pilot went well. '.repeat(60).trim();
  const { summary, details } = startsOf(await open({ ...MESSAGE, ts: '1795424401.000100', text })) as {
    summary: string;
    details: string;
  };
  expect(summary.length).toBeLessThanOrEqual(300);
  expect(details).toBe(text);
});

test('a mail in a message is logged as one of its author, with the day and the subject of its head', async () => {
  const text =
    'From: Callum Reid <callum.reid@quayside.example>\nDate: Fri, 20 Nov 2026 16:12\nSubject: Renewal\n\nTen more seats, please.';
  const form = await open({ ...MESSAGE, ts: '1795424402.000100', text });
  expect(startsOf(form)).toMatchObject({
    kind: 'email',
    day: '2026-11-20',
    summary: 'Renewal',
    people: [{ label: 'New: Callum Reid <callum.reid@quayside.example>' }],
  });
  const people = [form.fields.find(({ name }) => name === 'people')].flatMap((field) =>
    field?.type === 'people' ? field.values.map(({ value }) => value) : [],
  );
  await desk.submit('log', { as: 'U0MARTA', origin: form.origin, values: { ...startsOf(form), people } });
  const again = await open({
    ...MESSAGE,
    ts: '1795424403.000100',
    text: text.replace('callum.reid@', 'cr@'),
  });
  const [known] = (await desk.rows('contacts')).filter(({ name }) => name === 'Callum Reid');
  expect(startsOf(again).people).toEqual([
    { value: `${known?.id} cr@quayside.example`, label: 'Callum Reid' },
  ]);
});

test('an author whose name and address do not fit into a choice is one by the address alone', async () => {
  const name = 'Maximiliana '.repeat(12).trim();
  const text = `From: ${name} <mm@quayside.example>\nSubject: Renewal\n\nTen more seats, please.`;
  const { fields } = await open({ ...MESSAGE, ts: '1795424410.000100', text });
  expect(fields.find(({ type }) => type === 'people')).toMatchObject({
    values: [{ value: 'new:mm@quayside.example' }],
  });
});

test('nothing is taken from where outsiders read, or write; guests get no form', async () => {
  const words = { kind: 'words', text: expect.stringContaining('I take nothing from it') };
  const at = (message: ShortcutMessage, as = 'U0MARTA') => desk.shortcut('log_message', { as, message });
  desk.chat.outsiders.add('C0SHARED');
  expect(await at({ ...MESSAGE, channel: 'C0SHARED' })).toEqual(words);
  expect(await at({ ...MESSAGE, channel: 'D0SOMEONE', user: 'U0OUT' })).toEqual(words);
  expect(await at(MESSAGE, 'U0GUEST')).toEqual({
    say: expect.stringContaining('only work for full members'),
  });
});
