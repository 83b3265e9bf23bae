import { z } from 'zod';
import {
  type CrmSettings,
  DEAL_STATUSES,
  DEFAULT_CRM,
  FIELD_TYPES,
  type FieldOwner,
  LONGEST_CHOICE,
  type OwnField,
  type Stage,
} from '../crm-settings.ts';
import { isCurrency } from '../money.ts';
import { didYouMean } from '../nearest-word.ts';
import { columnNames } from '../store/reporting/own-columns.ts';
import { SQL_WORDS } from '../store/reporting/sql-words.ts';
import { reportViews } from '../store/reporting/views.ts';
import { clean, fold } from '../text.ts';

/** Limits of `crm.yaml`; texts in characters. */
export const CRM_LIMITS = {
  file: 128 * 1024,
  /** Words and signs of YAML: 150 fields with long lists have fewer. */
  tokens: 24_000,
  key: 40,
  label: 60,
  description: 300,
  /** Own fields of companies, of contacts, and of deals: a form of Slack has room for a hundred. */
  fields: 50,
  values: 50,
  value: LONGEST_CHOICE,
  stages: 20,
} as const;

/** The parts of the file that have fields, and whose they are. */
const OWNERS = { companies: 'company', contacts: 'contact', deals: 'deal' } as const satisfies Record<
  string,
  FieldOwner
>;
type Part = keyof typeof OWNERS;

const text = (max: number) =>
  z
    .string('must be text')
    .max(max, `is too long: at most ${max} characters`)
    .transform((said) => said.trim())
    .refine((said) => said !== '', 'is empty')
    .refine((said) => clean(said) === said, 'has a control character in it');

const Key = z
  .string()
  .max(CRM_LIMITS.key, `is too long for a key: at most ${CRM_LIMITS.key} characters`)
  .regex(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/, 'must be lower case letters, digits and _, such as renewal_date');

/** `30%`, or 0.3. */
const Probability = z.union([z.string(), z.number()]).transform((said, issues) => {
  const percent = typeof said === 'string' ? /^(\d+(?:\.\d+)?)\s*%$/.exec(said.trim())?.[1] : undefined;
  const chance = percent === undefined ? said : Number(percent) / 100;
  if (typeof chance === 'number' && chance >= 0 && chance <= 1) return chance;
  issues.addIssue({ code: 'custom', message: 'must be from 0% to 100%, such as 30%' });
  return z.NEVER;
});

