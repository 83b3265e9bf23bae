import { expect, test } from 'vitest';
import { buildForm, READERS } from './forms.ts';

test('the form of a question that is kept asks for its title and name, and gives them back with the run', () => {
  const view = buildForm({
    kind: 'keep_question',
    run: '01HGERCX000000000000000000',
    title: 'Meetings by company',
    name: 'meetings-by-company',
    isAdmin: false,
  });
  expect(view.submit?.text).toBe('Propose');
  const typed = (value: string) => ({ value: { type: 'plain_text_input', value } });
  const state = { values: { title: typed('Meetings, by company'), name: typed(' Meetings-By-Company ') } };
  const opened = { ...view, id: 'V1', hash: '1', state } as never;
  expect(READERS.keep_question?.read(opened)).toEqual({
    run: '01HGERCX000000000000000000',
    title: 'Meetings, by company',
    name: 'meetings-by-company',
  });
});

test('an admin keeps it at once', () => {
  const view = buildForm({ kind: 'keep_question', run: 'x', title: 'T', name: '', isAdmin: true });
  expect(view.submit?.text).toBe('Keep');
  expect(JSON.stringify(view.blocks)).not.toContain('initial_value":""');
});
