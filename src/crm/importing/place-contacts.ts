import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import { comparePersonNames } from '../../names/compare-people.ts';
import { personLookupKeys, personSoughtKeys } from '../../names/lookup-keys.ts';
import { comparePeople } from '../../names/person-facts.ts';
import { personKeys } from '../../names/person-names.ts';
import { REASONS } from '../../names/verdict.ts';
import type { Row } from '../../store/schema.ts';
import { candidatesOf, chooseContact, readCandidates } from '../contact-choice.ts';
import { contactKeys } from '../contacts.ts';
import { factsOfContact, readContactsKnownBy } from '../known-by.ts';
import {
  areThere,
  readAddressKeys,
  readByIds,
  readExternal,
  readHeldKeys,
  readKnownTo,
  readNamesSince,
} from './known-rows.ts';
import { addExternalId, addOwnValues, namesIn, type Placed } from './place.ts';
import { IMPORTING } from './policy.ts';
import type { SaidContact } from './records.ts';
import { foundBy, madeNow, type Slice } from './slice.ts';

/** A contact that a line names, and where they work. */
export type Wanted = { said: SaidContact; companyId: string | undefined };

type KnownBy = Awaited<ReturnType<typeof readContactsKnownBy>>[number];

/** What is known of the contacts that some lines name. */
type Known = {
  byExternal: Map<string, string>;
  byAddress: Map<string, string>;
  /** The keys by which those are looked for who are known by nothing that is certain; those of them that lead to somebody. */
  sought: ReadonlyMap<SaidContact, readonly string[]>;
  held: ReadonlySet<string>;
  /** Contacts of the same name that earlier lines have made. */
  own: Map<string, string[]>;
  facts: Map<string, KnownBy>;
  companies: Map<string, Row<'companies'>>;
};

/** Sorts after every id. */
const LAST_ID = '~';

/** The keys of mailboxes: two ways to write an address have one. */
export const mailboxKeys = (emails: readonly string[]): string[] =>
  personLookupKeys({ emails }).filter((key) => key.startsWith('e:'));

/**
 * Finds the contacts that lines name, and makes those that are new. `isRecord`: the lines are these contacts, so that another id of the
 * source is somebody else; otherwise they take part. What may be one of several is a problem: nothing is guessed.
 */
export async function placeContacts(
  ctx: Context,
  slice: Slice,
  { wanted, isRecord }: { wanted: readonly Wanted[]; isRecord: boolean },
): Promise<Placed[]> {
  const known = await readKnown(ctx, slice, { wanted, isRecord });
  const placed: Placed[] = [];
  for (const [at, each] of wanted.entries()) {
    if (at % IMPORTING.linesATurn === IMPORTING.linesATurn - 1) await ctx.clock.turn();
    const one = await placeOne(ctx, slice, { ...each, isRecord, known });
    placed.push(one);
    const { externalId } = each.said;
    const isNamed = 'id' in one && !isRecord && !known.byExternal.has(externalId ?? '');
    if (isNamed) addExternalId(slice, { kind: 'contact', externalId, contactId: one.id });
  }
  return placed;
}

async function readKnown(
  ctx: Context,
  slice: Slice,
  { wanted, isRecord }: { wanted: readonly Wanted[]; isRecord: boolean },
): Promise<Known> {
  const { source, importId } = slice;
  const said = wanted.map((each) => each.said);
  const byExternal = await readExternal(ctx, {
    source,
    kind: 'contact',
    ids: said.map((each) => each.externalId),
  });
  const byAddress = await readAddressKeys(ctx, mailboxKeys(said.flatMap(({ emails }) => emails)));
  const open = said.filter(({ externalId = '' }) => !byExternal.has(externalId));
  const before = isRecord ? importId : LAST_ID;
  const isAny = await areThere(ctx, { table: 'contacts', before });
  const sought = new Map(isAny ? await keysOf(ctx, open) : []);
  const held = await readHeldKeys(ctx, { kind: 'contact', keys: [...sought.values()].flat(), before });
  const nameKeys = open.flatMap(({ name }) => (name ? [personKeys(name).nameKey] : []));
  const own = new Map<string, string[]>();
  for (const { id, nameKey } of await readNamesSince(ctx, { table: 'contacts', nameKeys, since: importId }))
    own.set(nameKey, [...(own.get(nameKey) ?? []), id]);
  const ids = [...new Set([...byAddress.values(), ...[...own.values()].flat()])];
  const facts = new Map((await readContactsKnownBy(ctx, ids)).map((each) => [each.id, each]));
  const needed = held.size > 0 ? wanted.map(({ companyId }) => companyId) : [];
  return {
    byExternal,
    byAddress,
    sought,
    held,
    own,
    facts,
    companies: await readByIds(ctx, 'companies', needed),
  };
}

