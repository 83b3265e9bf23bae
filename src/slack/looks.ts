import type { View as AnyView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { EntryField } from '../app/entry-screens.ts';
import { MERGED_FIELDS, STAYS_AS } from '../crm/merging/customer-fields.ts';
import type { Document } from '../delivery/document.ts';
import { CHART_TYPES } from '../reports/definition.ts';
import { parseReportFile } from '../reports/report-file.ts';
import { FULL_HOME } from './full-home.ts';
import { LIMITS } from './limits.ts';
import { DIGEST, LONG, NEWS } from './night-looks.ts';
import { type LinkTo, permalinkOf } from './permalinks.ts';
import { buildViews, type View } from './views/document.ts';
import { buildForm } from './views/forms.ts';
import { buildHomeTab } from './views/home.ts';
import { buildScreen } from './views/screens.ts';

/** Something that Rapport shows in Slack, made up for a check: a message, a form or the Home tab. */
export type Look = { name: string } & ({ message: View } | { view: AnyView });

const linkTo: LinkTo = (message) => permalinkOf('https://example.slack.com/', message);

/** As large as Rapport ever makes one, with everything in it. */
const ANSWER: Document = {
  title: 'Met Ana at Acme',
  text: LONG,
  facts: Array.from({ length: LIMITS.facts }, (_, at) => ({
    label: `Saved ${at}`,
    value: 'Meeting with Ana',
  })),
  note: 'From three interactions.',
  actions: [
    {
      id: 'undo_run',
      label: 'Undo',
      value: 'x'.repeat(200),
      style: 'danger',
      confirm: { title: 'Undo?', text: 'Take it back?', yes: 'Undo', no: 'Keep' },
    },
    { id: 'report_csv', label: 'As CSV', value: 'x' },
  ],
  feedback: 'RUN',
};

const weeks = Array.from({ length: 12 }, (_, at) => `Week ${at + 1}`);

const CHARTS: Document[] = CHART_TYPES.map((type) => ({
  title: 'Meetings',
  text: 'The last weeks',
  chart: {
    type,
    title: 'Meetings a week',
    categories: type === 'pie' ? weeks.slice(0, 5) : weeks,
    series: (type === 'pie' ? ['Marta'] : ['Marta', 'Tom']).map((name) => ({
      name,
      values: (type === 'pie' ? weeks.slice(0, 5) : weeks).map((_, at) => at + 1),
    })),
  },
}));

const TABLE: Document = {
  text: 'Interactions by company',
  table: {
    caption: 'Interactions by company',
    columns: [
      { name: 'company', label: 'Company', format: 'text' },
      { name: 'count', label: 'Interactions', format: 'number' },
    ],
    rows: Array.from({ length: LIMITS.tableRows }, (_, at) => [`Company ${at}`, at]),
    locale: 'en-GB',
  },
};

const FORM = `
name: looks
title: Looks
roles: [member]
description: A report with a param of each sort.
params:
  company: { type: company, description: Which company. }
  person: { type: contact, optional: true, description: Which contact. }
  colleague: { type: member, optional: true, description: Which colleague. }
  since: { type: date, optional: true, description: From which day on. }
  kind: { type: enum, values: [meeting, call], optional: true, description: Which kind. }
  most: { type: integer, optional: true, description: How many. }
  words: { type: string, optional: true, description: Which words. }
columns:
  n: { label: Number }
sql: select 1 as n
`;

function reportForm(): AnyView {
  const parsed = parseReportFile(FORM, 'looks.yaml');
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ reason }) => reason).join('; '));
  const { definition } = parsed;
  const fields = Object.entries(definition.params).map(([name, spec]) => ({ name, spec, initial: [] }));
  const origin = { report: definition.name, source: 'command' as const };
  return buildForm({ kind: 'report_params', origin, definition, fields });
}

/** A question with as much as a metric may have, each name as long as it can be. */
function questionForm(): AnyView {
  const choices = Array.from({ length: 16 }, (_, at) => ({
    value: `${'m'.repeat(38)}${at}`,
    label: LONG.slice(0, 40),
  }));
  const values = Array.from({ length: 50 }, (_, at) => `${at} ${LONG}`.slice(0, 60));
  const of = { type: 'enum' as const, values, optional: false };
  const spec = { type: 'list' as const, of, max: 20, optional: true };
  const names = choices.map(({ value }) => value);
  return buildForm({
    kind: 'question',
    origin: { source: 'button', asked: { channel: 'C0123456789', threadTs: '1795449600.000001' } },
    metric: { name: 'm'.repeat(40), title: LONG.slice(0, 80), description: LONG.slice(0, 300) },
    metrics: [{ value: 'm'.repeat(40), label: LONG.slice(0, 80) }],
    measures: choices,
    dimensions: choices,
    grains: ['day', 'week', 'month', 'quarter', 'year'],
    filters: names.map((name) => ({ name, label: LONG.slice(0, 40), spec, initial: [] })),
    most: { measures: 8, by: 2, top: 50 },
    now: {
      measures: names.slice(0, 8),
      by: names.slice(0, 2),
      having: names.slice(0, 2).map((measure) => ({ measure, at_least: 1.5, at_most: 2_000_000 })),
      grain: 'month',
      period: '2026-01-01..2026-03-31',
      order: { measure: names[1] ?? '', direction: 'least' },
      top: 5,
    },
  });
}

