import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import { companyKeys } from '../../names/company-names.ts';
import { companySoughtKeys } from '../../names/lookup-keys.ts';
import { REASONS } from '../../names/verdict.ts';
import type { Row } from '../../store/schema.ts';
import { chooseKnownCompany } from '../company-choice.ts';
import {
  areThere,
  readByIds,
  readDomains,
  readExternal,
  readFilledFields,
  readHeldKeys,
  readKnownTo,
  readNamesSince,
} from './known-rows.ts';
import { addExternalId, addOwnValues, namesIn, type Outcome, outcomeOf, type Placed } from './place.ts';
import { IMPORTING } from './policy.ts';
import type { SaidCompany } from './records.ts';
import { foundBy, madeNow, type Slice } from './slice.ts';

/** What is known of the companies that some lines name. */
type Known = {
  byExternal: Map<string, string>;
  byDomain: Map<string, string>;
  /** The keys by which those are looked for who are known by nothing that is certain; those of them that lead to somebody. */
  sought: ReadonlyMap<SaidCompany, readonly string[]>;
  held: ReadonlySet<string>;
  own: Map<string, string[]>;
  rows: Map<string, Row<'companies'>>;
};

/** Sorts after every id. */
const LAST_ID = '~';

/**
 * Finds the companies that lines name, and makes those that are new. `isRecord`: the lines are these companies, so that another id of the
 * source is another company; otherwise they belong to them. What may be one of several is a problem: nothing is guessed.
 */
export async function placeCompanies(
  ctx: Context,
  slice: Slice,
  { wanted, isRecord }: { wanted: readonly (SaidCompany | undefined)[]; isRecord: boolean },
): Promise<(Placed | undefined)[]> {
  const said = wanted.filter((each) => each !== undefined);
  const known = await readKnown(ctx, slice, { said, isRecord });
  const placed: (Placed | undefined)[] = [];
  for (const [at, each] of wanted.entries()) {
    if (at % IMPORTING.linesATurn === IMPORTING.linesATurn - 1) await ctx.clock.turn();
    const one = each && (await placeOne(ctx, slice, { said: each, isRecord, known }));
    placed.push(one);
    // The company that a line belongs to is known by its id from now on, too.
    const isNamed = one && 'id' in one && !isRecord && !known.byExternal.has(each.externalId ?? '');
    if (isNamed) addExternalId(slice, { kind: 'company', externalId: each.externalId, companyId: one.id });
  }
  return placed;
}

async function readKnown(
  ctx: Context,
  slice: Slice,
  { said, isRecord }: { said: readonly SaidCompany[]; isRecord: boolean },
): Promise<Known> {
  const { source, importId } = slice;
  const byExternal = await readExternal(ctx, {
    source,
    kind: 'company',
    ids: said.map((each) => each.externalId),
  });
  const byDomain = await readDomains(
    ctx,
    said.flatMap(({ domains }) => domains),
  );
  const open = said.filter(
    ({ externalId = '', domains }) =>
      !byExternal.has(externalId) && !domains.some((each) => byDomain.has(each)),
  );
  const before = isRecord ? importId : LAST_ID;
  const isAny = await areThere(ctx, { table: 'companies', before });
  const sought = new Map(isAny ? await keysOf(ctx, open) : []);
  const held = await readHeldKeys(ctx, { kind: 'company', keys: [...sought.values()].flat(), before });
  const nameKeys = open.flatMap(({ name }) => (name ? [companyKeys(name).nameKey] : []));
  const own = new Map<string, string[]>();
  for (const { id, nameKey } of await readNamesSince(ctx, { table: 'companies', nameKeys, since: importId }))
    own.set(nameKey, [...(own.get(nameKey) ?? []), id]);
  const ids = [...byExternal.values(), ...byDomain.values(), ...[...own.values()].flat()];
  return { byExternal, byDomain, sought, held, own, rows: await readByIds(ctx, 'companies', ids) };
}

