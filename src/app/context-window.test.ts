import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Script } from '../testing/model-script.ts';

let desk: AppDesk;

beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none', now: new Date('2026-11-26T16:04:00Z') });
  await desk.join('Marta', { locale: 'pt-PT' });
  for (const name of ['Tom', 'Lea', 'New']) await desk.join(name, { locale: 'en-US' });
});
afterAll(() => desk.close());

type Parts = { text: string }[];

/** The parts of the one user message that the model was sent last. */
function userParts(): string[] {
  const users = (desk.requests.at(-1)?.messages ?? []).filter(({ role }) => role === 'user');
  expect(users).toHaveLength(1);
  return ((users[0]?.content ?? []) as Parts).map(({ text }) => text);
}

const context = () => JSON.parse(userParts().at(-2)?.split('\n').slice(1).join('\n') ?? '{}');

const log = (company: string, ...contacts: string[]) => ({
  name: 'log_interaction',
  input: { kind: 'call', summary: 'They want a quote.', company: { name: company }, contacts },
});

/** Makes a call, and asks when it was refused. */
const logsOrAsks =
  (company: string, ...contacts: string[]): Script =>
  ({ results }) =>
    results.length === 0
      ? { calls: [log(company, ...contacts)] }
      : { text: 'Do you mean Bluefin Logistics?' };

test('the model gets one user message, with what was said last, and knows when, where and for whom', async () => {
  await desk.say({ as: 'U0MARTA', text: 'Good morning' });
  expect(userParts()).toEqual([expect.stringMatching(/^Context\. /), 'Good morning']);
  expect(context()).toMatchObject({
    today: '2026-11-26',
    time: '16:04',
    locale: 'pt-PT',
    day_order: '03/04 is 3 April',
    place: 'direct message',
    thread: [],
  });
  expect(context()).not.toHaveProperty('others_read_this');
  expect(context()).not.toHaveProperty('waiting_for');
  await desk.say({ as: 'U0TOM', text: 'Morning' });
  expect(context()).toMatchObject({ locale: 'en-US', day_order: '4/3 is 3 April' });
});

test('a question is open until it is answered, also at the top level of a direct message', async () => {
  desk.script(calls(log('Bluefin Logistics'), log('Bluefin Foods')));
  await desk.say({ as: 'U0MARTA', text: 'Calls with both Bluefins' });
  desk.script(logsOrAsks('Bluefin'));
  await desk.say({ as: 'U0MARTA', text: 'Call with Bluefin, they want a quote.' });
  desk.script(() => ({ text: 'Saved.' }));
  const { ts } = await desk.say({ as: 'U0MARTA', text: 'yes' });
  const company = (await desk.rows('companies')).find(({ name }) => name === 'Bluefin Logistics');
  const waiting = {
    asked: 'Do you mean Bluefin Logistics?',
    about: 'Call with Bluefin, they want a quote.',
    refused_calls: [
      { tool: 'log_interaction', arguments: expect.objectContaining({ company: { name: 'Bluefin' } }) },
    ],
    candidates: expect.arrayContaining([
      { name: expect.stringContaining('Bluefin Logistics'), id: company?.id },
      { name: expect.stringContaining('Bluefin Foods'), id: expect.any(String) },
    ]),
    since: '2026-11-26 16:04',
  };
  expect(context()).toMatchObject({ thread: [], waiting_for: waiting });
  expect(context().recent_messages.at(-1)).toEqual({
    on: '2026-11-26',
    text: 'Call with Bluefin, they want a quote.',
    reply: 'Do you mean Bluefin Logistics?',
  });
  await desk.say({ as: 'U0MARTA', text: 'thanks' });
  expect(context()).not.toHaveProperty('waiting_for');

  desk.script(logsOrAsks('Bluefin'));
  await desk.say({ as: 'U0MARTA', text: 'Another call with Bluefin', threadTs: ts });
  desk.script(() => ({ text: 'Fine.' }));
  await desk.say({ as: 'U0MARTA', text: 'yes', threadTs: ts });
  expect(context().waiting_for).toMatchObject({ asked: 'Do you mean Bluefin Logistics?' });
});

