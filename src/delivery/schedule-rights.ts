import { type Context, hasRole } from '../context.ts';
import { forbidden } from '../errors.ts';
import { ID } from '../ids.ts';
import type { Given } from '../reports/params.ts';
import type { WithReports } from '../reports/reports.ts';
import { pinOf, prepare } from '../reports/run-report.ts';
import { type Condition, requireFits } from './schedule-condition.ts';

/** Of a schedule, what decides whether it can be run. */
type Runnable = { report: string; params: Given; condition: Condition | null; channel?: string | null };

/** Params as they are kept, and the same for people: names instead of ids. */
export type RunnableParams = {
  params: Record<string, unknown>;
  paramsInWords: string;
  /** What is pinned of a question, as it is counted now. */
  definitionHash?: string | null;
};

/**
 * Throws as `prepare` does unless the actor may run the report with these params, `invalid` unless its columns fit the condition,
 * and `forbidden` for a channel unless the actor is a lead. Gives the params as they are kept.
 */
export async function requireRunnable(
  ctx: WithReports,
  { report: name, params: given, condition, channel = null }: Runnable,
): Promise<RunnableParams> {
  if (channel !== null) requireForChannels(ctx);
  const { report, params, question } = await prepare(heardBy(ctx, channel), { name, given });
  requireFits(condition, report.definition);
  if (question) {
    const { given: kept, inWords = '' } = params;
    return { params: kept, paramsInWords: inWords, definitionHash: pinOf(question) };
  }
  const names = new Map(params.used.map(({ name, value }) => [name, value]));
  const paramsInWords = sayParams(params.given, (name) => names.get(name));
  return { params: params.given, paramsInWords };
}

/** Throws `forbidden` for who may not have reports posted in channels. */
export function requireForChannels({ actor }: Context): void {
  if (!hasRole(actor, 'lead'))
    throw forbidden('Only leads and admins can have reports posted in a channel, or offer them to others.');
}

/** The actor as who reads along: what a channel gets is what everybody in it may see. */
const heardBy = <Ctx extends Context>(ctx: Ctx, channel: string | null): Ctx => ({
  ...ctx,
  actor: { ...ctx.actor, audience: channel === null ? 'direct' : 'shared' },
});

/** Params in words, as they were given: `since = -4w`. `nameOf` gives what stands for a value that is an id. */
export function sayParams(
  given: Readonly<Record<string, unknown>>,
  nameOf: (param: string) => string | undefined = () => undefined,
): string {
  return Object.entries(given)
    .map(([name, said]) => {
      const values = [said].flat().map(String);
      const isId = values.some((each) => ID.test(each));
      return `${name.replaceAll('_', ' ')} = ${isId ? nameOf(name) : values.join(', ')}`;
    })
    .join(', ');
}