async function keysOf(ctx: Context, all: readonly SaidContact[]): Promise<[SaidContact, string[]][]> {
  const keys: [SaidContact, string[]][] = [];
  for (const [at, said] of all.entries()) {
    if (at % IMPORTING.linesATurn === IMPORTING.linesATurn - 1) await ctx.clock.turn();
    keys.push([said, soughtKeys(said)]);
  }
  return keys;
}

const soughtKeys = ({ name, emails, phones }: SaidContact) =>
  personSoughtKeys({ name: name ?? emails[0], emails, phones });

type One = Wanted & { isRecord: boolean; known: Known };

async function placeOne(ctx: Context, slice: Slice, one: One): Promise<Placed> {
  const { said, companyId, isRecord, known } = one;
  const { externalId, name, emails } = said;
  const certain =
    externalId === undefined
      ? undefined
      : (slice.recall(`contact id ${externalId}`)?.id ?? known.byExternal.get(externalId));
  if (certain) return { id: certain, name: name ?? '', how: howOf(slice, certain) };
  if (!name && emails.length === 0)
    return { problem: `the contact ${externalId} is not known: import the contacts first` };
  const byAddress = placeByAddress(slice, one);
  if (byAddress) return byAddress;
  const isHeld = known.sought.get(said)?.some((key) => known.held.has(key));
  const choice = isHeld ? await chooseAmongKnown(ctx, slice, one) : undefined;
  if (choice) return choice;
  const same = isRecord && externalId !== undefined ? undefined : madeOfName(slice, one);
  if (same) return same;
  return make(ctx, slice, { said, companyId });
}

const howOf = ({ importId }: Slice, id: string) => (id < importId ? 'known' : 'repeated');

/** Whoever has one of the addresses. Under another name that is a problem, since an address is one person’s. */
function placeByAddress(slice: Slice, { said: { name, emails }, known }: One): Placed | undefined {
  for (const email of emails) {
    const keys = mailboxKeys([email]);
    const here = keys.map((key) => slice.recall(`contact at ${key}`)).find((each) => each);
    const id = here?.id ?? keys.map((key) => known.byAddress.get(key)).find((each) => each);
    if (!id) continue;
    const facts = known.facts.get(id);
    const called = here?.name ?? facts?.name ?? '';
    const isNamed = name && !called.includes('@');
    const verdict =
      facts && !here
        ? comparePeople({ name, emails }, factsOfContact(facts))
        : isNamed && comparePersonNames(name, called);
    const isOther =
      isNamed && verdict && (verdict.answer === 'new' || verdict.because === 'address_of_another_name');
    if (isOther) return { problem: `${email} is the address of ${called}, and here of ${name}` };
    return { id, name: called, how: howOf(slice, id) };
  }
  return undefined;
}

