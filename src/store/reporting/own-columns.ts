import type { CrmSettings, FieldOwner, FieldType, OwnField } from '../../crm-settings.ts';
import type { ViewColumn } from './view-parts.ts';

/** The column of `field_values` that says whose a value is. */
const OWNER = { company: 'company_id', contact: 'contact_id', deal: 'deal_id' } as const satisfies Record<
  FieldOwner,
  string
>;

/** The columns of a view for one own field: what follows its key in their names, what of a value they show, and what they mean. */
const COLUMNS = {
  text: [{ show: (value) => value('text') }],
  number: [{ show: (value) => value('number'), holds: 'number' }],
  money: [
    {
      show: (value) => value('amount'),
      means: 'In the smallest coins of its currency.',
      holds: 'number',
      currency: '_currency',
    },
    { ending: '_currency', show: (value) => value('currency'), means: 'ISO 4217.' },
  ],
  date: [{ show: (value) => value('text'), means: 'YYYY-MM-DD.', holds: 'day' }],
  yes_no: [{ show: (value) => value('text'), means: 'yes or no.' }],
  one_of: [{ show: (value) => value('text') }],
  // A JSON list of words without quotes in them: `["Road","Rail"]`.
  several_of: [
    {
      show: (value) => {
        const list = value('text');
        return `case when ${list} like '["%"]' then replace(substr(${list}, 3, length(${list}) - 4), '","', ', ') end`;
      },
      means: 'Joined by commas.',
    },
  ],
} as const satisfies Record<
  FieldType,
  readonly {
    ending?: string;
    show(value: (column: string) => string): string;
    means?: string;
    holds?: 'number' | 'day';
    /** What follows the key in the name of the column with the currency. */
    currency?: string;
  }[]
>;

/** The names that an own field has in the views of reports. */
export const columnNames = ({ key, type }: Pick<OwnField, 'key' | 'type'>): string[] =>
  COLUMNS[type].map((each) => `${key}${'ending' in each ? each.ending : ''}`);

/** Columns of a view, and behind them one or two for each own field. `row`: how the view calls the row that has the values. */
export function withOwnColumns(
  columns: Record<string, ViewColumn>,
  { settings, of, row }: { settings: CrmSettings; of: FieldOwner; row: string },
): Record<string, ViewColumn> {
  const own = Object.entries(ownColumns(settings, { of, row })).filter(
    ([name]) => !Object.hasOwn(columns, name),
  );
  return { ...columns, ...Object.fromEntries(own) };
}

function ownColumns(
  { fields }: CrmSettings,
  { of, row }: { of: FieldOwner; row: string },
): Record<string, ViewColumn> {
  return Object.fromEntries(
    fields
      .filter((field) => field.of === of)
      .flatMap((field) => {
        const value = (column: string) => selectValue({ field, row, column });
        return COLUMNS[field.type].map((each) => [
          `${field.key}${'ending' in each ? each.ending : ''}`,
          {
            sql: each.show(value),
            description: [field.description, 'means' in each ? each.means : ''].filter(Boolean).join(' '),
            ...('holds' in each ? { holds: each.holds } : {}),
            ...('currency' in each ? { currency: `${field.key}${each.currency}` } : {}),
          },
        ]);
      }),
  );
}

/** The value of a field, kept under its key or under the one that it had before. Keys have no quotes in them. */
function selectValue({ field, row, column }: { field: OwnField; row: string; column: string }): string {
  const under = (key: string) =>
    `(select fv.${column} from {field_values} fv where fv.${OWNER[field.of]} = ${row}.id and fv.field = '${key}')`;
  return field.was ? `coalesce(${under(field.key)}, ${under(field.was)})` : under(field.key);
}