test('a question among many says how many more could be meant', async () => {
  const named = Array.from({ length: 10 }, (_, at) => {
    const { name, input } = log(`Firm${at}`);
    return { name, input: { ...input, contacts: [{ name: 'Peter Muller', is_new: true }] } };
  });
  desk.script(calls(...named.slice(0, 8)));
  await desk.say({ as: 'U0TOM', text: 'Calls with all the Peters' });
  desk.script(calls(...named.slice(8)));
  await desk.say({ as: 'U0TOM', text: 'And with these' });
  const call = { name: 'log_interaction', input: { kind: 'call', summary: 'x', contacts: ['Peter Muller'] } };
  desk.script(({ results }) => (results.length === 0 ? { calls: [call] } : { text: 'Which Peter?' }));
  const { text } = await desk.say({ as: 'U0TOM', text: 'Call with Peter Muller' });
  expect(text).toMatch(/\nNot saved: call with Peter Muller\. Which one: Peter .*; or one of 2 others\?$/);
  desk.script(() => ({ text: 'Fine.' }));
  await desk.say({ as: 'U0TOM', text: 'the one of Firm3' });
  expect(context().waiting_for).toMatchObject({ candidates: { length: 8 }, more: '2' });
});

test('what a question is about is whole, however long it is, so that nothing has to be said again', async () => {
  const notes = `Call with Bluefin. ${'They want a quote for the depot. '.repeat(90)}Last line.`;
  desk.script(logsOrAsks('Bluefin'));
  const { ts } = await desk.say({ as: 'U0MARTA', text: notes });
  desk.script(() => ({ text: 'Fine.' }));
  await desk.say({ as: 'U0MARTA', text: 'Logistics', threadTs: ts });
  expect(context().waiting_for?.about).toBe(notes);
});

test('an earlier question stays open, with all it needs, until what it asked about is saved', async () => {
  desk.script(logsOrAsks('Bluefin'));
  await desk.say({ as: 'U0LEA', text: 'Call with Bluefin about the depot.' });
  desk.script(() => ({ text: 'Good night!' }));
  await desk.say({ as: 'U0LEA', text: 'thanks, and good night' });
  await desk.say({ as: 'U0LEA', text: 'Bluefin: the logistics one' });
  expect(context()).not.toHaveProperty('waiting_for');
  expect(context().still_waiting).toEqual([
    expect.objectContaining({
      asked: 'Do you mean Bluefin Logistics?',
      about: 'Call with Bluefin about the depot.',
      refused_calls: [{ tool: 'log_interaction', arguments: expect.anything() }],
    }),
  ]);
  const [call] = context().still_waiting?.[0]?.refused_calls ?? [];
  const input = { ...(call?.arguments as object), company: { name: 'Bluefin Logistics' } };
  desk.script(calls({ name: 'log_interaction', input }));
  await desk.say({ as: 'U0LEA', text: 'Bluefin: the logistics one' });
  await desk.say({ as: 'U0LEA', text: 'thanks' });
  expect(context()).not.toHaveProperty('still_waiting');
});

test('a question is open no more once its author has deleted the message it was about', async () => {
  const says = (text: string) => desk.say({ as: 'U0NEW', text });
  const remove = async (ts: string) => {
    await desk.remove({ as: 'U0NEW', channel: 'D0NEW', ts });
    await desk.settle();
  };
  desk.script(logsOrAsks('Bluefin', 'Ana Lopes'));
  const first = await says('Call with Ana of Bluefin');
  desk.script(logsOrAsks('Bluefin', 'Rui Costa'));
  const second = await says('Call with Rui of Bluefin');
  desk.script(() => ({ text: 'Fine.' }));
  await says('the logistics one');
  expect(context()).toMatchObject({ waiting_for: {}, still_waiting: [{}] });
  await remove(first.ts);
  await says('hello');
  expect(context().still_waiting).toMatchObject([{ about: 'Call with Rui of Bluefin' }]);
  await remove(second.ts);
  await says('hello');
  expect(JSON.stringify(context())).not.toMatch(/waiting|refused_calls/);
});

