import { type Context, transact } from '../context.ts';
import { findOwner, saveFields } from '../crm/field-changes.ts';
import { fieldsOf, type OwnValues, readOwnValues, readValues } from '../crm/own-fields.ts';
import { typedValue } from '../crm/own-values.ts';
import { FIELD_OWNERS, type FieldOwner, type OwnField } from '../crm-settings.ts';
import { conflict, notFound } from '../errors.ts';
import { stableUuid } from '../ids.ts';
import { lock } from '../store/locks.ts';
import { type FormHandler, ONLY_MEMBERS, type PressHandler, type Problem } from './handler.ts';
import { refreshHome } from './home.ts';
import { findSource } from './merges.ts';
import type { FilledOwnFields, OwnFieldForm, OwnFieldOrigin, TypedValue } from './own-field-screens.ts';

const GATE = { who: 'member', otherwise: ONLY_MEMBERS } as const;

/** “Fields of Acme”: a form over all own fields; the value is whose they are, such as `company:01H…`. */
export const openOwnFields = {
  ...GATE,
  does: async (ctx, { value, place: { channel, ts } }) => {
    const [of, id = ''] = value.split(':');
    const owner = FIELD_OWNERS.find((each) => each === of);
    if (!owner) throw notFound('customer', value.slice(0, 40));
    const card = ts === undefined ? {} : { card: { channel, ts } };
    return { form: buildOwnFieldForm(ctx, { of: owner, id, ...card }) };
  },
} satisfies PressHandler;

async function buildOwnFieldForm(ctx: Context, about: Omit<OwnFieldOrigin, 'seen'>): Promise<OwnFieldForm> {
  const { of } = about;
  const owner = await findOwner(ctx, about);
  if (!owner) throw notFound(of, about.id);
  const fields = fieldsOf(ctx, of);
  if (fields.length === 0) throw conflict(`crm.yaml has no fields for a ${of} any more.`);
  const typed = await readTyped(ctx, { of, id: owner.id });
  const seen = fields.flatMap(({ key }) => {
    const mark = markOf(typed.get(key));
    return mark === EMPTY ? [] : [[key, mark] as const];
  });
  return {
    kind: 'own_fields_of',
    origin: { ...about, id: owner.id, seen: Object.fromEntries(seen) },
    name: owner.name,
    fields: fields.map((field) => ({ field, initial: typed.get(field.key) })),
  };
}

/** What stands in the fields of an owner, by key, as a form shows it. */
async function readTyped(
  ctx: Context,
  { of, id }: { of: FieldOwner; id: string },
): Promise<Map<string, TypedValue>> {
  const values = (await readOwnValues(ctx, { of, ids: [id] })).get(id) ?? [];
  return new Map(values.map(({ field, row }) => [field.key, typedValue(field, row, ctx.actor.locale)]));
}

/** Another one when the value is another one, in whatever order several were chosen. Slack keeps only so much with a form. */
const markOf = (value: TypedValue) =>
  value === undefined || value.length === 0
    ? EMPTY
    : stableUuid(JSON.stringify([value].flat().toSorted())).slice(0, 6);
const EMPTY = '';

/** Sets the fields that somebody has changed in the form; the others stay, whatever has become of them meanwhile. */
export const fillInOwnFields: FormHandler<FilledOwnFields> = {
  ...GATE,
  does: async (ctx, { origin: { of, id, seen, card }, values }) => {
    const source = card && (await findSource(ctx, card));
    const filled = await transact(source ? { ...ctx, source } : ctx, async (ctx) => {
      // Whoever writes meanwhile waits, so that what was shown is what is changed.
      await lock(ctx, 'customers');
      const owner = await findOwner(ctx, { of, id });
      if (!owner) throw notFound(of, id);
      const now = await readTyped(ctx, { of, id: owner.id });
      const touched = fieldsOf(ctx, of).filter(({ key }) => markOf(values[key]) !== (seen[key] ?? EMPTY));
      const said: OwnValues = Object.fromEntries(
        touched.map(({ key }) => [key, markOf(values[key]) === EMPTY ? null : values[key]]),
      );
      const problems = [
        ...touched.flatMap((field) =>
          changedSince(field, { now: now.get(field.key), seen: seen[field.key] }),
        ),
        ...readValues(ctx, { of, values: said }).problems.map(({ key, reason }) => ({
          param: key,
          reason: sentence(reason),
        })),
      ];
      if (problems.length > 0) return { problems };
      if (touched.length === 0) return { say: 'Nothing was changed.' };
      const { saved, change_id: changeId } = await saveFields(ctx, {
        owner: { of, id: owner.id },
        values: said,
      });
      const undo = changeId && source ? ' Say “undo” in the thread to take it back.' : '';
      return { say: `${saved}.${undo}` };
    });
    if (!('problems' in filled)) await refreshHome(ctx);
    return filled;
  },
};

function changedSince(
  field: OwnField,
  { now, seen = EMPTY }: { now: TypedValue; seen: string | undefined },
): Problem[] {
  if (markOf(now) === seen) return [];
  const value = now === undefined ? 'empty' : `“${[now].flat().join(', ').slice(0, 60)}”`;
  return [
    {
      param: field.key,
      reason: `Somebody has changed this since: it is ${value} now. Please open the form again.`,
    },
  ];
}

const sentence = (reason: string) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
