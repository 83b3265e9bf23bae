import { formatDate } from '../../clock.ts';
import type { Choices, Question } from './acts.ts';
import { attempt } from './attempt.ts';
import { lookUpOne } from './lookup.ts';
import { guessNoun } from './names.ts';
import { CustomerView, FoundAll, type Interaction, Interactions, type PersonView } from './results.ts';
import { ask, type Script } from './script.ts';
import { enumerate } from './words.ts';

const SHOWN = 5;

/** Looks up what is asked and says it. */
export function* answer(question: Question, choices: Choices): Script<string> {
  switch (question.about) {
    case 'customer':
      return yield* answerCustomer(question, choices);
    case 'mine':
      return yield* answerMine(question, choices);
    case 'word':
      return yield* answerWord(question);
    default:
      return question satisfies never;
  }
}

type AboutCustomer = Extract<Question, { about: 'customer' }>;

function* answerCustomer(question: AboutCustomer, choices: Choices): Script<string> {
  const { name, company } = question;
  const known = company ? { asCompany: false, asPerson: true } : yield* lookUpOne(name);
  const isPerson = known.asPerson && !(known.asCompany && question.want === 'people');
  const noun = isPerson || (!known.asCompany && guessNoun(name) === 'person') ? 'contact' : 'company';
  const input = { [noun]: { name }, ...(company ? { company: { name: company } } : {}), limit: 10 };
  const result = yield* attempt({ tool: 'get_customer', input }, choices);
  if (result.type === 'failed')
    return isUnknown(result.message) ? `I know nothing about ${name} yet.` : result.message;
  if (result.type === 'done') return describe(question, result.value);
  const { unclear } = result;
  const [candidate] = unclear.candidates;
  if (!unclear.isSimilar || unclear.candidates.length > 1 || !candidate) return result.question;
  const meant = yield* attempt({ tool: 'get_customer', input }, [
    ...choices,
    { name: unclear.name, pick: { candidate } },
  ]);
  if (meant.type !== 'done') return result.question;
  return `I know no “${unclear.name}”; I take it you mean ${candidate.split(/,| \(/)[0]}. ${describe(question, meant.value)}`;
}

const isUnknown = (message: string) => /^I know no /.test(message);

function describe({ want, name }: AboutCustomer, value: unknown): string {
  const view = CustomerView.safeParse(value).data;
  const called = view?.contact?.name ?? view?.company?.name;
  if (!view || !called) return `I know nothing about ${name} yet.`;
  return DESCRIPTIONS[want](view, called);
}

type Describe = (view: CustomerView, name: string) => string;

const DESCRIPTIONS: Record<AboutCustomer['want'], Describe> = {
  everything: describeAll,
  history: (view, name) =>
    view.interactions.length === 0 ? noHistory(name) : listed(`Latest with ${name}:`, view.interactions),
  last: ({ interactions: [last] }, name) =>
    last
      ? `The last contact with ${name} was on ${formatDate(last.occurredOn)}: ${told(last)}`
      : noHistory(name),
  people: ({ people, contact }, name) => {
    if (contact) return describePerson(contact);
    return people.length === 0
      ? `I know nobody at ${name} yet.`
      : `At ${name} we know ${enumerate(people.map(withTitle))}.`;
  },
  employer: ({ contact }, name) =>
    contact && contact.companies.length > 0
      ? `${name} works at ${enumerate(contact.companies)}.`
      : `I do not know where ${name} works.`,
  email: ({ contact, people }, name) =>
    contact ? known(name, 'e-mail address', contact.email) : emailsOf(people, name),
  phone: ({ contact }, name) => known(name, 'phone number', contact?.phone),
  title: ({ contact }, name) => known(name, 'job title', contact?.title),
  connections: ({ connections }, name) =>
    connections.length === 0
      ? `I know of no connections of ${name}.`
      : `${connections.map(({ words, until }) => (until ? `${words} (until ${until})` : words)).join('; ')}.`,
  follow_ups: ({ open_follow_ups: open }, name) =>
    open.length === 0 ? `Nothing is open for ${name}.` : `Open for ${name}: ${openOnes(open)}`,
};

const noHistory = (name: string) => `I know of no interaction with ${name} yet.`;
const known = (name: string, what: string, value: string | null | undefined) =>
  value ? `The ${what} of ${name} is ${value}.` : `I do not know the ${what} of ${name}.`;

function emailsOf(people: PersonView[], name: string): string {
  const addresses = people.flatMap((person) => (person.email ? [`${person.name} ${person.email}`] : []));
  return addresses.length === 0
    ? `I know no e-mail address at ${name}.`
    : `At ${name}: ${addresses.join(', ')}.`;
}

