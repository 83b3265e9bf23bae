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
import { exampleOf, type LookUp, ruleOf, type Understood, understand, type World } from './param-types.ts';
import { RUN_LIMITS } from './reports.ts';
import type { UsedParam } from './result.ts';
import type { Values } from './sql-template.ts';

/** The values that somebody passed, by param: text, a number, yes or no, or a list of these. */
export type Given = Readonly<Record<string, unknown>>;

/** Why one param cannot be used. */
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

/** Params that were understood. */
export type ParsedParams = {
  /** The values that the SQL binds. */
  values: Values;
  /** The params as they may be stored and passed again: relative days stay relative. */
  given: Record<string, unknown>;
  /** What was asked, in words, where the params are a question in metrics. */
  inWords?: string;
  /** The params in words, for people. */
  used: UsedParam[];
};

type Input = {
  definition: Pick<ReportDefinition, 'name' | 'params' | 'roles'>;
  given: Given;
};

/** A context that can look up names. */
type Asking = Context & { readonly reports: { lookUp(ctx: Context): LookUp } };

/** Characters of one value that are read at all. */
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

/**
 * Understands those of the given params that can be understood, by param, for a form that is to be filled in further.
 */
export async function understandGiven(
  ctx: Asking,
  { definition, given }: { definition: Omit<Input['definition'], 'name'>; given: Given },
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

const worldOf = (ctx: Asking): World => ({ today: todayOf(ctx), lookUp: ctx.reports.lookUp(ctx) });

/** The values of the reserved params: who asks, and when. */
function reservedValues(ctx: Context): [string, Scalar][] {
  const { memberId, role, timeZone } = ctx.actor;
  return [
    ['viewer_id', memberId],
    ['viewer_role', role],
    ['today', todayOf(ctx)],
    ['time_zone', timeZone],
    ['most_rows', RUN_LIMITS.rows + 1],
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

/** The words that were given for one param; undefined when there are none. */
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
  // Commas separate values, too, unless a semicolon does: a name may have a comma in it (“Acme, Inc.; Globex”).
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

/**
 * The words of a param's default. Members cannot name a colleague, so for them a param of type member is themselves.
 */
function defaultWords(ctx: Context, spec: Param): string[] | undefined {
  if (spec.default !== undefined)
    return (Array.isArray(spec.default) ? spec.default : [spec.default]).map(String);
  const isSelf = spec.type === 'member' && !spec.optional && !hasRole(ctx.actor, 'lead');
  return isSelf ? ['me'] : undefined;
}

/** One word that was given for a param. */
type GivenWord = {
  name: string;
  spec: Param;
  word: string;
  roles: ReportDefinition['roles'];
  world: World;
};

async function understandOne(
  ctx: Context,
  { name, spec, word, roles, world }: GivenWord,
): Promise<Understood> {
  const scalar = (spec.type === 'list' ? spec.of : spec) as ScalarParam;
  const understood = await understandNamed(name, understand(word, scalar, world));
  if (!understood) throw broken(name, spec, word);
  if (scalar.type === 'member' && understood.said !== ctx.actor.memberId && !mayNameColleagues(ctx, roles)) {
    throw problem(name, 'bad', `${name}: only leads and admins can look at the numbers of a colleague`);
  }
  return understood;
}

/** Whether the actor may name a colleague: leads and admins may, but not where members read the answer. */
function mayNameColleagues({ actor }: Context, roles: ReportDefinition['roles']): boolean {
  return hasRole(actor, 'lead') && (actor.audience === 'direct' || !roles.includes('member'));
}

/** Turns the error for a name that is not known, or not clear, into a problem of its param. */
async function understandNamed(
  name: string,
  found: ReturnType<typeof understand>,
): Promise<Understood | undefined> {
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
