import { compareToAddress } from './address-names.ts';
import { readEmail } from './addresses.ts';
import { compareCompanyNames } from './compare-companies.ts';
import { comparePersonNames } from './compare-people.ts';
import { isSamePhone, readPhone } from './phones.ts';
import { ask, OTHER, same, type Verdict } from './verdict.ts';

/**
 * What is known or said of a person. `companies`: names of where they work; `companyIds`: the ids of where they work, which
 * decide where both have some; `aliases`: other names they are known by.
 */
export type PersonFacts = {
  name?: string | undefined;
  emails?: readonly string[] | undefined;
  phones?: readonly string[] | undefined;
  companies?: readonly string[] | undefined;
  companyIds?: readonly string[] | undefined;
  aliases?: readonly string[] | undefined;
};

/** Whether two are one person: by an e-mail address, else by the name and what goes with it. The same whichever is named first. */
export function comparePeople(one: PersonFacts, other: PersonFacts): Verdict {
  const [a, b] = [readFacts(one), readFacts(other)];
  const names = compareNames(a, b);
  // Reading an address costs more than comparing names: none is read where the other one has none.
  const haveAddresses = a.addresses.length > 0 && b.addresses.length > 0;
  const [mailboxes, others] = haveAddresses ? [mailboxesOf(a), mailboxesOf(b)] : [[], []];
  if (mailboxes.some((mailbox) => others.includes(mailbox)))
    return names?.answer === 'new' ? ask('address_of_another_name') : same('same_address');
  const isPhone = haveOneNumber(a.phones, b.phones);
  if (!names) return isPhone ? ask('same_phone') : compareCalled(a, b);
  if (names.answer === 'new') return names;
  const company = compareWork(a, b);
  if (company === 'new')
    return names.answer === 'same' ? ask('other_company') : { answer: 'new', because: 'other_company' };
  if (names.answer === 'ask' || isPhone) return names;
  if (company === 'ask') return ask('like_company');
  return mailboxes.length > 0 && others.length > 0 ? ask('other_address') : names;
}

/** Two of whom one is called by an address alone: one person where the name, or a part of it, is in the address. */
function compareCalled(a: Read, b: Read): Verdict {
  const [bare, named] = a.names.length === 0 ? [a, b] : [b, a];
  const verdicts = named.names.map((name) => compareToAddress(name, bare.called ?? ''));
  const [best = OTHER] = verdicts.toSorted((one, other) => RANK[other.answer] - RANK[one.answer]);
  if (best.answer === 'new') return OTHER;
  const company = compareWork(a, b);
  if (company === 'new') return { answer: 'new', because: 'other_company' };
  const isSure = isPlaced(a) && isPlaced(b) && company === 'same' && mailboxesOf(named).length === 0;
  return isSure ? best : ask('like_the_address');
}

const isPlaced = ({ companies, companyIds }: Read) => companies.length + companyIds.length > 0;

type Read = {
  names: string[];
  /** The address of whom nothing else is known. */
  called: string | undefined;
  addresses: string[];
  phones: readonly string[];
  companies: readonly string[];
  companyIds: readonly string[];
};

function readFacts(facts: PersonFacts): Read {
  const { name, emails = [], phones = [], companies = [], companyIds = [], aliases = [] } = facts;
  // Somebody of whom only the address is known is called by it.
  const isAddress = name?.includes('@') === true;
  const addresses = [...emails, ...(isAddress && name ? [name] : [])];
  return {
    names: [...(name && !isAddress ? [name] : []), ...aliases],
    called: isAddress ? name : undefined,
    addresses,
    phones,
    companies,
    companyIds,
  };
}

const mailboxesOf = ({ addresses }: Read): string[] =>
  addresses.flatMap((each) => readEmail(each)?.mailbox ?? []);

function haveOneNumber(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return false;
  const known = other.flatMap((each) => readPhone(each) ?? []);
  return one
    .flatMap((each) => readPhone(each) ?? [])
    .some((phone) => known.some((each) => isSamePhone(phone, each)));
}

const RANK = { same: 2, ask: 1, new: 0 } as const;

/** The best that any name of one says of any name of the other; undefined where one has no name. */
function compareNames(a: Read, b: Read): Verdict | undefined {
  const all = a.names.flatMap((name, at) =>
    b.names.map((known, place) => {
      const verdict = comparePersonNames(name, known);
      const isAlias = at > 0 || place > 0;
      return isAlias && verdict.answer === 'same' ? same('same_alias') : verdict;
    }),
  );
  return all.toSorted((one, other) => RANK[other.answer] - RANK[one.answer])[0];
}

/** The best that any company of one says of any company of the other; `same` where of one none is known. */
function compareWork(a: Read, b: Read): Verdict['answer'] {
  if (a.companyIds.length > 0 && b.companyIds.length > 0)
    return a.companyIds.some((id) => b.companyIds.includes(id)) ? 'same' : 'new';
  const [one, other] = [a.companies, b.companies];
  if (one.length === 0 || other.length === 0) return 'same';
  const answers = one.flatMap((company) => other.map((known) => compareCompanyNames(company, known).answer));
  return answers.toSorted((a, b) => RANK[b] - RANK[a])[0] ?? 'same';
}