function describeAll(view: CustomerView, name: string): string {
  const about = view.contact ? describePerson(view.contact) : describeCompany(view, name);
  const history = view.interactions.length === 0 ? noHistory(name) : listed('Latest:', view.interactions);
  const open = view.open_follow_ups.length === 0 ? '' : `\nOpen: ${openOnes(view.open_follow_ups)}`;
  return `${about} ${history}${open}`;
}

function describeCompany({ company, people }: CustomerView, name: string): string {
  const domain = company?.domain ? ` (${company.domain})` : '';
  const about = company?.about ? `: ${company.about.replace(/[.]?$/, '.')}` : '.';
  const who = people.length === 0 ? '' : ` We know ${enumerate(people.slice(0, 8).map(withTitle))}.`;
  return `${name}${domain}${about}${who}`;
}

function describePerson(
  person: PersonView & { phone?: string | null | undefined; about?: string | null | undefined },
): string {
  const { name, title, companies, email, phone, about } = person;
  const employer = companies.length > 0 ? `at ${enumerate(companies)}` : '';
  const facts = [[title, employer].filter(Boolean).join(' '), email, phone].filter(Boolean).join(', ');
  return `${name}${facts ? `: ${facts}` : ''}.${about ? ` ${about}` : ''}`;
}

const withTitle = ({ name, title }: PersonView) => (title ? `${name} (${title})` : name);

const openOnes = (open: CustomerView['open_follow_ups']) =>
  `${open
    .slice(0, SHOWN)
    .map(
      ({ title, due_on, owner }) =>
        `“${title}”${due_on ? ` by ${formatDate(due_on)}` : ''}${owner ? ` (${owner})` : ''}`,
    )
    .join(', ')}.`;

const listed = (heading: string, interactions: Interaction[]) =>
  [
    heading,
    ...interactions.slice(0, SHOWN).map((each) => `• ${formatDate(each.occurredOn)}: ${told(each)}`),
  ].join('\n');

function told({ kind, contacts, company, member, summary }: Interaction): string {
  const who = contacts.length > 0 ? enumerate(contacts) : (company ?? 'a customer');
  return `${kind} with ${who}${company && contacts.length > 0 ? ` (${company})` : ''}, by ${member}. ${summary}`;
}

type AboutMine = Extract<Question, { about: 'mine' }>;

function* answerMine({ since, until, company, kind, count }: AboutMine, choices: Choices): Script<string> {
  const input = {
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(company ? { company: { name: company } } : {}),
    limit: 20,
  };
  const result = yield* attempt({ tool: 'list_my_interactions', input }, choices);
  if (result.type === 'failed') return result.message;
  if (result.type === 'unclear') return result.question;
  const all = Interactions.safeParse(result.value).data?.interactions ?? [];
  const fitting = kind ? all.filter((each) => each.kind === kind) : all;
  const when = spanWords(since, until);
  if (fitting.length === 0) return `You have logged nothing${company ? ` with ${company}` : ''}${when}.`;
  if (count)
    return `You have logged ${fitting.length} ${kind ?? 'interaction'}${fitting.length === 1 ? '' : 's'}${when}.`;
  const shown = fitting
    .slice(0, 10)
    .map(
      ({ occurredOn, summary, kind: each, contacts, company: firm }) =>
        `• ${formatDate(occurredOn)}: ${each} with ${contacts.length > 0 ? enumerate(contacts) : (firm ?? 'a customer')}. ${summary}`,
    );
  return [`You have logged ${fitting.length}${when}:`, ...shown].join('\n');
}

function spanWords(since: string | undefined, until: string | undefined): string {
  if (!since) return '';
  if (since === until) return ` on ${formatDate(since)}`;
  return until ? ` from ${formatDate(since)} to ${formatDate(until)}` : ` since ${formatDate(since)}`;
}

function* answerWord({ query }: Extract<Question, { about: 'word' }>): Script<string> {
  const outcome = yield* ask({ tool: 'find', input: { query: query.slice(0, 200), limit: 10 } });
  const found = outcome.ok ? FoundAll.safeParse(outcome.value).data : undefined;
  const names = [...(found?.companies ?? []), ...(found?.contacts ?? [])].map(({ name }) => name);
  const interactions = found?.interactions ?? [];
  if (names.length === 0 && interactions.length === 0) return `I found nothing about “${query}”.`;
  const known = names.length > 0 ? `I know ${enumerate(names.slice(0, 8))}. ` : '';
  return interactions.length > 0 ? `${known}${listed(`About “${query}”:`, interactions)}` : known.trim();
}
