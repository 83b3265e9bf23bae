import { expect, test } from 'vitest';
import { z } from 'zod';
import { AddFollowUp, ChangeFollowUp } from './follow-ups.ts';
import { parseInput } from './inputs.ts';
import { LogInteraction } from './interactions.ts';
import { AddNote } from './notes.ts';

const log = { kind: 'call', summary: 'Talked.', company: { name: 'Acme' } };

test.each([
  ['a missing field', AddFollowUp, {}, 'title is missing: text'],
  [
    'a missing choice',
    LogInteraction,
    { ...log, kind: undefined },
    'kind is missing: it is one of meeting, call, email, message, note',
  ],
  [
    'an unknown choice',
    LogInteraction,
    { ...log, kind: 'lunch' },
    'kind cannot be “lunch”: it is one of meeting, call, email, message, note',
  ],
  [
    'a day in words',
    LogInteraction,
    { ...log, occurred_on: 'yesterday' },
    'occurred_on is no day (“yesterday”): write YYYY-MM-DD, e.g. 2026-11-28',
  ],
  [
    'a day of a follow-up',
    LogInteraction,
    { ...log, follow_ups: [{ title: 'Call', due_on: '2026-02-30' }] },
    'follow_ups.0.due_on is no day (“2026-02-30”): write YYYY-MM-DD, e.g. 2026-11-28',
  ],
  [
    'a wrong type',
    LogInteraction,
    { ...log, company: 'Acme' },
    'company must be an object, e.g. {"name": "Acme"}',
  ],
  [
    'an unknown field',
    LogInteraction,
    { ...log, member_id: 'U1' },
    'member_id is no field here: leave it out',
  ],
  [
    'an empty text',
    LogInteraction,
    { ...log, summary: ' ' },
    'summary is empty: write some words, or leave it out',
  ],
  ['too long a text', AddFollowUp, { title: 'x'.repeat(301) }, 'title is too long: at most 300 characters'],
  [
    'too long a list',
    LogInteraction,
    { ...log, contacts: Array.from({ length: 21 }, () => ({ name: 'Ana' })) },
    'contacts is too long: at most 20 entries',
  ],
  [
    'an id that is none',
    LogInteraction,
    { ...log, company: { id: 'acme' } },
    'company.id (“acme”) must be an id as the tools return it; give the name instead',
  ],
  ['no customer', AddNote, { note: 'x' }, 'needs a company or a contact: whom is the note about?'],
  [
    'nothing to change',
    ChangeFollowUp,
    { words: 'x', action: 'change' },
    'action change needs what is to change: title, due_on, due_time, company or contact',
  ],
])('%s is worded plainly', (_, schema, input, words) => {
  expect(() => parseInput(schema, input)).toThrow(`That is not valid yet: ${words}.`);
});

test('several problems are all named', () => {
  const schema = z.strictObject({ at: z.iso.date(), limit: z.int().min(1).max(50), open: z.boolean() });
  expect(() => parseInput(schema, { at: 1, limit: 51, open: 'yes' })).toThrow(
    'That is not valid yet: at must be text; limit is too large: at most 50; open must be true or false.',
  );
});
