import { fold } from '../../text.ts';
import { isFirstName, isPlace } from './lexicon.ts';
import { type Mention, readMentions } from './mentions.ts';
import { guessNoun, readAddress, sameName } from './names.ts';
import { type Token, tokenize } from './tokens.ts';

export type CompanyRef = { id?: string; name?: string; domain?: string; is_new?: boolean };
export type ContactRef = { id?: string; name?: string; email?: string; title?: string; is_new?: boolean };
export type Person = ContactRef & { company?: CompanyRef };

/** A name that may be a person's or a company's, and what to take it for when nobody is known by it. */
export type Unsure = { name: string; otherwise: 'person' | 'company' | 'drop' };

/** Who is named in a clause as taking part. */
export type Parties = {
  people: Person[];
  companies: CompanyRef[];
  unsure: Unsure[];
  /** People of our own side: "Marta and I". */
  colleagues: string[];
};

export function readParties(text: string, known: { self: string; colleagues?: readonly string[] }): Parties {
  const tokens = tokenize(text);
  const mentions = readMentions(tokens);
  const hasCompany = (at: number) => isEmployer(mentions[at + 1], mentions[at]);
  const isOnOurSide = ({ slot, name }: Mention) =>
    slot === 'colleague' || (slot !== 'company' && isSelf(name, known.self));
  /** Tom of Acme is a customer, even where our own Tom is known. */
  const isOurs = (each: Mention, at: number) =>
    isOnOurSide(each) ||
    (each.slot !== 'company' &&
      isColleague(each.name, known.colleagues ?? []) &&
      (each.name.includes(' ') || !hasCompany(at)));
  const colleagues = mentions.filter(
    (each, at) =>
      isOurs(each, at) ||
      (!hasCompany(at) &&
        [at - 1, at + 1].some((next) => {
          const near = mentions[next];
          return near && isOnOurSide(near) && areJoined(tokens, each, near);
        })),
  );
  const others = mentions.filter((each) => !colleagues.includes(each));
  return { ...group(others), colleagues: colleagues.map(({ name }) => name) };
}

/** `Marta and Tom`. */
function areJoined(tokens: readonly Token[], a: Mention, b: Mention): boolean {
  const [first, second] = a.at < b.at ? [a, b] : [b, a];
  return second.at === first.end + 1 && fold(tokens[first.end]?.text ?? '') === 'and';
}

/** Whether a name is the writer's: their whole name or their first name. */
export function isSelf(name: string, self: string): boolean {
  return self !== '' && (sameName(name, self) || sameName(name, self.split(' ')[0] ?? ''));
}

/** Whether a name is a colleague's: the whole name, or a first name that only one of them has. */
export function isColleague(name: string, colleagues: readonly string[]): boolean {
  if (colleagues.some((each) => sameName(each, name))) return true;
  return colleagues.filter((each) => sameName(each.split(' ')[0] ?? '', name)).length === 1;
}

/** Whether a company is named right behind somebody: "Ana from Acme". */
const isEmployer = (next: Mention | undefined, person: Mention | undefined): boolean =>
  next?.slot === 'company' && person !== undefined && next.at - person.end <= 2;

/**
 * Sorts mentions into people and companies, and gives people the company named with them. Where only companies took
 * part, none of them is the company of the others.
 */
function group(mentions: readonly Mention[]): Omit<Parties, 'colleagues'> {
  const people: Person[] = [];
  const companies: CompanyRef[] = [];
  const unsure: Unsure[] = [];
  let waiting: Person[] = [];
  for (const mention of mentions) {
    const company = companyOf(mention);
    if (company) {
      if (!companies.some(({ name }) => sameName(name ?? '', company.name ?? ''))) companies.push(company);
      for (const person of waiting) person.company = company;
      waiting = [];
    } else if (isPerson(mention, mentions)) {
      const person = personOf(mention);
      if (people.some(({ name }) => name && sameName(name, person.name ?? ''))) continue;
      people.push(person);
      if (!person.company) waiting.push(person);
    } else if (mention.slot === 'participant' && !isPlace(mention.name)) {
      unsure.push({ name: mention.name, otherwise: mention.isLower ? 'drop' : 'company' });
    }
  }
  const isList = people.length === 0 && companies.length > 0 && !mentions.some(isNamedAside);
  const guests = unsure.filter(({ otherwise }) => otherwise === 'company');
  if (!isList || companies.length + guests.length < 2)
    return { people, companies: withAddresses(companies, people), unsure };
  const listed = companies.flatMap(({ name }) => (name ? [{ name, otherwise: 'company' } as const] : []));
  return { people, companies: [], unsure: [...listed, ...unsure] };
}

/** A company that is where people work or what was talked about, rather than who took part. */
const isNamedAside = ({ slot }: Mention) => slot === 'company' || slot === 'topic';

function companyOf({ slot, name, email }: Mention): CompanyRef | undefined {
  if (email) return undefined;
  if (slot === 'company' || slot === 'topic') return { name };
  return slot === 'participant' && guessNoun(name) === 'company' ? { name } : undefined;
}

/** A person by the name itself, by their job title, or by the company named right behind them. */
function isPerson(mention: Mention, mentions: readonly Mention[]): boolean {
  if (mention.slot !== 'participant') return false;
  if (mention.isLower && !isFirstName(mention.name.split(' ')[0] ?? '')) return false;
  if (mention.email || mention.title || guessNoun(mention.name) === 'person') return true;
  return isEmployer(mentions[mentions.indexOf(mention) + 1], mention);
}

function personOf({ name, email, title }: Mention): Person {
  const address = email ? readAddress(email) : {};
  const called = name || address.name;
  return {
    ...(called ? { name: called } : {}),
    ...(email ? { email } : {}),
    ...(title ? { title } : {}),
    ...(address.company ? { company: address.company } : {}),
  };
}

/** Companies that are known only by an address count when no company is named. */
function withAddresses(companies: CompanyRef[], people: Person[]): CompanyRef[] {
  if (companies.length > 0) return companies;
  return people.flatMap(({ company }) => (company ? [company] : []));
}
