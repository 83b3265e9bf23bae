import { CompanyRef } from '../crm/companies.ts';
import { readPeople } from '../crm/contact-queries.ts';
import { ContactRef } from '../crm/contact-refs.ts';
import { LIMITS, parseInput } from '../crm/inputs.ts';
import { suggestNames } from '../crm/look-up.ts';
import { suggestMembers } from '../crm/members.ts';
import { INTERACTION_KINDS } from '../store/schema-activity.ts';
import { fold } from '../text.ts';
import type { EntryField, EntryOption, EntryValues } from './entry-screens.ts';
import type { OptionsHandler } from './handler.ts';

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** The longest name that is offered as a new one: it has to fit into a choice. */
const MOST_TYPED = 60;
const NEW = 'new:';
/** The longest value of a choice. */
const MOST_VALUE = 150;

/** Whether a new name has room in a choice. */
export const fitsOption = (name: string): boolean => NEW.length + name.length <= MOST_VALUE;

/** Somebody who is not on record yet, as a choice. */
export const newOption = (name: string): EntryOption => ({
  value: `${NEW}${name}`,
  label: `New: ${name}`,
});

export const optionOf = ({ id, name }: { id: string; name: string }): EntryOption => ({
  value: id,
  label: name,
});

/** The fields of an interaction, filled in as far as is known. */
export type Entry = {
  kind?: string | undefined;
  company?: EntryOption | undefined;
  people?: EntryOption[];
  day: string;
  summary?: string | undefined;
};

export function interactionFields({ kind, company, people = [], day, summary }: Entry): EntryField[] {
  const kinds = INTERACTION_KINDS.map((value) => ({ value, label: capital(value) }));
  return [
    { name: 'kind', label: 'Kind', type: 'choice', options: kinds, value: kind },
    { name: 'company', label: 'Company', type: 'company', value: company, optional: true },
    { name: 'people', label: 'People', type: 'people', values: people, optional: true },
    { name: 'day', label: 'Day', type: 'day', value: day },
    { name: 'summary', label: 'Summary', type: 'text', value: summary, max: LIMITS.summary, lines: true },
  ];
}

/** The field that says whether an interaction is private. */
export const privateField = (value: boolean): EntryField => ({
  name: 'private',
  label: 'Who may see it',
  type: 'tick',
  option: 'Only I and admins',
  value,
  optional: true,
});

/** The company that a field means: one that is known by its id, or a new one. */
export function companyIn(values: EntryValues): CompanyRef | undefined {
  const { company: said } = values;
  return typeof said === 'string' && said ? parseInput(CompanyRef, refOf(said)) : undefined;
}

/** The people whom a field means. */
export function peopleIn(values: EntryValues): ContactRef[] {
  const { people } = values;
  return Array.isArray(people) ? people.map((said) => parseInput(ContactRef, refOf(said))) : [];
}

/** Somebody known, as a choice, with an address that is to be kept of them. */
export function knownOption(known: { id: string; name: string }, address?: string): EntryOption {
  const value = [known.id, address].filter(Boolean).join(' ');
  return { value: value.length <= MOST_VALUE ? value : known.id, label: known.name };
}

/** Whoever chooses “New” has said so, beside those who are called alike. */
function refOf(said: string): object {
  if (said.startsWith(NEW)) return { name: said.slice(NEW.length), is_new: true };
  const [id, email] = said.split(' ');
  return { id, ...(email ? { email } : {}) };
}

export const textIn = (values: EntryValues, field: string): string | undefined => {
  const said = values[field];
  return typeof said === 'string' && said.trim() ? said : undefined;
};

/** Those known whose names begin as typed, and what was typed as a new name where nobody is called so. */
const suggest = (noun: 'company' | 'contact') =>
  ({
    who: 'member',
    does: async (ctx, { typed, limit }) => {
      const name = typed.trim().replace(/\s+/g, ' ');
      const found = await suggestNames(ctx, { noun, typed, limit: limit - 1 });
      const employers =
        noun === 'contact'
          ? await readPeople(
              ctx,
              found.map(({ id }) => id),
            )
          : [];
      const known = found.map((each): EntryOption => {
        const at = employers.find(({ contact }) => contact.id === each.id)?.employers ?? [];
        const label = at.length > 0 ? `${each.name} (${at.map((one) => one.name).join(', ')})` : each.name;
        return { value: each.id, label };
      });
      const isNew = fold(name) !== '' && name.length <= MOST_TYPED;
      const isKnown = noun === 'company' && found.some((each) => fold(each.name) === fold(name));
      return isNew && !isKnown ? [...known, newOption(name)] : known;
    },
  }) satisfies OptionsHandler;

/** What the fields for companies and people offer, with the possibility of a new name; and that for colleagues. */
export const suggestEntries = {
  entry_company: suggest('company'),
  entry_people: suggest('contact'),
  entry_colleague: {
    who: 'member',
    does: async (ctx, { typed, limit }) => (await suggestMembers(ctx, { typed, limit })).map(optionOf),
  },
} satisfies Record<string, OptionsHandler>;
