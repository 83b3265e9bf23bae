import { type Context, hasRole } from '../context.ts';
import type { Fix } from '../crm/fix.ts';
import { LIMITS } from '../crm/inputs.ts';
import type { ThingNow } from '../crm/things.ts';
import { stableUuid } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { companyIn, interactionFields, optionOf, peopleIn, privateField, textIn } from './entry-fields.ts';
import type { EntryField, EntryValues } from './entry-screens.ts';

/** The follow-ups of one interaction that its form shows; others are put right from where they are listed. */
const MOST_FOLLOW_UPS = 5;

/** The fields of a thing as it is today. */
export function fieldsOf(ctx: Context, now: ThingNow): EntryField[] {
  switch (now.kind) {
    case 'interaction': {
      const { row, company, contacts, followUps } = now;
      const mayHide = row.memberId === ctx.actor.memberId || hasRole(ctx.actor, 'admin');
      const fields = interactionFields({
        kind: row.kind,
        company: company && optionOf(company),
        people: contacts.map(optionOf),
        day: row.occurredOn,
        summary: row.summary,
      });
      return [
        // An interaction that was with a company goes on being with one.
        ...fields.map((field) =>
          field.name === 'company' && company ? { ...field, optional: false } : field,
        ),
        ...(mayHide ? [privateField(row.isPrivate)] : []),
        ...followUps.slice(0, MOST_FOLLOW_UPS).flatMap((each) => followUpFields(each)),
      ];
    }
    case 'follow_up':
      return followUpFields(now.row);
    case 'contact': {
      const { name, email, phone, title } = now.row;
      return [
        text('name', 'Name', { value: name, max: LIMITS.name }),
        text('email', 'E-mail address', { value: email, max: LIMITS.email, optional: true }),
        text('phone', 'Phone number', { value: phone, max: LIMITS.phone, optional: true }),
        text('title', 'Title', { value: title, max: LIMITS.title, optional: true }),
      ];
    }
    case 'company': {
      const { name, domain } = now.row;
      return [
        text('name', 'Name', { value: name, max: LIMITS.name }),
        text('domain', 'Domain', { value: domain, max: LIMITS.name, optional: true }),
      ];
    }
    default:
      return now satisfies never;
  }
}

const text = (
  name: string,
  label: string,
  { value, ...rest }: { value: string | null; max: number; optional?: boolean },
): EntryField => ({ name, label, type: 'text', value: value ?? undefined, ...rest });

const titleField = (id: string) => `follow_up.${id}.title`;
const dueField = (id: string) => `follow_up.${id}.due`;

const followUpFields = ({ id, title, dueOn }: Row<'followUps'>): EntryField[] => [
  text(titleField(id), 'Follow-up', { value: title, max: LIMITS.title }),
  {
    name: dueField(id),
    label: 'Due',
    type: 'day',
    value: dueOn ?? undefined,
    optional: dueOn === null,
  },
];

/** A short mark of what a form shows of a thing: another one when any of it has changed. */
export const markOf = (ctx: Context, now: ThingNow): string =>
  stableUuid(now.row.id, JSON.stringify(fieldsOf(ctx, now))).slice(0, 8);

/** What is different between a thing and what was filled in; undefined where nothing is. */
export function differenceOf(now: ThingNow, values: EntryValues): Fix | undefined {
  const { id } = now.row;
  switch (now.kind) {
    case 'interaction': {
      const change = changeOf(now, values);
      const followUps = now.followUps.flatMap((each) => followUpDifference(each, values) ?? []);
      if (Object.keys(change).length + followUps.length === 0) return undefined;
      return { thing: 'interaction', id, change, follow_ups: followUps };
    }
    case 'follow_up': {
      const different = followUpDifference(now.row, values);
      return different && { thing: 'follow_up', ...different };
    }
    case 'contact':
    case 'company': {
      const fields = now.kind === 'contact' ? (['email', 'phone', 'title'] as const) : (['domain'] as const);
      const row: Record<string, unknown> = now.row;
      const name = textIn(values, 'name');
      const different = {
        ...(name && name !== now.row.name ? { name } : {}),
        ...Object.fromEntries(
          fields.flatMap((field) => {
            const said = field in values ? (textIn(values, field) ?? null) : row[field];
            return said === row[field] ? [] : [[field, said]];
          }),
        ),
      };
      return Object.keys(different).length === 0 ? undefined : { thing: now.kind, id, ...different };
    }
    default:
      return now satisfies never;
  }
}

type Change = NonNullable<Extract<Fix, { thing: 'interaction' }>['change']>;

function changeOf(
  { row, company, contacts }: Extract<ThingNow, { kind: 'interaction' }>,
  values: EntryValues,
): Change {
  const [kind, day, summary] = ['kind', 'day', 'summary'].map((field) => textIn(values, field));
  const newCompany = companyIn(values);
  const people = peopleIn(values);
  const isSame = (ids: readonly (string | undefined)[]) =>
    ids.length === contacts.length && contacts.every((contact) => ids.includes(contact.id));
  const isOther = 'people' in values && !isSame(people.map((person) => person.id));
  return {
    ...(kind && kind !== row.kind ? { kind: kind as Change['kind'] } : {}),
    ...(newCompany && newCompany.id !== company?.id ? { company: newCompany } : {}),
    ...(isOther && people.length > 0 ? { contacts: people } : {}),
    ...(isOther && people.length === 0 ? { clear: ['contacts' as const] } : {}),
    ...(day && day !== row.occurredOn ? { occurred_on: day } : {}),
    ...(summary && summary !== row.summary ? { summary } : {}),
    ...(typeof values.private === 'boolean' && values.private !== row.isPrivate
      ? { is_private: values.private }
      : {}),
  };
}

function followUpDifference({ id, title, dueOn }: Row<'followUps'>, values: EntryValues) {
  const [said, due] = [textIn(values, titleField(id)), textIn(values, dueField(id))];
  const different = {
    ...(said && said !== title ? { title: said } : {}),
    ...(due && due !== dueOn ? { due_on: due } : {}),
  };
  return Object.keys(different).length === 0 ? undefined : { id, ...different };
}
