import { type Context, hasRole, todayOf } from '../context.ts';
import { RapportError } from '../errors.ts';
import type { Scalar } from '../store/reporting/reporting.ts';
import {
  isReserved,
  type ListParam,
  type Param,
  type ReportDefinition,
  type ScalarParam,
} from './definition.ts';
import { exampleOf, type LookUp, ruleOf, type Understood, understand } from './param-types.ts';
import type { UsedParam } from './result.ts';
import type { Values } from './sql-template.ts';

/** What somebody passed, by param: text, a number, yes or no, or a list of these. */
export type Given = Readonly<Record<string, unknown>>;

export type ParamProblem = { param: string; kind: 'missing' | 'bad' | 'unknown'; reason: string };

/** Params that cannot be used: each problem names the param, the rule and an example. Nothing was run. */
export class ParamsError extends RapportError {
  readonly problems: readonly ParamProblem[];

  constructor(problems: readonly ParamProblem[]) {
    super('invalid', problems.map(({ reason }) => reason).join('\n'));
    this.name = 'ParamsError';
    this.problems = problems;
  }
}

export type ParsedParams = {
  values: Values;
  /** As they may be stored and passed again: relative days stay relative. */
  given: Record<string, string | string[]>;
  used: UsedParam[];
};

type Input = {
  definition: Pick<ReportDefinition, 'name' | 'params' | 'roles'>;
  given: Given;
};

/** Who asks, and what names mean to them. */
type Asking = Context & { readonly reports: { lookUp(ctx: Context): LookUp } };

const MAX_TEXT = 1_000;

