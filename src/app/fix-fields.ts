import { type Context, hasRole } from '../context.ts';
import type { Fix } from '../crm/fix.ts';
import { LIMITS } from '../crm/inputs.ts';
import type { ThingNow } from '../crm/things.ts';
import { crmOf } from '../crm-settings.ts';
import { stableUuid } from '../ids.ts';
import { moneyCell } from '../money.ts';
import type { Row } from '../store/schema.ts';
import { companyIn, interactionFields, optionOf, peopleIn, privateField, textIn } from './entry-fields.ts';
import type { EntryField, EntryValues } from './entry-screens.ts';
import type { Problem } from './handler.ts';

/** The follow-ups of one interaction that its form shows; others are put right from where they are listed. */
const MOST_FOLLOW_UPS = 5;

/** The fields of a thing as it is today. */
export function fieldsOf(ctx: Context, now: ThingNow): EntryField[] {
  switch (now.kind) {
    case 'interaction': {
      const { row, company, contacts, followUps, onlyOne } = now;
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
        ...(onlyOne ? [ownerField({ id: onlyOne.row.memberId, name: onlyOne.owner })] : []),
      ];
    }
    case 'follow_up':
      return [...followUpFields(now.row), ownerField({ id: now.row.memberId, name: now.owner })];
    case 'deal':
      return dealFields(ctx, now);
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
  { value, ...rest }: { value: string | null; max: number; optional?: boolean; lines?: boolean },
): EntryField => ({ name, label, type: 'text', value: value ?? undefined, ...rest });

const titleField = (id: string) => `follow_up.${id}.title`;
const dueField = (id: string) => `follow_up.${id}.due`;
const timeField = (id: string) => `follow_up.${id}.time`;

const followUpFields = ({ id, title, dueOn, dueTime }: Row<'followUps'>): EntryField[] => [
  text(titleField(id), 'Follow-up', { value: title, max: LIMITS.title }),
  { name: dueField(id), label: 'Due', type: 'day', value: dueOn ?? undefined, optional: true },
  {
    name: timeField(id),
    label: 'At',
    hint: 'Its owner is reminded then.',
    type: 'time',
    value: dueTime ?? undefined,
    optional: true,
  },
];

const ownerField = (owner: { id: string; name: string }): EntryField => ({
  name: 'owner',
  label: 'Whose it is',
  hint: 'Somebody else is told by direct message.',
  type: 'colleague',
  value: optionOf(owner),
});

function dealFields(ctx: Context, { row, owner }: Extract<ThingNow, { kind: 'deal' }>): EntryField[] {
  const { stages } = crmOf(ctx);
  const known = stages.some(({ id }) => id === row.stage)
    ? stages
    : [{ id: row.stage, name: row.stage }, ...stages];
  return [
    text('title', 'Deal', { value: row.title, max: LIMITS.title }),
    {
      name: 'stage',
      label: 'Stage',
      hint: 'Says whether it is open, won or lost.',
      type: 'choice',
      options: known.map(optionOf),
      value: row.stage,
    },
    {
      ...text('amount', 'Amount', { value: amountIn(row), max: MOST_AMOUNT, optional: true }),
      hint: 'With its currency, such as 85000 EUR.',
    },
    {
      name: 'closes_on',
      label: 'Expected to close',
      type: 'day',
      value: row.closesOn ?? undefined,
      optional: true,
    },
    {
      name: 'owner',
      label: 'Whose it is',
      type: 'colleague',
      value: optionOf({ id: row.ownerId, name: owner }),
    },
    {
      ...text('reason', 'Reason', { value: row.reason, max: LIMITS.note, optional: true, lines: true }),
      hint: 'Why it was won or lost.',
    },
  ];
}

/** The longest amount that is read. */
const MOST_AMOUNT = 60;

/** `85000.00 EUR`, which is read back exactly. */
const amountIn = ({ amount, currency }: Row<'deals'>): string | null =>
  amount === null || currency === null ? null : moneyCell({ amount, currency });

/** A short mark of what a form shows of a thing: another one when any of it has changed. */
export const markOf = (ctx: Context, now: ThingNow): string =>
  stableUuid(now.row.id, JSON.stringify(fieldsOf(ctx, now))).slice(0, 8);

