import type { Choices, Question } from './acts.ts';
import { attempt } from './attempt.ts';
import { answerLearned } from './learned.ts';
import { lookUpOne } from './lookup.ts';
import { guessNoun } from './names.ts';
import { answerOffer } from './offer-answers.ts';
import { answerNumbers, answerReport, answerReports } from './report-answers.ts';
import {
  CustomerView,
  FollowUps,
  FoundAll,
  type Interaction,
  Interactions,
  type PersonView,
} from './results.ts';
import { answerSchedule, answerSchedules } from './schedule-answers.ts';
import { answerScheduleChange } from './schedule-change-answers.ts';
import { ask, type Script } from './script.ts';
import { bullets, showDay, showTask } from './show.ts';
import { enumerate } from './words.ts';

const SHOWN = 5;

/** Who asks, when, and what they have answered to our questions before. */
export type Asked = {
  choices: Choices;
  today: string;
  self: string;
  timeZone: string;
  /** Nobody else reads along. */
  isAlone: boolean;
  /** What we have said in this thread. */
  above: string;
};

/** Looks up what is asked and says it. */
export function* answer(question: Question, asked: Asked): Script<string> {
  switch (question.about) {
    case 'customer':
      return yield* answerCustomer(question, asked);
    case 'mine':
      return yield* answerMine(question, asked);
    case 'tasks':
      return yield* answerTasks(question, asked);
    case 'word':
      return yield* answerWord(question, asked);
    case 'learned':
      return yield* answerLearned(question, asked);
    case 'reports':
      return yield* answerReports(question);
    case 'report':
      return yield* answerReport(question);
    case 'numbers':
      return yield* answerNumbers(question, asked);
    case 'schedule':
      return yield* answerSchedule(question, asked);
    case 'schedules':
      return yield* answerSchedules(question);
    case 'schedule_answer':
      return yield* answerOffer(question, asked, answer);
    case 'schedule_change':
      return yield* answerScheduleChange(question, asked, answer);
    default:
      return question satisfies never;
  }
}

type AboutCustomer = Extract<Question, { about: 'customer' }>;

function* answerCustomer(question: AboutCustomer, asked: Asked): Script<string> {
  const { choices } = asked;
  const { name, company } = question;
  const known = company ? { asCompany: false, asPerson: true } : yield* lookUpOne(name);
  const isPerson = known.asPerson && !(known.asCompany && question.want === 'people');
  const noun = isPerson || (!known.asCompany && guessNoun(name) === 'person') ? 'contact' : 'company';
  const input = { [noun]: { name }, ...(company ? { company: { name: company } } : {}), limit: 10 };
  const result = yield* attempt({ tool: 'get_customer', input }, choices);
  if (result.type === 'failed')
    return isUnknown(result.message) ? `I know nothing about ${name} yet.` : result.message;
  if (result.type === 'done') return describe(question, result.value, asked);
  const { unclear } = result;
  const [candidate] = unclear.candidates;
  if (!unclear.isSimilar || unclear.candidates.length > 1 || !candidate) return result.question;
  const meant = yield* attempt({ tool: 'get_customer', input }, [
    ...choices,
    { name: unclear.name, pick: { candidate } },
  ]);
  if (meant.type !== 'done') return result.question;
  return `I know no “${unclear.name}”; I take it you mean ${candidate.split(/,| \(/)[0]}. ${describe(question, meant.value, asked)}`;
}

const isUnknown = (message: string) => /^I know no /.test(message);

function describe({ want, name }: AboutCustomer, value: unknown, asked: Asked): string {
  const view = CustomerView.safeParse(value).data;
  const called = view?.contact?.name ?? view?.company?.name;
  if (!view || !called) return `I know nothing about ${name} yet.`;
  return DESCRIPTIONS[want](view, called, asked);
}

type Describe = (view: CustomerView, name: string, asked: Asked) => string;