async function keysOf(ctx: Context, all: readonly SaidCompany[]): Promise<[SaidCompany, string[]][]> {
  const keys: [SaidCompany, string[]][] = [];
  for (const [at, said] of all.entries()) {
    if (at % IMPORTING.linesATurn === IMPORTING.linesATurn - 1) await ctx.clock.turn();
    keys.push([said, soughtKeys(said)]);
  }
  return keys;
}

const soughtKeys = ({ name, domains: [domain] }: SaidCompany) => companySoughtKeys({ name, domain });

type Wanted = { said: SaidCompany; isRecord: boolean; known: Known };

async function placeOne(ctx: Context, slice: Slice, { said, isRecord, known }: Wanted): Promise<Placed> {
  const { externalId, name, domains } = said;
  const certain =
    (externalId === undefined
      ? undefined
      : (idOfExternal(slice, externalId) ?? known.byExternal.get(externalId))) ??
    domains
      .map((domain) => slice.recall(`company at ${domain}`)?.id ?? known.byDomain.get(domain))
      .find((id) => id);
  if (certain) return found(slice, certain, known);
  if (!name && domains.length === 0)
    return { problem: `the company ${externalId} is not known: import the companies first` };
  const isHeld = known.sought.get(said)?.some((key) => known.held.has(key));
  const choice = isHeld ? await chooseAmongKnown(ctx, slice, { said, isRecord }) : undefined;
  if (choice) return choice;
  const same = isRecord && externalId !== undefined ? undefined : madeOfName(slice, { said, known });
  if (same) return same;
  return make(ctx, slice, said);
}

const idOfExternal = (slice: Slice, externalId: string) => slice.recall(`company id ${externalId}`)?.id;

function found(slice: Slice, id: string, { rows }: Pick<Known, 'rows'>): Placed {
  const isOld = id < slice.importId;
  return { id, name: rows.get(id)?.name ?? '', how: isOld ? 'known' : 'repeated' };
}

/** Which of the companies that were known is meant, by the rules of names; undefined for a new one. */
async function chooseAmongKnown(
  ctx: Context,
  { source, importId }: Slice,
  {
    said: {
      externalId,
      name,
      domains: [domain],
    },
    isRecord,
  }: Pick<Wanted, 'said' | 'isRecord'>,
): Promise<Placed | undefined> {
  const choice = await chooseKnownCompany(ctx, { name, domain });
  if (choice.answer === 'new') return undefined;
  const candidates = choice.answer === 'same' ? [choice] : choice.candidates;
  const ids = candidates.map(({ one }) => one.company.id);
  const others =
    isRecord && externalId !== undefined
      ? await readKnownTo(ctx, { source, kind: 'company', ids })
      : new Set();
  const meant = candidates.filter(
    ({ one: { company } }) => !others.has(company.id) && (!isRecord || company.id < importId),
  );
  const [only] = meant;
  if (!only) return undefined;
  if (choice.answer === 'same') {
    const { id, name: own } = only.one.company;
    return { id, name: own, how: id < importId ? 'known' : 'repeated' };
  }
  const names = namesIn(meant.map(({ one }) => one.company.name));
  return {
    problem: `the company “${name ?? domain}” may be ${names}, since ${REASONS[only.because]}: call it so, or give its domain`,
  };
}

/** The company of exactly this name that an earlier line has made, where nothing tells the two apart. */
function madeOfName(
  slice: Slice,
  { said: { name, domains }, known }: Pick<Wanted, 'said' | 'known'>,
): Placed | undefined {
  if (!name) return undefined;
  const { nameKey } = companyKeys(name);
  const here = slice.recall(`company called ${nameKey}`);
  const ids = [...new Set([...(known.own.get(nameKey) ?? []), ...(here ? [here.id] : [])])];
  const alike = ids.filter((id) => domains.length === 0 || !known.rows.get(id)?.domain);
  const [only, ...others] = alike;
  if (!only) return undefined;
  if (others.length > 0)
    return {
      problem: `${alike.length} companies of this file are called “${name}”: give the domain or the id`,
    };
  return { id: only, name, how: 'repeated' };
}

