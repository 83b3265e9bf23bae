import type { FixForm } from '../app/entry-screens.ts';
import type { Row } from '../store/schema.ts';
import { calls } from './agent-scripts.ts';
import type { AppDesk } from './app-desk.ts';
import type { Posted } from './memory-chat.ts';

/** Something that Marta logs. */
export const CALL = {
  kind: 'call',
  summary: 'Fine with the draft.',
  company: { name: 'Kestrel Foods' },
  contacts: [{ name: 'Oliver Marsh' }],
  follow_ups: [{ title: 'Send the draft', due_on: '2026-11-27' }],
};

/** The values that a form is filled in with at first. */
export function valuesOf({ fields }: FixForm): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      switch (field.type) {
        case 'company':
        case 'colleague':
          return [field.name, field.value?.value ?? null];
        case 'people':
          return [field.name, field.values.map(({ value }) => value)];
        default:
          return [field.name, field.value ?? null];
      }
    }),
  );
}

/** The buttons of a card. */
export const actionsOf = (card: Posted) => (card.document.actions ?? []).map(({ id }) => id);

/** Logging at a desk, and forms that put right what was logged. */
export function createFixForms(desk: () => AppDesk) {
  let count = 0;
  return {
    /** Marta logs something; gives the answer with its card. */
    async log(
      input: object = CALL,
      { channel, name = 'log_interaction' }: { channel?: string; name?: string } = {},
    ): Promise<Posted> {
      count += 1;
      desk().script(
        calls({ name, input: { again: name === 'log_interaction' ? true : undefined, ...input } }),
      );
      const text = `told ${count}`;
      const { reply } = await desk().say({ as: 'U0MARTA', text, ...(channel ? { channel } : {}) });
      if (!reply) throw new Error('There is no answer.');
      return reply;
    },
    /** Opens the form by the button of a card; with `value` that of one thing. */
    async open(on: Posted, as = 'U0MARTA', value?: string): Promise<FixForm> {
      const answer = await desk().press('fix', { as, on, ...(value === undefined ? {} : { value }) });
      if (!answer || !('form' in answer) || answer.form.kind !== 'fix')
        throw new Error(JSON.stringify(answer));
      return answer.form;
    },
    /** Sends a form with some values changed. */
    save: (form: FixForm, changed: Record<string, unknown>, as = 'U0MARTA') =>
      desk().submit('fix', { as, origin: form.origin, values: { ...valuesOf(form), ...changed } }),
    lastInteraction: async (): Promise<Row<'interactions'> | undefined> =>
      (await desk().rows('interactions')).toSorted((a, b) => (a.id < b.id ? 1 : -1))[0],
    /** The id of a contact or a company. */
    idOf: async (name: string): Promise<string> =>
      [...(await desk().rows('contacts')), ...(await desk().rows('companies'))].find(
        (row) => row.name === name,
      )?.id ?? '',
  };
}
