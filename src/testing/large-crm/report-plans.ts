import pg from 'pg';
import type { Context } from '../../context.ts';
import type { Param, ReportDefinition } from '../../reports/definition.ts';
import { openReports, type Reports } from '../../reports/reports.ts';
import { prepare } from '../../reports/run-report.ts';
import { renderTemplate } from '../../reports/sql-template.ts';
import { REPORTING_SCHEMA } from '../../store/reporting/postgres-setup.ts';
import type { Select } from '../../store/reporting/reporting.ts';
import { REPORT_VIEWS } from '../../store/reporting/views.ts';
import { openBehindViews } from './behind-views.ts';
import { LANDMARKS } from './size.ts';

/** A report as it is run: with what must be given alone, or with all that can be given. */
export type Shape = { what: string; select: Select };

/** Opens the reports of a folder and renders each of them in both shapes, as the actor runs it. */
export async function renderReports(
  ctx: Context,
  {
    folder,
    lookUp,
    contact,
  }: Pick<Parameters<typeof openReports>[1], 'folder' | 'lookUp'> & { contact: string },
): Promise<Shape[]> {
  const reports = await openReports(ctx, { folder, lookUp, warm: false });
  try {
    const shapes: Shape[] = [];
    for (const { definition } of reports.catalog.all()) {
      for (const all of [false, true])
        shapes.push(await render({ ...ctx, reports }, { definition, all, contact }));
    }
    return shapes;
  } finally {
    await reports.close();
  }
}

async function render(
  ctx: Context & { reports: Reports },
  {
    definition: { name, params },
    all,
    contact,
  }: { definition: ReportDefinition; all: boolean; contact: string },
): Promise<Shape> {
  const asked = Object.entries(params).filter(
    ([, spec]) => spec.default === undefined && (all || !spec.optional),
  );
  const given = Object.fromEntries(asked.map(([param, spec]) => [param, exampleFor(spec, contact)]));
  const { report, params: parsed } = await prepare(ctx, { name, given });
  const dialect = ctx.store.dialect;
  return {
    what: `${name} (${Object.keys(given).join(', ')})`,
    select: renderTemplate(report.templates[dialect], { dialect, values: parsed.values }),
  };
}

function exampleFor(spec: Param, contact: string): string {
  const scalar = spec.type === 'list' ? spec.of : spec;
  if (scalar.type === 'enum') return scalar.values[0] ?? '';
  return (
    { company: LANDMARKS.huge.name, contact, member: 'me', date: '2026-01-01' }[scalar.type as string] ?? '1'
  );
}

/** A step of a plan, and the steps within it. */
export type Step = { what: string; within: Step[] };

/** How SQLite runs a report, behind the same views as it is run. */
export function explainOnSqlite(path: string, { text, values }: Select): Step {
  const db = openBehindViews(path, { memberId: 'X', role: 'lead', audience: 'direct' });
  try {
    const bound = values.length > 0 ? [Object.fromEntries(values.map((value, at) => [at + 1, value]))] : [];
    const root: Step = { what: '', within: [] };
    const steps = new Map([[0, root]]);
    const rows = db.prepare(`explain query plan ${text}`).all(...bound);
    for (const { id, parent, detail } of rows as { id: number; parent: number; detail: string }[]) {
      const step = { what: detail, within: [] };
      steps.set(id, step);
      (steps.get(parent) ?? root).within.push(step);
    }
    return root;
  } finally {
    db.close();
  }
}

/** Tables with what has ever happened, as the views call them, and tables with a row for each customer. */
const HISTORY = /^(?:SCAN|SEARCH) (?:interactions|ic)\b/;
const SCANNED = /^SCAN (interactions|ic|f|p|c|r)\b/;

/** What a plan of SQLite does that takes longer with every year or every customer, in words. */
export function findSlowOnSqlite(root: Step, isRepeated = false): string[] {
  const found: string[] = [];
  const loops = root.within.filter(({ what }) => /^(?:SCAN|SEARCH) /.test(what));
  for (const [at, { what }] of loops.entries()) {
    const scanned = SCANNED.exec(what);
    if (!scanned) continue;
    if (isRepeated || at > 0) found.push(`goes through a table for each row: ${what}`);
    else if (HISTORY.test(what)) found.push(`reads all that ever happened: ${what}`);
    const next = loops.slice(at + 1).find((each) => HISTORY.test(each.what));
    if (next) found.push(`reads all that ever happened with everybody: ${what}, ${next.what}`);
  }
  for (const step of root.within) {
    const [, copied] = /^MATERIALIZE (\w+)/.exec(step.what) ?? [];
    if (copied && (REPORT_VIEWS as readonly string[]).includes(copied))
      found.push(`copies a view: ${step.what}`);
    found.push(...findSlowOnSqlite(step, isRepeated || step.what.startsWith('CORRELATED ')));
  }
  return found;
}

/** A node of PostgreSQL’s EXPLAIN (FORMAT JSON). */
export type PgNode = {
  'Node Type': string;
  'Parent Relationship'?: string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Plan Rows'?: number;
  Plans?: PgNode[];
};

/** How PostgreSQL runs reports, behind the same views as they are run. */
export async function explainOnPostgres(url: string, shapes: readonly Shape[]): Promise<PgNode[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`set search_path = ${REPORTING_SCHEMA}`);
    const plans: PgNode[] = [];
    for (const { select } of shapes) {
      const { rows } = await client.query(`explain (format json) ${select.text}`, [...select.values]);
      plans.push(rows[0]['QUERY PLAN'][0].Plan);
    }
    return plans;
  } finally {
    await client.end();
  }
}

/** What a plan of PostgreSQL does for each row of another table that goes through a table that grows. */
export function findSlowOnPostgres(node: PgNode, isRepeated = false): string[] {
  const table = node['Relation Name'];
  const isScan = node['Node Type'] === 'Seq Scan' && table !== 'members';
  const found = isRepeated && isScan ? [`goes through ${table} for each row`] : [];
  // What is kept in memory is read once.
  const isKept = ['Hash', 'Materialize', 'Memoize'].includes(node['Node Type']);
  for (const [at, child] of (node.Plans ?? []).entries()) {
    const isInner = node['Node Type'] === 'Nested Loop' && at === 1 && !isOne(node.Plans?.[0]);
    const isSubplan = child['Parent Relationship'] === 'SubPlan';
    found.push(...findSlowOnPostgres(child, isInner || isSubplan || (isRepeated && !isKept)));
  }
  return found;
}

/** Whether a node gives one row at most: a row by its id, which is no guess of the planner's. */
const isOne = (node: PgNode | undefined) =>
  node?.['Plan Rows'] === 1 && /_pkey$/.test(node['Index Name'] ?? '');