/** Two with all that differs, each value as long as it can be. */
function mergeForm(): AnyView {
  const side = { name: LONG.slice(0, 200), label: LONG.slice(0, 400) };
  const known = { interactions: 12, follow_ups: 1, relationships: 0, deals: 0 };
  const said = { value: LONG, by: 'Marta', at: new Date(0), isTyped: true };
  const fields = MERGED_FIELDS.contact.map((field) => ({
    field,
    keep: said,
    merged: { ...said, value: `${LONG}.` },
    preselected: 'keep' as const,
    isEqual: false,
    staysAs: STAYS_AS[field],
  }));
  const ownFields = Array.from({ length: 50 }, (_, at) => ({
    key: `field_${at}`.padEnd(40, 'x'),
    label: LONG.slice(0, 60),
    keep: LONG.slice(0, 500),
    merged: `${LONG.slice(0, 499)}.`,
  }));
  const preview = {
    kind: 'contact' as const,
    keep: { ...side, id: 'x', known },
    merged: { ...side, id: 'y', known },
    fields,
    ownFields,
  };
  const seen = Object.fromEntries(MERGED_FIELDS.contact.map((field) => [field, 'x'.repeat(8)]));
  const origin = { pair: 'x'.repeat(26), seen, card: { channel: 'C0123456789', ts: '1795449600.000001' } };
  return buildForm({ kind: 'merge_fields', origin, preview });
}

const ENTRY_OPTION = { value: 'x'.repeat(150), label: LONG };

/** Each sort of field, as long as it can be. */
const ENTRY_FIELDS: EntryField[] = [
  { name: 'kind', label: 'Kind', type: 'choice', options: [ENTRY_OPTION], value: ENTRY_OPTION.value },
  { name: 'company', label: 'Company', type: 'company', value: ENTRY_OPTION, optional: true },
  { name: 'people', label: 'People', type: 'people', values: Array.from({ length: 20 }, () => ENTRY_OPTION) },
  { name: 'day', label: 'Day', type: 'day', value: '2026-11-24' },
  { name: 'details', label: 'Notes', type: 'text', value: LONG.repeat(13), max: 20_000, lines: true },
  { name: 'private', label: 'Who may see it', type: 'tick', option: 'Only I and admins', value: true },
  ...Array.from({ length: 5 }, (_, at): EntryField[] => [
    { name: `follow_up.${at}.title`, label: 'Follow-up', type: 'text', value: LONG.slice(0, 300), max: 300 },
    { name: `follow_up.${at}.due`, label: 'Due', type: 'day', optional: true },
  ]).flat(),
];

const FIX = {
  kind: 'fix' as const,
  origin: {
    on: 'x'.repeat(26),
    thing: { kind: 'interaction' as const, id: 'x'.repeat(26) },
    seen: 'x'.repeat(8),
    card: { channel: 'C0123456789', ts: '1795449600.000001' },
  },
  choices: Array.from({ length: 30 }, (_, at) => ({ value: `interaction:${at}`, label: LONG })),
  fields: ENTRY_FIELDS,
};

const LOG = {
  kind: 'log' as const,
  origin: { message: { channel: 'C0123456789', ts: '1795449600.000001' } },
  about: { text: LONG, link: 'https://larkfield.slack.com/archives/C1/p1', earlier: [LONG, LONG] },
  fields: ENTRY_FIELDS,
};

const [answer] = buildViews(ANSWER, linkTo);
const [digest] = buildViews(DIGEST, linkTo);
const [news] = buildViews(NEWS, linkTo);
const [table] = buildViews(TABLE, linkTo);

/** One of each look that Rapport has in Slack. */
export const LOOKS: readonly Look[] = [
  { name: 'an answer', message: answer },
  { name: 'a digest', message: digest },
  { name: 'the news of the morning', message: news },
  { name: 'a table', message: table },
  ...CHARTS.map((document) => ({
    name: `a ${document.chart?.type} chart`,
    message: buildViews(document, linkTo)[0],
  })),
  {
    name: 'the list of reports',
    message: buildScreen(
      {
        kind: 'report_list',
        reports: Array.from({ length: 20 }, (_, at) => ({
          name: `report-${at}`,
          title: LONG,
          description: LONG,
        })),
        page: 0,
        broken: [],
      },
      linkTo,
    ),
  },
  { name: 'a form', view: reportForm() },
  { name: 'a form for a question', view: questionForm() },
  { name: 'the form of a merge', view: mergeForm() },
  {
    name: 'the form of a word of the team',
    view: buildForm({ kind: 'team_word', id: 'x'.repeat(26), name: LONG, most: 120 }),
  },
  { name: 'the form that puts something right', view: buildForm(FIX) },
  { name: 'the form for an interaction', view: buildForm(LOG) },
  { name: 'words in a form', view: buildForm({ kind: 'words', text: LONG }) },
  { name: 'the Home tab', view: buildHomeTab(FULL_HOME, linkTo) },
];

/**
 * Asks Slack whether it would show these looks; nothing is sent to anybody. Gives what it refuses, with its reason.
 * Source: https://docs.slack.dev/reference/methods/blocks.validate
 */
export async function findRefusedLooks(client: WebClient, looks = LOOKS): Promise<string[]> {
  const refused: string[] = [];
  for (const { name, ...look } of looks) {
    const payload = 'view' in look ? { view: look.view } : { message: { blocks: look.message.blocks } };
    const reason = await client.apiCall('blocks.validate', payload).then(() => undefined, reasonOf);
    if (reason) refused.push(`${name}: ${reason}`);
  }
  return refused;
}

/** Why Slack refuses a look. Throws what is no refusal of a look. */
function reasonOf(error: unknown): string {
  const data = error instanceof Error && 'data' in error ? (error.data as Refusal) : undefined;
  if (!data?.error?.startsWith('invalid_')) throw error;
  const found = data.errors?.map(({ message, pointer }) => `${message} (${pointer})`);
  return [data.error, ...(found ?? data.response_metadata?.messages ?? [])].join(', ');
}

type Refusal = {
  error?: string;
  errors?: { message?: string; pointer?: string }[];
  response_metadata?: { messages?: string[] };
};