test('a question of yesterday waits in its thread alone', async () => {
  desk.script(() => ({ text: 'Who is this about?' }));
  const { ts } = await desk.say({ as: 'U0TOM', text: 'They were late.' });
  desk.script(() => ({ text: 'Fine.' }));
  await desk.say({ as: 'U0TOM', text: 'Kestrel Foods' });
  expect(context().waiting_for).toMatchObject({ asked: 'Who is this about?', candidates: [] });
  desk.clock.advance(24 * 3_600_000);
  await desk.say({ as: 'U0TOM', text: 'Good morning' });
  expect(context()).not.toHaveProperty('waiting_for');
  await desk.say({ as: 'U0TOM', text: 'Kestrel Foods', threadTs: ts });
  expect(context().waiting_for).toMatchObject({ asked: 'Who is this about?' });
});

test('a question about the company of what was saved has the companies that may be meant', async () => {
  const works = (name: string) => ({
    name: 'relate',
    input: { contact: { name: 'Zoe Alba' }, kind: 'works_at', company: { name } },
  });
  desk.script(calls(log('Zenith', 'Zoe Alba'), works('Zephyr')));
  await desk.say({ as: 'U0TOM', text: 'Call with Zoe Alba of Zenith, who is at Zephyr, too' });
  const input = { kind: 'call', summary: 'They want a quote.', contacts: ['Zoe Alba'] };
  desk.script(({ results }) =>
    results.length === 0
      ? { calls: [{ name: 'log_interaction', input }] }
      : { text: 'Was it Zenith or Zephyr?\n\nThe call is saved.' },
  );
  const { ts } = await desk.say({ as: 'U0TOM', text: 'Call with Zoe Alba' });
  desk.script(() => ({ text: 'Fine.' }));
  await desk.say({ as: 'U0TOM', text: 'Zephyr', threadTs: ts });
  expect(context().waiting_for).toMatchObject({
    about: 'Call with Zoe Alba',
    candidates: [{ name: 'Zenith' }, { name: 'Zephyr' }],
  });
});

test.each([
  ['Which one? 🙂', true],
  ['(Who was it with?)', true],
  ['Which company was it? I leave it empty until then.', true],
  ['Which one do you mean?\n\n- Acme\n- Globex', true],
  ['どの会社ですか？教えてください。', true],
  ['Was it Acme?\n\nIt is saved without a company.', false],
  ['See https://example.com/help?id=4 for more.', false],
])('whether it waits for an answer: %s', async (reply, isWaiting) => {
  desk.script(() => ({ text: reply }));
  const { ts } = await desk.say({ as: 'U0LEA', text: 'They were late.' });
  desk.script(() => ({ text: 'Fine.' }));
  await desk.say({ as: 'U0LEA', text: 'Acme', threadTs: ts });
  expect('waiting_for' in context()).toBe(isWaiting);
});

test('in a channel the model knows that others read along and who took part, and is told of no question to somebody else', async () => {
  desk.script(() => ({ text: 'Which Callum?' }));
  const { ts } = await desk.say({
    as: 'U0MARTA',
    channel: 'C0SALES',
    text: 'call with Callum',
  });
  expect(context()).toMatchObject({ place: 'channel', others_read_this: true });
  expect(context()).not.toHaveProperty('in_this_thread');
  await desk.say({ as: 'U0TOM', channel: 'C0SALES', threadTs: ts, text: 'the second' });
  expect(context()).toMatchObject({ others_read_this: true, in_this_thread: ['Marta'] });
  expect(context()).not.toHaveProperty('waiting_for');
});

