import {
  type CrmSettings,
  DEFAULT_CRM,
  type FieldOwner,
  type FieldType,
  type OwnField,
} from '../crm-settings.ts';

/** Settings with one field of each type for companies, contacts and deals, called after its type: `a_date`. */
export const oneOfEach = (): CrmSettings => ({
  ...DEFAULT_CRM,
  currency: 'EUR',
  fields: (['company', 'contact', 'deal'] as const).flatMap((of) => [
    ownField(of, 'a_text', 'text'),
    ownField(of, 'a_number', 'number'),
    ownField(of, 'a_sum', 'money'),
    ownField(of, 'a_date', 'date'),
    ownField(of, 'a_yes', 'yes_no'),
    ownField(of, 'a_size', 'one_of', { values: ['Small', 'Large'] }),
    ownField(of, 'a_way', 'several_of', { values: ['Road', 'Rail', 'Sea'] }),
  ]),
});

export const ownField = (
  of: FieldOwner,
  key: string,
  type: FieldType,
  more: Partial<OwnField> = {},
): OwnField => ({
  of,
  key,
  type,
  label: `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('_', ' ')}`,
  description: `What ${key} means.`,
  ...more,
});
