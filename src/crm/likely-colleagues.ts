import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { System } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import { type Among, keysOf, LIKELY, type LikelyPair, listAllIds } from './likely-pairs.ts';
import { type NameFacts, readFacts } from './name-facts.ts';

/** Single names and initials fit too many, also of one company. */
const isTelling = (key: string) => !/^[nv]:/.test(key);

/** How many people of a company are gone through before other work has its turn. */
const TURN_AFTER = 100;

/** People who work at one company and share a key, each pair once for a company; of those in `only`, with all of their colleagues. */
export async function* listColleagues(ctx: System, { only, signal }: Among): AsyncGenerator<LikelyPair> {
  const companies = only
    ? chunks(await listEmployersOf(ctx, only), LIKELY.atOnce)
    : listAllIds(ctx, 'company');
  for await (const companyIds of companies) {
    if (signal?.aborted) return;
    const staffs = [...(await listStaffs(ctx, companyIds)).values()].filter(({ length }) => length > 1);
    const facts = await readFacts(ctx, { kind: 'contact', ids: [...new Set(staffs.flat())] });
    for (const staff of staffs) yield* listPairsIn(ctx, { staff, facts, only });
  }
}

type Staff = { staff: readonly string[]; facts: ReadonlyMap<string, NameFacts> };

async function* listPairsIn(ctx: System, { staff, facts, only }: Staff & Among): AsyncGenerator<LikelyPair> {
  const { keys, groups } = await groupByKey(ctx, { staff, facts });
  let gone = 0;
  for (const [key, group] of groups) {
    gone += 1;
    if (gone % TURN_AFTER === 0) await ctx.clock.turn();
    for (const [at, one] of group.entries()) {
      for (const other of group.slice(at + 1)) {
        if (only && !only.has(one) && !only.has(other)) continue;
        // Those who share several keys come with the first of them.
        const isFirst = keys.get(one)?.find((each) => groups.get(each)?.includes(other)) === key;
        const [a, b] = [facts.get(one), facts.get(other)];
        if (isFirst && a && b)
          yield { kind: 'contact', ids: [one, other], facts: [a, b], areColleagues: true };
      }
    }
  }
}

/** The keys of some people, and by key those who share it, where they are not too many. */
async function groupByKey(
  ctx: System,
  { staff, facts }: Staff,
): Promise<{ keys: ReadonlyMap<string, string[]>; groups: ReadonlyMap<string, string[]> }> {
  const keys = new Map<string, string[]>();
  const groups = new Map<string, string[]>();
  for (const [at, id] of staff.entries()) {
    if (at > 0 && at % TURN_AFTER === 0) await ctx.clock.turn();
    const each = facts.get(id);
    const own = each ? [...new Set(keysOf(each).filter(isTelling))] : [];
    keys.set(id, own);
    for (const key of own) {
      const group = groups.get(key);
      if (group) group.push(id);
      else groups.set(key, [id]);
    }
  }
  const shared = [...groups].filter(([, { length }]) => length > 1 && length <= LIKELY.mostOfKey);
  return { keys, groups: new Map(shared) };
}

const isEmployed = ({ relationships }: System['store']['tables']) =>
  and(eq(relationships.kind, 'works_at'), isNull(relationships.endedOn));

/** Who works today at each of some companies. */
async function listStaffs(ctx: System, companyIds: string[]): Promise<Map<string, string[]>> {
  const { relationships } = ctx.store.tables;
  const rows = await ctx.db
    .selectDistinct({ companyId: relationships.companyId, id: relationships.contactId })
    .from(relationships)
    .where(and(inArray(relationships.companyId, companyIds), isEmployed(ctx.store.tables)))
    .orderBy(asc(relationships.companyId), asc(relationships.contactId));
  const staffs = new Map<string, string[]>();
  for (const { companyId, id } of rows) {
    const staff = staffs.get(companyId ?? '');
    if (staff) staff.push(id);
    else staffs.set(companyId ?? '', [id]);
  }
  return staffs;
}

async function listEmployersOf(ctx: System, contactIds: ReadonlySet<string>): Promise<string[]> {
  const { relationships } = ctx.store.tables;
  const ids = new Set<string>();
  for (const some of chunks([...contactIds])) {
    const rows = await ctx.db
      .selectDistinct({ id: relationships.companyId })
      .from(relationships)
      .where(and(inArray(relationships.contactId, some), isEmployed(ctx.store.tables)));
    for (const { id } of rows) if (id) ids.add(id);
  }
  return [...ids].toSorted();
}
