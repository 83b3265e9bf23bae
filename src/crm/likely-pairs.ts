import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import { companyPairKeys, personSoughtKeys } from '../names/lookup-keys.ts';
import { chunks } from '../store/chunks.ts';
import { isOneOf } from '../store/lists.ts';
import type { CustomerKind } from './merged-ids.ts';
import { type NameFacts, readFacts } from './name-facts.ts';

/** Two that share a key, with what is known of them. `areColleagues`: they are looked at as two who work at one company. */
export type LikelyPair = {
  kind: CustomerKind;
  ids: readonly [string, string];
  facts: readonly [NameFacts, NameFacts];
  areColleagues: boolean;
};

/** Which of all are looked at, each with all others; all of them where there is no list. `signal` ends it early. */
export type Among = { only?: ReadonlySet<string> | undefined; signal?: AbortSignal | undefined };

export const LIKELY = {
  /** Customers and companies that are read at a time. */
  atOnce: 25,
  /** A key that leads to more of them tells nothing. */
  mostOfKey: 50,
  /** More people of one whole name, wherever they work, are different ones. */
  mostNamesakes: 5,
} as const;

/** Keys of companies that are looked at: first words fit too many. */
const isOfCompany = (key: string) => !key.startsWith('f:');
/** Keys of people by which they are looked for wherever they work: addresses, numbers and whole names. */
const isOfPerson = (key: string) => /^[etjo]:/.test(key);
const isNamesake = (key: string) => /^[jo]:/.test(key);

/** The keys with which those are looked for who may be one with a customer. */
export const keysOf = (facts: NameFacts): string[] =>
  facts.kind === 'contact' ? personSoughtKeys(facts) : companyPairKeys(facts);

/** Companies, or people wherever they work, who share a telling key. Each pair comes once, or twice where both are in `only`. */
export async function* listSharing(
  ctx: System,
  { kind, only, signal }: { kind: CustomerKind } & Among,
): AsyncGenerator<LikelyPair> {
  const isWanted = kind === 'company' ? isOfCompany : isOfPerson;
  for await (const ids of only ? chunks([...only], LIKELY.atOnce) : listAllIds(ctx, kind)) {
    if (signal?.aborted) return;
    const facts = await readFacts(ctx, { kind, ids });
    const keys = new Map([...facts].map(([id, each]) => [id, [...new Set(keysOf(each).filter(isWanted))]]));
    const sharing = await readSharing(ctx, { kind, keys: [...new Set([...keys.values()].flat())] });
    const candidates = new Map(
      [...keys].map(([id, own]) => {
        const others = own.flatMap((key) => sharing.get(key) ?? []);
        return [id, [...new Set(others)].filter((other) => (only ? other !== id : other > id))] as const;
      }),
    );
    const others = await readFacts(ctx, {
      kind,
      ids: [...new Set([...candidates.values()].flat())].filter((id) => !facts.has(id)),
    });
    for (const [id, found] of candidates) {
      for (const other of found) {
        const [one, two] = [facts.get(id), facts.get(other) ?? others.get(other)];
        if (one && two) yield { kind, ids: [id, other], facts: [one, two], areColleagues: false };
      }
    }
  }
}

/** All ids of one kind in order, some at a time. */
export async function* listAllIds(ctx: System, kind: CustomerKind): AsyncGenerator<string[]> {
  const table = ctx.store.tables[
    kind === 'company' ? 'companies' : 'contacts'
  ] as System['store']['tables']['companies'];
  let after = '';
  for (;;) {
    const rows = await ctx.db
      .select({ id: table.id })
      .from(table)
      .where(gt(table.id, after))
      .orderBy(asc(table.id))
      .limit(LIKELY.atOnce);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    yield rows.map(({ id }) => id);
  }
}

/** By key, those who have it; nothing of a key that too many have. */
async function readSharing(
  ctx: System,
  { kind, keys }: { kind: CustomerKind; keys: readonly string[] },
): Promise<Map<string, string[]>> {
  const { nameKeys } = ctx.store.tables;
  const sharers = sql<number>`count(distinct ${nameKeys.entityId})`;
  const isOf = (of: readonly string[]): SQL | undefined =>
    and(isOneOf(ctx, { value: nameKeys.key, of }), eq(nameKeys.kind, kind));
  const counted = await ctx.db
    .select({ key: nameKeys.key, count: sharers })
    .from(nameKeys)
    .where(isOf(keys))
    .groupBy(nameKeys.key)
    .having(sql`${sharers} <= ${LIKELY.mostOfKey}`);
  const most = (key: string) =>
    kind === 'contact' && isNamesake(key) ? LIKELY.mostNamesakes : LIKELY.mostOfKey;
  const shared = counted.filter(({ key, count }) => Number(count) <= most(key)).map(({ key }) => key);
  const sharing = new Map<string, string[]>();
  if (shared.length === 0) return sharing;
  const rows = await ctx.db
    .selectDistinct({ key: nameKeys.key, id: nameKeys.entityId })
    .from(nameKeys)
    .where(isOf(shared))
    .orderBy(asc(nameKeys.key), asc(nameKeys.entityId));
  for (const { key, id } of rows) sharing.set(key, [...(sharing.get(key) ?? []), id]);
  return sharing;
}