/** What is different between a thing and what was filled in; undefined where nothing is. */
export function differenceOf(now: ThingNow, values: EntryValues): Fix | undefined {
  const { id } = now.row;
  switch (now.kind) {
    case 'interaction': {
      const change = changeOf(now, values);
      const followUps = now.followUps.flatMap((each) => {
        const owner = now.onlyOne ? ownerAfter(each.memberId, values) : undefined;
        const different = followUpDifference(each, values);
        return different || owner ? [{ id: each.id, ...different, ...owner }] : [];
      });
      if (Object.keys(change).length + followUps.length === 0) return undefined;
      return { thing: 'interaction', id, change, follow_ups: followUps };
    }
    case 'follow_up': {
      const owner = ownerAfter(now.row.memberId, values);
      const different = followUpDifference(now.row, values);
      return different || owner ? { thing: 'follow_up', id, ...different, ...owner } : undefined;
    }
    case 'deal': {
      const different = dealDifference(now.row, values);
      return Object.keys(different).length === 0 ? undefined : { thing: 'deal', id, ...different };
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
            const said = valueIn(values, field);
            return said === undefined || said === row[field] ? [] : [[field, said]];
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
    // Said with other people too, since it stands there: they may work elsewhere by now.
    ...(newCompany && (newCompany.id !== company?.id || isOther) ? { company: newCompany } : {}),
    ...(isOther && people.length > 0 ? { contacts: people } : {}),
    ...(isOther && people.length === 0 ? { clear: ['contacts' as const] } : {}),
    ...(day && day !== row.occurredOn ? { occurred_on: day } : {}),
    ...(summary && summary !== row.summary ? { summary } : {}),
    ...(typeof values.private === 'boolean' && values.private !== row.isPrivate
      ? { is_private: values.private }
      : {}),
  };
}

function followUpDifference({ id, title, dueOn, dueTime }: Row<'followUps'>, values: EntryValues) {
  const said = textIn(values, titleField(id));
  const [day, time] = [valueIn(values, dueField(id)), valueIn(values, timeField(id))];
  const different = {
    ...(said && said !== title ? { title: said } : {}),
    ...(day !== undefined && day !== dueOn ? { due_on: day } : {}),
    ...(time !== undefined && time !== dueTime ? { due_time: time } : {}),
  };
  return Object.keys(different).length === 0 ? undefined : { id, ...different };
}

function dealDifference(row: Row<'deals'>, values: EntryValues) {
  const [title, stage, reason] = ['title', 'stage', 'reason'].map((field) => textIn(values, field));
  const [amount, day] = [valueIn(values, 'amount'), valueIn(values, 'closes_on')];
  return {
    ...(title && title !== row.title ? { title } : {}),
    ...(stage && stage !== row.stage ? { stage } : {}),
    ...(amount !== undefined && amount !== amountIn(row) ? { amount } : {}),
    ...(day !== undefined && day !== row.closesOn ? { closes_on: day } : {}),
    ...(reason && reason !== row.reason ? { reason } : {}),
    ...ownerAfter(row.ownerId, values),
  };
}

/** Another owner than before. */
function ownerAfter(before: string, values: EntryValues): { owner: string } | undefined {
  const owner = textIn(values, 'owner');
  return owner && owner !== before ? { owner } : undefined;
}

/** What was filled in; null for an empty field, undefined for one that was not in the form. */
const valueIn = (values: EntryValues, field: string): string | null | undefined =>
  field in values ? (textIn(values, field) ?? null) : undefined;

/** What cannot be saved together, told below its field. */
export function problemsIn(ctx: Context, difference: Fix, now: ThingNow): Problem[] {
  if (difference.thing !== 'deal' || now.kind !== 'deal' || !difference.reason) return [];
  const stage = crmOf(ctx).stages.find(({ id }) => id === (difference.stage ?? now.row.stage));
  if ((stage?.status ?? now.row.status) !== 'open') return [];
  const reason = 'A reason is for a deal that is won or lost: choose that stage as well.';
  return [{ param: 'reason', reason }];
}