const Value = z
  .union([text(CRM_LIMITS.value), z.number().transform(String)])
  .refine((value) => !/["\\]/.test(value), 'has a quotation mark or a backslash in it');

const StageEntry = z.strictObject({
  id: Key,
  /** As people read it; made from the id where it is left out. */
  name: text(CRM_LIMITS.label).optional(),
  probability: Probability.optional(),
  status: choice(DEAL_STATUSES).default('open'),
});

const FieldEntry = z.strictObject(
  {
    /** As people read it; made from the key where it is left out. */
    label: text(CRM_LIMITS.label).optional(),
    type: choice(FIELD_TYPES),
    description: text(CRM_LIMITS.description),
    values: z
      .array(Value)
      .min(1, 'is empty: list what can be chosen')
      .max(CRM_LIMITS.values, `at most ${CRM_LIMITS.values} values`)
      .optional(),
    was: Key.optional(),
  },
  {
    error: ({ code, input }) =>
      code === 'invalid_type' && input !== undefined
        ? 'must have a type and a description below it'
        : undefined,
  },
);
type FieldEntry = z.output<typeof FieldEntry>;

const Owner = z
  .strictObject({
    fields: z
      .record(Key, FieldEntry)
      .refine(
        (fields) => Object.keys(fields).length <= CRM_LIMITS.fields,
        `at most ${CRM_LIMITS.fields} fields`,
      )
      .nullish(),
  })
  .nullish();

const CrmEntries = z
  .strictObject({
    currency: z
      .string()
      .refine(isCurrency, 'must be a currency of ISO 4217 in capitals, such as EUR')
      .optional(),
    stages: z
      .array(StageEntry)
      .min(3, 'needs a stage that is open, one that is won and one that is lost')
      .max(CRM_LIMITS.stages, `at most ${CRM_LIMITS.stages} stages`)
      .optional(),
    companies: Owner,
    contacts: Owner,
    deals: Owner,
  })
  .superRefine(({ stages = [], ...parts }, issues) => {
    const found = (path: (string | number)[], message: string) =>
      issues.addIssue({ code: 'custom', path, message });
    for (const { at, message } of faultsOfStages(stages)) found(['stages', ...at], message);
    for (const part of Object.keys(OWNERS) as Part[])
      for (const { at, message } of faultsOfFields(part, parts[part]?.fields ?? {}))
        found([part, 'fields', ...at], message);
  });

/** What `crm.yaml` may say: read into the settings. */
export const CrmDefinition = z
  .preprocess((data) => data ?? {}, CrmEntries)
  .transform(({ currency, stages, ...parts }): CrmSettings => {
    const fields = (Object.keys(OWNERS) as Part[]).flatMap((part) =>
      Object.entries(parts[part]?.fields ?? {}).map(
        ([key, entry]): OwnField => ({
          of: OWNERS[part],
          key,
          label: entry.label ?? inWords(key),
          type: entry.type,
          description: entry.description,
          ...(entry.values ? { values: entry.values } : {}),
          ...(entry.was ? { was: entry.was } : {}),
        }),
      ),
    );
    return {
      ...(currency ? { currency } : {}),
      stages: stages?.map(stageOf) ?? DEFAULT_CRM.stages,
      fields,
    };
  });

/** The keys that there are at a place of the file, so that a misspelled one can be told. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return ['currency', 'stages', ...Object.keys(OWNERS)];
  if (path[0] === 'stages') return Object.keys(StageEntry.shape);
  return path.length === 1 ? ['fields'] : Object.keys(FieldEntry.shape);
}

const CHANCES = { won: 1, lost: 0 } as const;

function stageOf({ id, name, probability, status }: z.output<typeof StageEntry>): Stage {
  const chance = status === 'open' ? probability : CHANCES[status];
  return { id, name: name ?? inWords(id), probability: chance ?? 0, status };
}

/** `renewal_date` is “Renewal date”. */
const inWords = (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('_', ' ')}`;

type Fault = { at: (string | number)[]; message: string };

function faultsOfStages(stages: readonly z.output<typeof StageEntry>[]): Fault[] {
  const faults: Fault[] = [];
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const [at, { id, name, probability, status }] of stages.entries()) {
    if (ids.has(id)) faults.push({ at: [at, 'id'], message: `another stage has the id “${id}”` });
    else if (names.has(fold(name ?? inWords(id))))
      faults.push({ at: [at, 'name'], message: 'another stage has this name' });
    ids.add(id);
    names.add(fold(name ?? inWords(id)));
    if (status === 'open' && probability === undefined)
      faults.push({
        at: [at, 'probability'],
        message: 'is missing: how likely a deal here is won, such as 30%',
      });
    if (status !== 'open' && probability !== undefined && probability !== CHANCES[status])
      faults.push({ at: [at, 'probability'], message: `what is ${status} is so for certain: leave it out` });
  }
  const missing =
    stages.length === 0
      ? undefined
      : DEAL_STATUSES.find((each) => !stages.some(({ status }) => status === each));
  return missing ? [...faults, { at: [], message: `no stage has the status ${missing}` }] : faults;
}

function faultsOfFields(part: Part, fields: Readonly<Record<string, FieldEntry>>): Fault[] {
  const taken = new Set<string>();
  return Object.entries(fields).flatMap(([key, entry]): Fault[] => {
    const names = columnNames({ key, type: entry.type });
    const reason = whyReserved(part, key) ?? names.flatMap((name) => whyClashing(part, name, taken))[0];
    for (const name of names) taken.add(name);
    return [
      ...(reason ? [{ at: [key], message: reason }] : []),
      ...faultsOfValues(entry).map((message) => ({ at: [key, 'values'], message })),
      ...faultsOfWas(key, entry, fields).map((message) => ({ at: [key, 'was'], message })),
    ];
  });
}

/** Names of what customers or deals have, and can be emptied of, and which no column of a view has; and what objects have. */
const ALWAYS_TAKEN: ReadonlySet<string> = new Set([
  'about',
  'clear',
  'constructor',
  'contacts',
  'fields',
  'prototype',
]);

function whyReserved(part: Part, key: string): string | undefined {
  if (SQL_WORDS.has(key))
    return `“${key}” is a word of SQL, and reports could not use it: choose another key`;
  if (isTaken(part, key)) return `“${key}” is taken: ${part} have it already. Choose another key`;
  return undefined;
}

const isTaken = (part: Part, name: string) =>
  ALWAYS_TAKEN.has(name) || Object.hasOwn(reportViews('sqlite', DEFAULT_CRM)[part].columns, name);

function whyClashing(part: Part, name: string, taken: ReadonlySet<string>): string[] {
  return taken.has(name) || isTaken(part, name)
    ? [`its column “${name}” in reports is taken: choose another key`]
    : [];
}

function faultsOfValues({ type, values }: FieldEntry): string[] {
  const isChosen = type === 'one_of' || type === 'several_of';
  if (!isChosen) return values ? [`${type} has no values: leave them out, or make the type one_of`] : [];
  if (!values) return ['is missing: list what can be chosen, such as [Small, Large]'];
  const twice = values.find((value, at) => values.findIndex((other) => fold(other) === fold(value)) < at);
  return [
    ...(twice === undefined ? [] : [`“${twice}” stands there twice`]),
    ...(type === 'several_of' && values.some((value) => value.includes(','))
      ? ['a value has a comma, which separates the values in reports']
      : []),
  ];
}

function faultsOfWas(
  key: string,
  { was }: FieldEntry,
  fields: Readonly<Record<string, FieldEntry>>,
): string[] {
  if (was === undefined) return [];
  if (Object.hasOwn(fields, was))
    return [`“${was}” is still a field here: take that out, or leave “was” out`];
  const others = Object.entries(fields).filter(([other, entry]) => other !== key && entry.was === was);
  return others.length > 0 ? [`“${was}” was also ${others[0]?.[0]}: one of the two`] : [];
}

/** One of some words, with the one that was most likely meant. */
function choice<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, {
    error: ({ input }) =>
      input === undefined
        ? undefined
        : `must be one of ${words.join(', ')}${typeof input === 'string' ? didYouMean(input, words) : ''}`,
  });
}