/** Understands all params of a report for the actor. Throws `ParamsError` with all problems at once. */
export async function parseParams(ctx: Asking, { definition, given }: Input): Promise<ParsedParams> {
  const { params, roles } = definition;
  const problems: ParamProblem[] = unknownParams(definition, given);
  const values = new Map<string, Scalar | Scalar[]>(reservedValues(ctx));
  const kept: ParsedParams['given'] = {};
  const used: UsedParam[] = [];
  const world = worldOf(ctx);

  for (const [name, spec] of Object.entries(params)) {
    try {
      const said = readWords(name, Object.hasOwn(given, name) ? given[name] : undefined, spec);
      const words = said ?? defaultWords(ctx, spec);
      if (!words) {
        if (spec.optional) continue;
        throw problem(
          name,
          'missing',
          `${name} is missing: it ${ruleOf(spec)}, for example ${name}=${exampleOf(spec)}`,
        );
      }
      const understood = await Promise.all(
        words.map((word) => understandOne(ctx, { name, spec, word, roles, world })),
      );
      for (const [ending, value] of boundValues(spec, understood)) values.set(`${name}${ending}`, value);
      const stored = understood.map((each) => each.said);
      if (said) kept[name] = spec.type === 'list' ? stored : (stored[0] ?? '');
      used.push({ name, value: understood.map(({ shown }) => shown).join(', ') });
    } catch (error) {
      if (!(error instanceof ParamsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ParamsError(problems);
  return { values, given: kept, used };
}

/** What of the params given can be understood, by param: for a form that is to be filled in further. */
export async function understandGiven(
  ctx: Asking,
  { definition, given }: Input,
): Promise<Map<string, Understood[]>> {
  const { roles } = definition;
  const world = worldOf(ctx);
  const understood = new Map<string, Understood[]>();
  for (const [name, spec] of Object.entries(definition.params)) {
    try {
      const words = readWords(name, Object.hasOwn(given, name) ? given[name] : undefined, spec) ?? [];
      const each = await Promise.all(
        words.map((word) => understandOne(ctx, { name, spec, word, roles, world })),
      );
      if (each.length > 0) understood.set(name, each);
    } catch (error) {
      if (!(error instanceof ParamsError)) throw error;
    }
  }
  return understood;
}

const worldOf = (ctx: Asking): One['world'] => ({ today: todayOf(ctx), lookUp: ctx.reports.lookUp(ctx) });

/** Who is looking, and when; nobody can pass these. */
function reservedValues(ctx: Context): [string, Scalar][] {
  const { memberId, role, timeZone } = ctx.actor;
  return [
    ['viewer_id', memberId],
    ['viewer_role', role],
    ['today', todayOf(ctx)],
    ['time_zone', timeZone],
  ];
}

const problem = (param: string, kind: ParamProblem['kind'], reason: string) =>
  new ParamsError([{ param, kind, reason }]);

function unknownParams({ name, params }: Input['definition'], given: Given): ParamProblem[] {
  const names = Object.keys(params);
  const takes = names.length === 0 ? `${name} takes none` : `${name} takes ${names.join(', ')}`;
  return Reflect.ownKeys(given)
    .map(String)
    .filter((param) => !Object.hasOwn(params, param))
    .map((param) => ({
      param,
      kind: 'unknown',
      reason: isReserved(param)
        ? `${param} cannot be passed: it always says who is asking, and when`
        : `there is no param “${param.slice(0, 50)}”: ${takes}`,
    }));
}

/** The words somebody said for one param; undefined when they said none. */
function readWords(name: string, value: unknown, spec: Param): string[] | undefined {
  const several = spec.type === 'list' ? listOf(value) : [value];
  const words = several.map((each) => wordOf(name, each, spec)).filter((each) => each !== '');
  if (words.length === 0) return undefined;
  const max = spec.type === 'list' ? spec.max : 1;
  if (words.length > max)
    throw problem(name, 'bad', `${name}: at most ${max} values can be given, not ${words.length}`);
  return words;
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  // Commas will do, too, unless a name has one in it: “Acme, Inc.; Globex”.
  return typeof value === 'string' ? value.split(value.includes(';') ? ';' : ',') : [value];
}

function wordOf(name: string, value: unknown, spec: Param): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value);
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value.trim();
  throw broken(name, spec, typeof value === 'string' ? 'such a long text' : 'that');
}

function broken(name: string, spec: Param, said: string): ParamsError {
  const short = said.length > 60 ? `${said.slice(0, 59)}…` : said;
  return problem(
    name,
    'bad',
    `${name} ${ruleOf(spec)}; “${short}” is not. For example: ${name}=${exampleOf(spec)}`,
  );
}

/** The default. A colleague cannot be named by members, so for them a member is always themselves. */
function defaultWords(ctx: Context, spec: Param): string[] | undefined {
  if (spec.default !== undefined)
    return (Array.isArray(spec.default) ? spec.default : [spec.default]).map(String);
  const isSelf = spec.type === 'member' && !spec.optional && !hasRole(ctx.actor, 'lead');
  return isSelf ? ['me'] : undefined;
}

type One = {
  name: string;
  spec: Param;
  word: string;
  roles: ReportDefinition['roles'];
  world: { today: string; lookUp: LookUp };
};

async function understandOne(ctx: Context, { name, spec, word, roles, world }: One): Promise<Understood> {
  const scalar = (spec.type === 'list' ? spec.of : spec) as ScalarParam;
  const understood = await understandNamed(name, understand(word, scalar, world));
  if (!understood) throw broken(name, spec, word);
  if (scalar.type === 'member' && understood.said !== ctx.actor.memberId && !mayNameColleagues(ctx, roles)) {
    throw problem(name, 'bad', `${name}: only leads and admins can look at the numbers of a colleague`);
  }
  return understood;
}

/** Leads and admins may; but not where members read the answer. */
function mayNameColleagues({ actor }: Context, roles: ReportDefinition['roles']): boolean {
  return hasRole(actor, 'lead') && (actor.audience === 'direct' || !roles.includes('member'));
}

/** A name that is not known, or not clear, is a problem of its param. */
async function understandNamed(name: string, found: ReturnType<typeof understand>) {
  try {
    return await found;
  } catch (error) {
    if (error instanceof RapportError) throw problem(name, 'bad', `${name}: ${error.message}`);
    throw error;
  }
}

function boundValues(spec: Param | ListParam, understood: Understood[]): [string, Scalar | Scalar[]][] {
  if (spec.type === 'list') return [['', understood.map(({ bound }) => bound[''] ?? null)]];
  return Object.entries(understood[0]?.bound ?? {});
}
