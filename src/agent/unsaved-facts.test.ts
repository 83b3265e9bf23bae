import { expect, test } from 'vitest';
import { unrunFacts, unsavedFacts } from './unsaved-facts.ts';

const refusal = (name: string, input: unknown, message = 'No.', candidates: string[] = []) => ({
  call: { id: 'a', name, input },
  isAsking: true,
  message,
  candidates,
});

const line = (...given: Parameters<typeof refusal>) => unsavedFacts([refusal(...given)])[0]?.value;

test('what was not saved is named as a person would name it', () => {
  const call = {
    kind: 'call',
    summary: 'x',
    company: { name: 'Tamura' },
    contacts: [{ name: 'Yuki' }, 'Ken'],
  };
  expect(line('log_interaction', call)).toBe('call with Yuki, Ken (Tamura): No.');
  expect(line('log_interaction', { kind: 'note', company: 'Acme' })).toBe('note about Acme: No.');
  expect(line('log_interaction', null)).toBe('interaction: No.');
  expect(line('add_follow_up', { title: 'Send the offer' })).toBe('follow-up “Send the offer”: No.');
  expect(line('change_follow_up', { words: 'Oslo' })).toBe('the change of follow-up “Oslo”: No.');
  expect(line('save_contact', { contact: { email: 'a@b.example' } })).toBe('contact a@b.example: No.');
  expect(line('save_contact', { name: 'Eva Klein' })).toBe('contact Eva Klein: No.');
  expect(line('add_note', { contact: { name: 'Henrik' } })).toBe('the note about Henrik: No.');
  expect(line('schedule', { report: 'my-week' })).toBe('the schedule of my-week: No.');
});

test('the reason holds no ids, and nothing that only the model is to read', () => {
  const message =
    'I know no company “Tamura”, but a similar one: Tamura Parts [id 01X]. Ask which one is meant; set is_new.';
  expect(line('relate', {}, message, ['Tamura Parts (tamura.example) [id 01X]'])).toBe(
    'the connection: is Tamura Parts (tamura.example) meant?',
  );
  expect(line('relate', {}, message)).toBe(
    'the connection: I know no company “Tamura”, but a similar one: Tamura Parts.',
  );
  expect(line('relate', {}, '')).toBe('the connection: it was refused');
});

test('of several that could be meant the first are named, and how many others there are', () => {
  const candidates = ['Peter Muller, Alpha GmbH [id 01X]', 'Peter Muller, Beta AG [id 01Y]'];
  const call = { kind: 'call', contacts: [{ name: 'Peter Muller' }] };
  const asked = (more?: string) =>
    unsavedFacts([{ ...refusal('log_interaction', call, 'Which?', candidates), ...(more ? { more } : {}) }]);
  const named = 'call with Peter Muller. Which one: Peter Muller, Alpha GmbH; or Peter Muller, Beta AG?';
  expect(asked()).toEqual([{ label: 'Not saved', value: named }]);
  expect(asked('6')[0]?.value).toMatch(/Alpha GmbH; Peter Muller, Beta AG; or one of 6 others\?$/);
  expect(asked('1')[0]?.value).toMatch(/; or another one\?$/);
});

test('the same is said once', () => {
  expect(unsavedFacts([refusal('relate', {}), refusal('relate', {})])).toHaveLength(1);
});

test('what was to be taken back or changed is nothing that was to be saved, and not said twice', () => {
  const nothing = 'There is nothing of yours to undo in this conversation. What is older has an Undo.';
  const refused = [refusal('undo', {}, nothing)];
  const fact = { label: 'Not undone', value: nothing };
  expect(unsavedFacts(refused, { answer: 'Taken back.' })).toEqual([fact]);
  expect(unsavedFacts(refused, { answer: `I took nothing back. ${nothing}` })).toEqual([]);
  const built = 'I cannot undo “Call”: Acme has been changed since. Undo first, in this order: x.';
  expect(unsavedFacts([refusal('undo', {}, built, ['a later entry of Marta Lindqvist'])])).toEqual([
    { label: 'Not undone', value: built },
  ]);
  expect(unsavedFacts([refusal('change_interaction', {}, 'I find none. Look with a tool.')])).toEqual([
    { label: 'Not changed', value: 'I find none.' },
  ]);
});

test('an answer that asks with the candidates needs no second list of them', () => {
  const candidates = [
    'Call Henrik, due Mon 30 Nov 2026 (Henrik Dahl, Bluefin) [id 01X]',
    'Call Oliver [id 01Y]',
  ];
  const refused = [refusal('change_follow_up', { words: 'call' }, 'Which?', candidates)];
  const says = (answer: string) => unsavedFacts(refused, { answer }).map(({ value }) => value);
  expect(says('Which one: “Call Henrik” or “Call Oliver”?')).toEqual([
    'the change of follow-up “call”: it is not clear yet which one',
  ]);
  expect(says('Done!')).toEqual([
    expect.stringMatching(/“call”\. Which one: Call Henrik, .*; or Call Oliver\?$/),
  ]);
});

test('of a call that was held back the reason stands with the one it builds on', () => {
  const after = (name: string) => `Not carried out, because ${name} before it was refused. Mend that first.`;
  expect(line('add_note', { contact: { name: 'Amir Patel' } }, after('log_interaction'))).toBe(
    'the note about Amir Patel, which was to come after',
  );
  expect(unsavedFacts([refusal('undo', { change_id: '01X' }, after('undo'))])).toEqual([
    { label: 'Not undone', value: 'a further entry, which was to come after' },
  ]);
  expect(unsavedFacts([refusal('change_interaction', {}, after('undo'))])).toEqual([
    { label: 'Not changed', value: 'what was logged, which was to come after' },
  ]);
});

test('a report that was refused is named, unless the answer says so or asks about it', () => {
  const reason = '“weekly-interactions” is for leads and admins.';
  const refused = { name: 'weekly-interactions', reason, isAsking: false };
  expect(unrunFacts([refused], { answer: 'All done?' })).toEqual([{ label: 'Not run', value: reason }]);
  expect(unrunFacts([refused], { answer: `Sorry: ${reason}` })).toEqual([]);
  const missing = { name: 'quiet', reason: 'quiet: company is missing', isAsking: true };
  expect(unrunFacts([missing], { answer: 'Of which company?' })).toEqual([]);
  expect(unrunFacts([missing], { answer: 'Here it is.' })).toHaveLength(1);
});

test('a schedule that is asked about is not told as missing, and one of a question is called so', () => {
  const refused = refusal(
    'schedule',
    { action: 'create', report: 'ask:deals' },
    'It is not said how often: every day.',
  );
  expect(unsavedFacts([refused], { answer: 'How often?' })).toEqual([]);
  const denied = { ...refusal('schedule', {}, 'Only leads may.'), isAsking: false };
  expect(unsavedFacts([denied], { answer: 'Posted on Mondays. At nine? Tell me.' })).toHaveLength(1);
  expect(unsavedFacts([refused], { answer: 'It comes on Mondays.' })).toEqual([
    { label: 'Not saved', value: 'the schedule of your question: It is not said how often: every day.' },
  ]);
});

test('what is not counted is named, unless the answer speaks of all of it', () => {
  const reason = '“trade fairs” and “city” are not counted here.';
  const refused = { name: 'the question', reason, isAsking: true, uncounted: ['trade fairs', 'City'] };
  expect(unrunFacts([refused], { answer: 'Trade fairs are not counted, and no city is kept.' })).toEqual([]);
  expect(unrunFacts([refused], { answer: 'Trade fairs are not counted.' })).toHaveLength(1);
});
