import { z } from 'zod';
import { fold } from '../../text.ts';
import type { About } from './acts.ts';
import type { CompanyRef, ContactRef, Person, Unsure } from './parties.ts';
import type { Outcome, Script } from './script.ts';

const Found = z.object({
  companies: z.array(z.object({ name: z.string() })).catch([]),
  contacts: z.array(z.object({ name: z.string() })).catch([]),
  interactions: z.array(z.unknown()).catch([]),
});

export type Known = { asCompany: boolean; asPerson: boolean };

export type KnownNames = ReadonlyMap<string, Known>;

/** Which of these names are known as a company's or as a person's; all asked in one step. */
export function* lookUp(names: readonly string[]): Script<KnownNames> {
  const distinct = [...new Set(names.map((name) => name.slice(0, 200)))].slice(0, MAX_LOOKUPS);
  if (distinct.length === 0) return new Map();
  const outcomes = yield distinct.map((query) => ({ tool: 'find', input: { query } }));
  return new Map(distinct.map((name, at) => [name, readKnown(name, outcomes[at])]));
}

const MAX_LOOKUPS = 6;

export function* lookUpOne(name: string): Script<Known> {
  return (yield* lookUp([name])).get(name.slice(0, 200)) ?? UNKNOWN;
}

const UNKNOWN: Known = { asCompany: false, asPerson: false };

function readKnown(name: string, outcome: Outcome | undefined): Known {
  const found = outcome?.ok ? Found.safeParse(outcome.value).data : undefined;
  const key = fold(name);
  return {
    asCompany: (found?.companies ?? []).some((company) => isCalled(company.name, key)),
    asPerson: (found?.contacts ?? []).some((contact) => isCalled(contact.name, key)),
  };
}

/** By the whole name or its beginning: `acme` for Acme GmbH, `ana` for Ana Lopes. */
const isCalled = (name: string, key: string) => fold(name) === key || fold(name).startsWith(`${key} `);

/** The names of an act that have to be looked up before it is done. */
export function namesToLookUp({ about, onlyKnown = false }: { about: About; onlyKnown?: boolean }): string[] {
  const unsure = about.unsure.map(({ name }) => name);
  if (!onlyKnown) return unsure;
  return [
    ...unsure,
    ...[about.company?.name, ...about.people.map(({ name }) => name)].filter((name) => name !== undefined),
  ];
}

/** `others`: more companies that took part, each to have an interaction of its own. */
export type Placed = { company?: CompanyRef; contacts: ContactRef[]; others: CompanyRef[] };

/** Who something is about, now that names which may be a company's or a person's have been looked up. */
export function place(about: About, known: KnownNames): Placed {
  const people: Person[] = [...about.people];
  let company = about.company;
  const others: CompanyRef[] = [];
  for (const unsure of about.unsure) {
    const noun = nounOf(known.get(unsure.name) ?? UNKNOWN, unsure);
    if (noun === 'person') people.push({ name: unsure.name });
    if (noun === 'company' && company) others.push({ name: unsure.name });
    if (noun === 'company') company ??= { name: unsure.name };
  }
  return {
    contacts: people.map(contactRef),
    others: people.length > 0 || about.company ? [] : others,
    ...(company ? { company } : companyOfAll(people)),
  };
}

export const isAnyKnown = (names: readonly string[], known: KnownNames): boolean =>
  names.some((name) => known.get(name)?.asCompany || known.get(name)?.asPerson);

function nounOf({ asCompany, asPerson }: Known, { otherwise }: Unsure): Unsure['otherwise'] {
  if (asCompany) return 'company';
  return asPerson ? 'person' : otherwise;
}

const contactRef = ({ company: _, ...ref }: Person): ContactRef => ref;

function companyOfAll(people: readonly Person[]): { company?: CompanyRef } {
  const company = people.find((person) => person.company)?.company;
  return company ? { company } : {};
}
