import { RapportError } from '../errors.ts';
import type { ReportDefinition } from './definition.ts';
import { howCounted } from './metrics/how-counted.ts';
import { exampleOf, ruleOf } from './param-types.ts';
import type { WithReports } from './reports.ts';
import { certifiedInWords, prepare, requireMayRun, rolesInWords } from './run-report.ts';
import { getDefinition } from './what-runs.ts';

/** A report in plain words, without its SQL. */
export type Explanation = {
  name: string;
  title: string;
  description: string;
  /** `leads and admins`. */
  for: string;
  examples: string[];
  params: { name: string; description: string; rule: string; example: string; needed: string }[];
  columns: { name: string; label: string; meaning: string }[];
  chart?: string;
  /** Of a question that was kept as a report: what it counts, and what it leaves out. */
  counted?: string[];
};

/** Explains a report the actor may run. Throws `not_found` or `forbidden`. */
export async function explainReport(ctx: WithReports, name: string): Promise<Explanation> {
  const definition = await getDefinition(ctx, { name, given: {} });
  requireMayRun(ctx, definition);
  // In a channel, which reads along, not which customers it is about.
  const counted = ctx.actor.audience === 'direct' ? await findHowCounted(ctx, name) : undefined;
  return { ...explain(definition), ...(counted ? { counted } : {}) };
}

/** How a kept question counts; undefined for a report, and for a question that cannot be asked any more as it was. */
async function findHowCounted(ctx: WithReports, name: string): Promise<string[] | undefined> {
  if (ctx.reports.catalog.find(name)) return undefined;
  try {
    const { params, question } = await prepare(ctx, { name, given: {} });
    return question && [...howCounted(question, params.used), ...certifiedInWords(ctx, question)];
  } catch (error) {
    if (error instanceof RapportError) return undefined;
    throw error;
  }
}

/** Explains a definition, whoever asks. */
export function explain(definition: ReportDefinition): Explanation {
  const { name, title, description, examples, params, columns, chart } = definition;
  return {
    name,
    title,
    description,
    for: rolesInWords(definition),
    examples,
    params: Object.entries(params).map(([param, spec]) => ({
      name: param,
      description: spec.description ?? '',
      rule: ruleOf(spec),
      example: `${param}=${exampleOf(spec)}`,
      needed: neededInWords(spec),
    })),
    columns: Object.entries(columns).map(([column, { label, format, description: meaning }]) => ({
      name: column,
      label,
      meaning: meaning ?? MEANINGS[format],
    })),
    ...(chart ? { chart: chartInWords(definition) } : {}),
  };
}

const MEANINGS: Record<ReportDefinition['columns'][string]['format'], string> = {
  text: 'Text.',
  integer: 'A whole number.',
  number: 'A number.',
  percent: 'A share, in percent.',
  money: 'An amount in its own currency.',
  date: 'A day.',
  week: 'A week, named by its Monday.',
  month: 'A month.',
  quarter: 'A quarter of a year.',
  boolean: 'Yes or no.',
};

function neededInWords({ optional, default: value, type }: ReportDefinition['params'][string]): string {
  if (value !== undefined) {
    const words = [value].flat().map((each) => ({ true: 'yes', false: 'no' })[`${each}`] ?? each);
    return `${words.join('; ')} unless you say otherwise`;
  }
  if (optional) return 'may be left out';
  return type === 'member' ? 'needed by leads and admins; for others it is themselves' : 'needed';
}

function chartInWords({ chart, columns }: ReportDefinition): string {
  const label = (name: string | undefined) => (name ? (columns[name]?.label ?? name) : '');
  const by = chart?.series ? `, for each ${label(chart.series)}` : '';
  return `${label(chart?.y)} by ${label(chart?.x)}${by} (${chart?.type} chart).`;
}