function make(
  ctx: Context,
  slice: Slice,
  { externalId, name: said, domains, about, own }: SaidCompany,
): Placed {
  const [domain = null, ...further] = domains;
  const name = said ?? domain ?? '';
  const id = newId();
  slice.make('companies', { id, name, ...companyKeys(name), domain, about: about ?? null, ...madeNow(ctx) });
  addDomains(ctx, slice, { id, domains: further });
  addExternalId(slice, { kind: 'company', externalId, companyId: id });
  const words = addOwnValues(slice, { column: 'companyId', id, values: own, filled: undefined }) ?? [];
  foundBy(slice, { kind: 'company', id, isNew: true }, [...further, ...words]);
  const keys = [
    `company called ${companyKeys(name).nameKey}`,
    ...domains.map((each) => `company at ${each}`),
  ];
  slice.remember(keys, { id, name });
  return { id, name, how: 'made' };
}

function addDomains(
  ctx: Context,
  slice: Slice,
  { id, domains }: { id: string; domains: readonly string[] },
): void {
  for (const domain of domains)
    slice.make('companyDomains', { id: newId(), companyId: id, domain, ...madeNow(ctx) });
}

/** Fills in what is not known yet of the companies that lines are. */
export async function completeCompanies(
  ctx: Context,
  slice: Slice,
  lines: readonly { said: SaidCompany; placed: Placed }[],
): Promise<Outcome[]> {
  const ids = lines.flatMap(({ placed }) => ('id' in placed && placed.how !== 'made' ? [placed.id] : []));
  const rows = await readByIds(ctx, 'companies', ids);
  const filled = await readFilledFields(ctx, { column: 'companyId', ids });
  const byDomain = await readDomains(
    ctx,
    lines.flatMap(({ said }) => said.domains),
  );
  const external = await readExternal(ctx, {
    source: slice.source,
    kind: 'company',
    ids: lines.map(({ said }) => said.externalId),
  });
  const outcomes: Outcome[] = [];
  for (const { said, placed } of lines) {
    const row = 'id' in placed ? rows.get(placed.id) : undefined;
    if (!row) {
      outcomes.push(outcomeOf(placed, { isCompleted: false, differs: false }));
      continue;
    }
    const { domains, about, own, externalId } = said;
    const free = domains.filter((domain) => !byDomain.has(domain) && !slice.recall(`company at ${domain}`));
    const [first] = row.domain ? [] : free;
    const further = free.filter((domain) => domain !== first);
    slice.remember(
      free.map((domain) => `company at ${domain}`),
      { id: row.id, name: row.name },
    );
    const patch = { ...(first ? { domain: first } : {}), ...(about && !row.about ? { about } : {}) };
    if (Object.keys(patch).length > 0) {
      slice.updates.push({ table: 'companies', before: row, patch });
      rows.set(row.id, { ...row, ...patch });
    }
    addDomains(ctx, slice, { id: row.id, domains: further });
    const isNewId =
      !external.has(externalId ?? '') &&
      addExternalId(slice, { kind: 'company', externalId, companyId: row.id });
    const words = addOwnValues(slice, {
      column: 'companyId',
      id: row.id,
      values: own,
      filled: filled.get(row.id),
    });
    foundBy(slice, { kind: 'company', id: row.id, isNew: false }, [...further, ...(words ?? [])]);
    const isCompleted = Object.keys(patch).length > 0 || further.length > 0 || isNewId || words !== undefined;
    outcomes.push(
      outcomeOf(placed, { isCompleted, differs: Boolean(about && row.about && about !== row.about) }),
    );
  }
  return outcomes;
}