/** Who of those who were known is meant, by the rules of names; undefined for somebody new. */
async function chooseAmongKnown(
  ctx: Context,
  slice: Slice,
  { said, companyId, isRecord, known }: One,
): Promise<Placed | undefined> {
  const {
    externalId,
    name,
    emails: [email],
    phones: [phone],
  } = said;
  const company = companyId === undefined ? undefined : known.companies.get(companyId);
  const choice = await chooseContact({ ...ctx, company }, { name, email, phone });
  if (choice.answer === 'new') return undefined;
  const candidates = candidatesOf(choice);
  const ids = candidates.map(({ id }) => id);
  const { source, importId } = slice;
  const others =
    isRecord && externalId !== undefined
      ? await readKnownTo(ctx, { source, kind: 'contact', ids })
      : new Set();
  const meant = candidates.filter(({ id }) => !others.has(id) && (!isRecord || id < importId));
  const [only] = meant;
  if (!only) return undefined;
  if (choice.answer === 'same')
    return { id: only.id, name: choice.person.contact.name, how: howOf(slice, only.id) };
  const names = (await readCandidates(ctx, meant.slice(0, 5))).map(({ contact, employers }) =>
    [contact.name, ...employers.map((each) => each.name)].join(', '),
  );
  return {
    problem: `“${name ?? email}” may be ${namesIn(names)}, since ${REASONS[only.because]}: say which with an e-mail address, or merge later by leaving the line out`,
  };
}

/** The contact of exactly this name that an earlier line has made, where nothing tells the two apart. */
function madeOfName(
  slice: Slice,
  { said: { name, emails, phones }, companyId, known }: One,
): Placed | undefined {
  if (!name) return undefined;
  const { nameKey } = personKeys(name);
  const here = slice.recall(`contact called ${nameKey} at ${companyId}`);
  if (here) return { id: here.id, name: here.name, how: 'repeated' };
  const said = { name, emails, phones, companyIds: companyId === undefined ? [] : [companyId] };
  const alike = (known.own.get(nameKey) ?? []).filter((id) => {
    const facts = known.facts.get(id);
    return (
      facts &&
      comparePeople(said, { ...factsOfContact(facts), companyIds: facts.companyIds }).answer === 'same'
    );
  });
  const [only, ...others] = alike;
  if (!only) return undefined;
  if (others.length > 0)
    return {
      problem: `${alike.length} contacts of this file are called “${name}”: give an e-mail address or the id`,
    };
  return { id: only, name, how: 'repeated' };
}

function make(ctx: Context, slice: Slice, { said, companyId }: Wanted): Placed {
  const { externalId, emails, phones, title, about, own } = said;
  const [email = null, ...otherEmails] = emails;
  const [phone = null, ...otherPhones] = phones;
  const name = said.name ?? email ?? '';
  const id = newId();
  const made = madeNow(ctx);
  const details = { email, phone, title: title ?? null, about: about ?? null };
  slice.make('contacts', { id, name, ...contactKeys(name), ...details, ...made });
  addPoints(ctx, slice, { id, emails: otherEmails, phones: otherPhones });
  if (companyId) employ(ctx, slice, { contactId: id, companyId });
  addExternalId(slice, { kind: 'contact', externalId, contactId: id });
  const words = addOwnValues(slice, { column: 'contactId', id, values: own, filled: undefined }) ?? [];
  foundBy(slice, { kind: 'contact', id, isNew: true }, [...otherEmails, ...otherPhones, ...words]);
  const { nameKey } = personKeys(name);
  const isBare = emails.length === 0 && phones.length === 0;
  slice.remember(
    mailboxKeys(emails).map((key) => `contact at ${key}`),
    { id, name, companyId },
  );
  // Of two with one name and different addresses nobody knows whether they are one.
  if (isBare) slice.remember([`contact called ${nameKey} at ${companyId}`], { id, name, companyId });
  return { id, name, how: 'made' };
}

/** Adds further addresses and numbers. */
export function addPoints(
  ctx: Context,
  slice: Slice,
  { id: contactId, emails, phones }: { id: string; emails: readonly string[]; phones: readonly string[] },
): void {
  for (const email of emails) slice.make('contactEmails', { id: newId(), contactId, email, ...madeNow(ctx) });
  for (const phone of phones) slice.make('contactPhones', { id: newId(), contactId, phone, ...madeNow(ctx) });
}

/** Has a contact work at a company. */
export function employ(
  ctx: Context,
  slice: Slice,
  { contactId, companyId }: { contactId: string; companyId: string },
): void {
  const ends = { otherContactId: null, startedOn: null, endedOn: null };
  slice.make('relationships', {
    id: newId(),
    kind: 'works_at',
    contactId,
    companyId,
    ...ends,
    ...madeNow(ctx),
  });
}
