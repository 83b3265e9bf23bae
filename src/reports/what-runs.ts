import { ROLES, type System } from '../context.ts';
import { mayRun, type ReportDefinition } from './definition.ts';
import { compile } from './metrics/compile.ts';
import { findCertified, type KeptQuestion, listCertified, requireDecided } from './metrics/kept-questions.ts';
import { metricOf, readRequest } from './metrics/request.ts';
import type { Given } from './params.ts';
import type { Report } from './report.ts';
import type { WithReports } from './reports.ts';
import { buildSearchIndex } from './search.ts';

/**
 * What somebody wants to run. Its name is that of a report, whose params are given; of a question (`ask:METRIC`), whose request is
 * given; or of a question that was kept, which takes nothing.
 */
export type Wanted = { name: string; given: Given };

/** A question in metrics: its request, still to be checked, and under which name it was kept, if it was. */
export type AskedQuestion = { request: Record<string, unknown>; kept?: KeptQuestion };

/** Finds the question that is wanted; undefined where it is a report, or there is nothing of this name. */
export async function findQuestion(
  ctx: WithReports<System>,
  { name, given }: Wanted,
): Promise<AskedQuestion | undefined> {
  const metric = metricOf(name);
  if (metric !== undefined) return { request: { ...given, metric } };
  if (ctx.reports.catalog.find(name)) return undefined;
  const kept = await findCertified(ctx, name);
  return kept && { request: kept.request, kept };
}

/** Finds the definition of what is wanted, whoever asks; undefined where there is none, or none any more. */
export async function findDefinition(
  ctx: WithReports<System>,
  wanted: Wanted,
): Promise<ReportDefinition | undefined> {
  const report = ctx.reports.catalog.find(wanted.name)?.definition;
  if (report) return report;
  const question = await findQuestion(ctx, wanted);
  return question && definitionOf(ctx, question);
}

/** Gets the definition of what is wanted, whoever asks. Throws `not_found` with similar names that the actor may see, or `unavailable`. */
export async function getDefinition(ctx: WithReports, wanted: Wanted): Promise<ReportDefinition> {
  const found = await findDefinition(ctx, wanted);
  return found ?? (await getReport(ctx, wanted.name)).definition;
}

/** Gets a report by its name. Throws as `getDefinition` does, and `conflict` for a question that the actor has only proposed so far. */
export async function getReport(ctx: WithReports, name: string): Promise<Report> {
  const { catalog } = ctx.reports;
  if (!catalog.find(name)) await requireDecided(ctx, name);
  return catalog.get(name, ctx.actor.role);
}

/** The title of what is wanted; what it is called where there is no such thing any more. */
export async function titleOf(ctx: WithReports<System>, wanted: Wanted): Promise<string> {
  const report = ctx.reports.catalog.find(wanted.name)?.definition;
  if (report) return report.title;
  const question = await findQuestion(ctx, wanted);
  const title = question && (question.kept?.title ?? definitionOf(ctx, question)?.title);
  return title ?? spokenName(wanted.name);
}

/** The name of a report for people; a question has none. */
export function spokenName(name: string): string {
  const metric = metricOf(name);
  return metric === undefined ? name : `Your question about ${metric}`;
}

/** The report that a question is made into, as far as it can be understood by anybody. */
export function definitionOf(
  { reports: { metrics } }: WithReports<System>,
  { request, kept }: AskedQuestion,
): ReportDefinition | undefined {
  for (const role of ROLES.toReversed()) {
    try {
      const read = readRequest(request, { role, metrics: metrics.list(role) });
      const made = compile(read.request, { metric: read.metric, guarded: true });
      return kept ? asKept(namedAs(made, kept), kept) : made;
    } catch {
      // Somebody of another role may be able to ask it.
    }
  }
  return undefined;
}

/** The report of a question as it is called. */
export const namedAs = (definition: ReportDefinition, kept: KeptQuestion | undefined): ReportDefinition =>
  kept ? { ...definition, name: kept.name, title: kept.title } : definition;

/** A report, or a question that was kept as one, in a list. */
export type Listed = Pick<ReportDefinition, 'name' | 'title' | 'description'> & {
  definition: ReportDefinition;
};

/**
 * Lists what the actor may run that fits the words, or all of it: questions that an admin has certified first, then reports. A kept
 * question takes no params.
 */
export async function listRunnable(ctx: WithReports, words?: string): Promise<Listed[]> {
  const { catalog } = ctx.reports;
  const { role } = ctx.actor;
  const kept = (await listCertified(ctx)).flatMap((each) => {
    const made = catalog.find(each.name)
      ? undefined
      : definitionOf(ctx, { request: each.request, kept: each });
    return made && mayRun(made, role) ? [made] : [];
  });
  const byName = new Map(kept.map((definition) => [definition.name, definition]));
  const certified = words
    ? buildSearchIndex(kept)
        .search(words)
        .flatMap((name) => byName.get(name) ?? [])
    : kept;
  const reports = words ? catalog.search(words, role) : catalog.list(role);
  return [...certified, ...reports.map(({ definition }) => definition)].map((definition) => {
    const { name, title, description } = definition;
    return { name, title, description, definition };
  });
}

/** A kept question as a report that takes nothing. */
const asKept = (definition: ReportDefinition, { metric }: KeptQuestion): ReportDefinition => ({
  ...definition,
  params: {},
  description: `A question about ${metric} that an admin has certified.`,
});