const DESCRIPTIONS: Record<AboutCustomer['want'], Describe> = {
  everything: describeAll,
  history: (view, name, asked) =>
    view.interactions.length === 0
      ? noHistory(name)
      : listed(`Latest with ${name}:`, view.interactions, { ...asked, view }),
  last: (view, name, asked) => {
    const [last] = view.interactions;
    return last ? `The last contact with ${name} was on ${told(last, { ...asked, view })}` : noHistory(name);
  },
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
  follow_ups: ({ open_follow_ups: open }, name, asked) =>
    open.length === 0 ? `Nothing is open for ${name}.` : `Open for ${name}:\n${openOnes(open, asked)}`,
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

function describeAll(view: CustomerView, name: string, asked: Asked): string {
  const about = view.contact ? describePerson(view.contact) : describeCompany(view, name);
  const history =
    view.interactions.length === 0
      ? noHistory(name)
      : listed('Latest:', view.interactions, { ...asked, view });
  const open = view.open_follow_ups.length === 0 ? '' : `\nOpen:\n${openOnes(view.open_follow_ups, asked)}`;
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

/** Everybody's open follow-ups of one customer, with whose they are. */
const openOnes = (open: CustomerView['open_follow_ups'], { today, self }: Asked) =>
  bullets(
    open
      .slice(0, SHOWN)
      .map((task) => showTask(task, { today, isOneCompany: true, owner: by(task.owner, self) })),
  );

const by = (member: string, self: string) => (member === self ? 'you' : member);

/** `view`: the customer everything is about, who goes without saying. */
type Telling = { today: string; self: string; view?: CustomerView };

const listed = (heading: string, interactions: Interaction[], telling: Telling) =>
  `${heading}\n${bullets(interactions.slice(0, SHOWN).map((each) => told(each, telling)))}`;

/** `Fri 20 Nov: call with Ana Lopes (private), by you. She is happy.` */
function told(interaction: Interaction, { today, self, view }: Telling): string {
  const { kind, contacts, company, member, summary, occurredOn, isPrivate } = interaction;
  const isKnown =
    company !== null && (company === view?.company?.name || view?.contact?.companies.includes(company ?? ''));
  const firm = isKnown ? undefined : company;
  const others = contacts.filter((name) => name !== view?.contact?.name);
  const who = others.length > 0 ? enumerate(others) : firm;
  const at = firm && others.length > 0 ? ` (${firm})` : '';
  const hidden = isPrivate ? ' (private)' : '';
  return `${showDay(occurredOn, today)}: ${kind}${who ? ` with ${who}` : ''}${at}${hidden}${member ? `, by ${by(member, self)}` : ''}. ${summary}`;
}

type AboutMine = Extract<Question, { about: 'mine' }>;

function* answerMine(
  { since, until, company, kind, count }: AboutMine,
  { choices, today, self }: Asked,
): Script<string> {
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
  const when = spanWords({ since, until, today });
  if (fitting.length === 0) return `You have logged nothing${company ? ` with ${company}` : ''}${when}.`;
  if (count)
    return `You have logged ${fitting.length} ${kind ?? 'interaction'}${fitting.length === 1 ? '' : 's'}${when}.`;
  const view = company
    ? CustomerView.parse({ company: { name: fitting[0]?.company ?? company } })
    : undefined;
  const shown = fitting
    .slice(0, 10)
    .map((each) => told({ ...each, member: '' }, { today, self, ...(view ? { view } : {}) }));
  return `You have logged ${fitting.length}${company ? ` with ${company}` : ''}${when}:\n${bullets(shown)}`;
}

function spanWords({ since, until, today }: Pick<AboutMine, 'since' | 'until'> & { today: string }): string {
  if (!since) return '';
  const day = (date: string) => showDay(date, today);
  if (since === until) return since === today ? ' today' : ` on ${day(since)}`;
  return until ? ` from ${day(since)} to ${day(until)}` : ` since ${day(since)}`;
}

type AboutTasks = Extract<Question, { about: 'tasks' }>;

function* answerTasks({ until, isOverdue, customer }: AboutTasks, asked: Asked): Script<string> {
  const { choices, today } = asked;
  const known = customer ? yield* lookUpOne(customer) : undefined;
  if (customer && known?.asPerson && !known.asCompany)
    return yield* answerCustomer({ about: 'customer', want: 'follow_ups', name: customer }, asked);
  const input = {
    ...(until ? { due_until: until } : {}),
    ...(customer ? { company: { name: customer } } : {}),
    limit: MAX_TASKS,
  };
  const result = yield* attempt({ tool: 'list_my_follow_ups', input }, choices);
  if (result.type === 'unclear') return result.question;
  if (result.type === 'failed')
    return customer && isUnknown(result.message) ? `I know nothing about ${customer} yet.` : result.message;
  const open = FollowUps.safeParse(result.value).data?.open_follow_ups ?? [];
  const whose = customer ? ` for ${customer}` : '';
  const when = until && !isOverdue ? dueWords(until, today) : '';
  if (open.length === 0) {
    if (isOverdue) return `Nothing of yours is overdue${whose}.`;
    return when ? `You have nothing${when}${whose}.` : `You have no open follow-ups${whose}.`;
  }
  const state = isOverdue ? 'Overdue' : `Your follow-ups${when}`;
  const more = open.length > MAX_SHOWN_TASKS ? `\nand ${open.length - MAX_SHOWN_TASKS} more` : '';
  const lines = open
    .slice(0, MAX_SHOWN_TASKS)
    .map((task) => showTask(task, { today, isOneCompany: customer !== undefined }));
  return `${state}${whose}:\n${bullets(lines)}${more}`;
}

const dueWords = (until: string, today: string) =>
  until === today ? ' due today or earlier' : ` due until ${showDay(until, today)}`;

const MAX_TASKS = 30;
const MAX_SHOWN_TASKS = 12;

function* answerWord(
  { query }: Extract<Question, { about: 'word' }>,
  { today, self }: Asked,
): Script<string> {
  const outcome = yield* ask({ tool: 'find', input: { query: query.slice(0, 200), limit: 10 } });
  const found = outcome.ok ? FoundAll.safeParse(outcome.value).data : undefined;
  const names = [...(found?.companies ?? []), ...(found?.contacts ?? [])].map(({ name }) => name);
  const interactions = found?.interactions ?? [];
  if (names.length === 0 && interactions.length === 0) return `I found nothing about “${query}”.`;
  const known = names.length > 0 ? `I know ${enumerate(names.slice(0, 8))}. ` : '';
  return interactions.length > 0
    ? `${known}${listed(`About “${query}”:`, interactions, { today, self })}`
    : known.trim();
}
