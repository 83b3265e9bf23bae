import { expect, test } from 'vitest';
import { unsavedFacts } from './unsaved.ts';

const refusal = (name: string, input: unknown, message = 'No.', candidates: string[] = []) => ({
  call: { id: 'a', name, input },
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
  expect(line('log_interaction', { kind: 'note', company: 'Acme' })).toBe('note with Acme: No.');
  expect(line('log_interaction', null)).toBe('interaction: No.');
  expect(line('add_follow_up', { title: 'Send the offer' })).toBe('follow-up “Send the offer”: No.');
  expect(line('change_follow_up', { words: 'Oslo' })).toBe('the change of follow-up “Oslo”: No.');
  expect(line('save_contact', { contact: { email: 'a@b.example' } })).toBe('contact a@b.example: No.');
  expect(line('save_contact', { name: 'Eva Klein' })).toBe('contact Eva Klein: No.');
  expect(line('add_note', { contact: { name: 'Henrik' } })).toBe('the note about Henrik: No.');
  expect(line('schedule', { report: 'my-week' })).toBe('the schedule of my-week: No.');
  expect(line('undo', {})).toBe('what was to be taken back: No.');
});

test('the reason holds no ids, and nothing that only the model is to read', () => {
  const message =
    'I know no company “Tamura”, but a similar one: Tamura Parts [id 01X]. Ask which one is meant; set is_new.';
  expect(line('undo', {}, message, ['Tamura Parts (tamura.example) [id 01X]'])).toBe(
    'what was to be taken back: is Tamura Parts (tamura.example) meant?',
  );
  expect(line('undo', {}, message)).toBe(
    'what was to be taken back: I know no company “Tamura”, but a similar one: Tamura Parts.',
  );
  expect(line('undo', {}, '')).toBe('what was to be taken back: it was refused');
});

test('the same is said once', () => {
  expect(unsavedFacts([refusal('undo', {}), refusal('undo', {})])).toHaveLength(1);
});