test('each note has its change_id in what the model knows, and one call deletes it', async () => {
  const note = (name: string, text: string) => ({
    name: 'add_note',
    input: { contact: { name }, note: text },
  });
  desk.script(calls(note('Callum Reid', 'Golfs.'), note('Grace Holloway', 'Has two children.')));
  await desk.say({ as: 'U0MARTA', text: 'Callum Reid golfs, Grace Holloway has two children.' });
  desk.script(calls(note('Callum Reid', 'Hates mornings.')));
  await desk.say({ as: 'U0MARTA', text: 'Callum hates mornings' });
  desk.script(() => ({ text: 'Fine.' }));
  await desk.say({ as: 'U0MARTA', text: 'Thanks' });
  const noted = context().recent_messages.find(({ text }: { text: string }) =>
    text.startsWith('Callum Reid golfs'),
  );
  expect(noted.saved).toEqual([
    { change_id: expect.any(String), summary: 'Callum Reid: Golfs.' },
    { change_id: expect.any(String), summary: 'Grace Holloway: Has two children.' },
  ]);
  desk.script(calls({ name: 'undo', input: { change_id: noted.saved[0].change_id } }));
  await desk.say({ as: 'U0MARTA', text: 'Delete the note about Callum golfing' });
  const known = (await desk.rows('contacts')).map(({ name, about }) => [name, about]);
  expect(known).toEqual(
    expect.arrayContaining([
      ['Callum Reid', expect.stringMatching(/^\d+ Nov 2026: Hates mornings\.$/)],
      ['Grace Holloway', expect.stringMatching(/^\d+ Nov 2026: Has two children\.$/)],
    ]),
  );
});

test('in a channel the model is not told of a private interaction, even one that became so later', async () => {
  const at = { as: 'U0TOM', channel: 'C0SALES' };
  const text = 'call with Kestrel Foods';
  desk.script(calls(log('Kestrel Foods')));
  const { ts } = await desk.say({ ...at, text });
  desk.script(() => ({ text: 'Fine.' }));
  const ask = () => desk.say({ ...at, as: 'U0MARTA', threadTs: ts, text });
  const saved = { saved: [{ change_id: expect.any(String), summary: 'Call with Kestrel Foods' }] };
  await ask();
  expect(context().thread[1]).toMatchObject(saved);
  const input = { is_private: true, which_company: { name: 'Kestrel Foods' } };
  desk.script(calls({ name: 'change_interaction', input }));
  await desk.say({ as: 'U0TOM', text: 'Keep Kestrel Foods private' });
  desk.script(() => ({ text: 'Fine.' }));
  await ask();
  expect(context().thread[1]).not.toHaveProperty('saved');
});

test('the model is told what was taken back of what it says that it has saved, but not where others read it', async () => {
  const place = { as: 'U0NEW', channel: 'C0SALES' };
  desk.script(calls(log('Lumen Freight')));
  const { ts } = await desk.say({ as: 'U0NEW', text: 'Call with Lumen, they want a quote.' });
  const shared = await desk.say({ ...place, text: 'Call with Lumen again, they want one more quote.' });
  desk.script(calls({ name: 'undo', input: {} }));
  await desk.say({ as: 'U0NEW', threadTs: ts, text: 'Undo that' });
  await desk.say({ ...place, threadTs: shared.ts, text: 'Undo that' });
  desk.script(() => ({ text: 'Fine.' }));
  const undone = ['Call with Lumen Freight'];
  await desk.say({ as: 'U0NEW', threadTs: ts, text: 'And now?' });
  expect(context().thread[1]).toMatchObject({ from: 'Rapport', undone });
  expect(context().thread[1]).not.toHaveProperty('saved');
  await desk.say({ as: 'U0NEW', text: 'What did I do today?' });
  expect(context().recent_messages).toContainEqual(
    expect.objectContaining({ text: 'Call with Lumen, they want a quote.', undone }),
  );
  await desk.say({ ...place, threadTs: shared.ts, text: 'And now?' });
  expect(context().thread[1]).not.toHaveProperty('undone');
});
