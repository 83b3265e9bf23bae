import { z } from 'zod';
import type { CrmSettings, FieldOwner, FieldType, OwnField } from '../../crm-settings.ts';
import { fold } from '../../text.ts';

/** What the model is told about own fields with every step: the tools of fifty fields must not fill its window. */
const TOLD = {
  /** Characters of the descriptions and values of all fields of companies, of contacts, or of deals. */
  characters: 2_500,
  /** Of one field at the least, so that each says something. */
  least: 24,
  /** Names that are listed a second time, as those that can be emptied. */
  names: 20,
} as const;

/** The schema of a value as the model sends it; the verb reads it by the rule of its field. */
const SCHEMAS = {
  text: () => z.string(),
  number: () => z.number(),
  money: () => z.string(),
  date: () => z.iso.date(),
  yes_no: () => z.boolean(),
  one_of: (values) => chosen(values),
  several_of: (values) => z.array(chosen(values)),
} as const satisfies Record<FieldType, (values: readonly string[]) => z.ZodType>;

/** Without values those of a field were too many to be told; the verb names them when another one is sent. */
const chosen = (values: readonly string[]) =>
  values.length > 0 ? z.enum(values as [string, ...string[]]) : z.string();

const HINTS: Partial<Record<FieldType, string>> = {
  money: 'e.g. “40000 EUR”',
  several_of: '(all that hold)',
};

type Fielded = z.ZodObject<{ fields: z.ZodType; clear: z.ZodType }>;
type Of<Schema extends Fielded> = {
  settings: CrmSettings;
  of: FieldOwner;
  /** The other fields that can be emptied. */
  cleared: readonly string[];
  schema: Schema;
};

/**
 * The schema of a verb with `fields` and `clear` as the model sees them: each own field by its key, with its type, its
 * values and what it means. Without own fields there is no `fields`.
 */
export function withOwnFields<Schema extends Fielded>({ schema, settings, of, cleared }: Of<Schema>): Schema {
  const own = settings.fields.filter((field) => field.of === of);
  const names = [...cleared, ...own.map(({ key }) => key)];
  const clear = z.array(chosen(names.length <= TOLD.names ? names : [])).optional();
  if (own.length === 0) {
    const without = schema.omit({ fields: true, clear: true });
    return (names.length === 0 ? without : without.extend({ clear })) as unknown as Schema;
  }
  const most = Math.max(TOLD.least, Math.floor(TOLD.characters / own.length));
  const fields = z
    .strictObject(Object.fromEntries(own.map((field) => [field.key, valueAsTold(field, most)])))
    .optional()
    .describe('The team’s own.');
  return schema.extend({ fields, clear }) as unknown as Schema;
}

function valueAsTold(field: OwnField, most: number): z.ZodType {
  const { values = [], type } = field;
  const length = values.join('","').length;
  const told = length <= most ? values : [];
  const description = describe(field, Math.max(TOLD.least, most - (told.length > 0 ? length : 0)));
  const schema: z.ZodType = SCHEMAS[type](told);
  return (description ? schema.describe(description) : schema).optional();
}

/** What a field means, cut where it is too long, with its label where that is not its key. */
function describe({ key, label, description, type }: OwnField, most: number): string {
  const isKey = fold(label) === fold(key.replaceAll('_', ' '));
  const words = [isKey ? '' : `${label}:`, description].filter(Boolean).join(' ');
  const cut = words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words;
  return [cut, HINTS[type]].filter(Boolean).join(' ');
}
