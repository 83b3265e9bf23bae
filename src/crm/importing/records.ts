import { addDays } from '../../clock.ts';
import { type Context, todayOf } from '../../context.ts';
import { type CrmSettings, crmOf, type DealStatus } from '../../crm-settings.ts';
import { isMoney, type Money, type NoMoney, parseMoney } from '../../money.ts';
import { normaliseDomain } from '../../names/domains.ts';
import { isFreeMail } from '../../names/free-mail.ts';
import { asWritten } from '../../names/person-names.ts';
import type { INTERACTION_KINDS } from '../../store/schema-activity.ts';
import { cut, fold } from '../../text.ts';
import { LIMITS } from '../inputs.ts';
import {
  type Cells,
  dayOf,
  emailsOf,
  lineOf,
  nameOf,
  type OwnValue,
  ownValuesOf,
  phonesOf,
  type Reading,
  readCells,
  textOf,
} from './cells.ts';
import type { Columns } from './columns.ts';
import { readTime } from './days.ts';
import type { ImportKind } from './import-fields.ts';
import { isDone, kindIn, statusIn } from './state-words.ts';

/** A company as a line names it. */
export type SaidCompany = {
  externalId?: string | undefined;
  name?: string | undefined;
  domains: string[];
  about?: string | undefined;
  own: OwnValue[];
};

/** A contact as a line names it; `company`: where they work. */
export type SaidContact = {
  externalId?: string | undefined;
  name?: string | undefined;
  emails: string[];
  phones: string[];
  title?: string | undefined;
  about?: string | undefined;
  company?: SaidCompany | undefined;
  own: OwnValue[];
};

type Related = {
  externalId?: string | undefined;
  company?: SaidCompany | undefined;
  contacts: SaidContact[];
  /** A colleague by name or e-mail address. */
  owner?: string | undefined;
};

export type SaidDeal = Related & {
  title?: string | undefined;
  money?: Money | undefined;
  stage: { id: string; status: DealStatus };
  closesOn?: string | undefined;
  closedOn?: string | undefined;
  reason?: string | undefined;
  own: OwnValue[];
};

export type SaidInteraction = Related & {
  kind: (typeof INTERACTION_KINDS)[number];
  occurredOn: string;
  summary: string;
  details?: string | undefined;
};

export type SaidFollowUp = Related & {
  title: string;
  dueOn?: string | undefined;
  dueTime?: string | undefined;
  isDone: boolean;
};

/** What a line of each kind says. */
export type Records = {
  companies: SaidCompany;
  contacts: SaidContact;
  deals: SaidDeal;
  interactions: SaidInteraction;
  'follow-ups': SaidFollowUp;
};

/** What a line says, or why it cannot be imported. */
export type ReadRecord<Kind extends ImportKind> = { record: Records[Kind] } | { problem: string };

type Reader<Kind extends ImportKind> = (
  ctx: Context,
  cells: Cells,
  reading: Reading,
) => Records[Kind] | undefined;

/** Reads one line of a file. */
export function readRecord<Kind extends ImportKind>(
  ctx: Context,
  {
    kind,
    columns,
    cells: row,
    reading,
  }: { kind: Kind; columns: Columns; cells: readonly string[]; reading: Reading },
): ReadRecord<Kind> {
  const cells = readCells(columns, row);
  const record = READERS[kind](ctx, cells, reading);
  const [problem] = cells.problems;
  if (problem !== undefined || !record) return { problem: problem ?? 'nothing in it can be kept' };
  return { record };
}

const LONGEST_ID = 200;
const idOf = (cells: Cells, field: string) => lineOf(cells, 'the id', cells.one(field), LONGEST_ID);

const READERS: { [Kind in ImportKind]: Reader<Kind> } = {
  companies: (ctx, cells, { days }) => {
    const name = nameOf(cells, 'the name', cells.one('name'));
    const domains = domainsOf(cells, 'domain');
    if (!name && domains.length === 0) cells.problems.push('it has neither a name nor a domain');
    return {
      externalId: idOf(cells, 'external_id'),
      name,
      domains,
      about: textOf(cells, 'what is known', cells.one('about'), LIMITS.about),
      own: ownValuesOf(ctx, cells, { kind: 'companies', order: days }),
    };
  },
  contacts: (ctx, cells, { days }) => {
    const parts = ['first_name', 'middle_name', 'last_name'].flatMap((field) => cells.one(field) ?? []);
    const emails = emailsOf(cells, 'email');
    const name = nameOf(cells, 'the name', parts.length > 0 ? parts.join(' ') : cells.one('name'));
    if (!name && emails.length === 0) cells.problems.push('it has neither a name nor an e-mail address');
    return {
      externalId: idOf(cells, 'external_id'),
      name: name && asWritten(name),
      emails,
      phones: phonesOf(cells, 'phone'),
      title: lineOf(cells, 'the title', cells.one('title'), LIMITS.title),
      about: textOf(cells, 'what is known', cells.one('about'), LIMITS.about),
      company: companyOf(cells),
      own: ownValuesOf(ctx, cells, { kind: 'contacts', order: days }),
    };
  },
  deals: (ctx, cells, { days, currency, stages }) => {
    const company = companyOf(cells);
    if (!company) cells.problems.push('it has no company');
    const stage = stageOf(crmOf(ctx), cells, stages ?? {});
    return {
      ...relatedOf(cells),
      title: lineOf(cells, 'the title', cells.one('title'), LIMITS.title),
      money: moneyOf(ctx, cells, currency),
      stage,
      closesOn: dayOf(ctx, cells, { field: 'closes_on', order: days }),
      closedOn: dayOf(ctx, cells, { field: 'closed_on', order: days }),
      reason: lineOf(cells, 'the reason', cells.one('reason'), LIMITS.note),
      own: ownValuesOf(ctx, cells, { kind: 'deals', order: days }),
    };
  },
  interactions: (ctx, cells, { days }) => {
    const occurredOn = dayOf(ctx, cells, { field: 'occurred_on', order: days }) ?? todayOf(ctx);
    if (occurredOn > addDays(todayOf(ctx), 1))
      cells.problems.push(`${occurredOn} has not come yet: import what is planned as follow-ups`);
    const { kind, called } = kindIn(cells.one('kind'));
    const subject = lineOf(cells, 'the subject', cells.one('subject'), LIMITS.details);
    const words = textOf(cells, 'the text', cells.one('summary'), LIMITS.details);
    const text = [called && subject ? `${called}: ${subject}` : (subject ?? called), words]
      .filter((each) => each)
      .join('\n');
    if (text === '') cells.problems.push('it has no text');
    const related = relatedOf(cells);
    if (!related.company && related.contacts.length === 0)
      cells.problems.push('it has neither a company nor a contact');
    const isLong = text.length > LIMITS.summary;
    return {
      ...related,
      kind,
      occurredOn,
      summary: isLong ? cut(text, SHORT_SUMMARY) : text,
      details: isLong ? text : undefined,
    };
  },
  'follow-ups': (ctx, cells, { days }) => {
    const title = lineOf(cells, 'the title', cells.one('title'), LIMITS.title);
    if (!title) cells.problems.push('it has no title');
    const due = cells.one('due_on');
    return {
      ...relatedOf(cells),
      title: title ?? '',
      dueOn: dayOf(ctx, cells, { field: 'due_on', order: days }),
      dueTime: readTime(cells.one('due_time') ?? '') ?? readTime(due ?? ''),
      isDone: isDone(cells.one('status')),
    };
  },
};

/** A summary of a text that is too long to be one, in characters. */
const SHORT_SUMMARY = 600;

function relatedOf(cells: Cells): Related {
  const company = companyOf(cells);
  return {
    externalId: idOf(cells, 'external_id'),
    company,
    contacts: contactsOf(cells, company),
    owner: lineOf(cells, 'the owner', cells.one('owner'), LIMITS.name),
  };
}

/** The company that a line belongs to. Of several ids the first one is it: systems have the primary company there. */
function companyOf(cells: Cells): SaidCompany | undefined {
  const [externalId] = cells.all('company_id');
  const name = nameOf(cells, 'the name of the company', cells.one('company'));
  const domains = domainsOf(cells, 'company_domain');
  if (!externalId && !name && domains.length === 0) return undefined;
  return { externalId, name, domains, own: [] };
}

/** The contacts of a line: those of each list belong together where the lists are as long as each other. */
function contactsOf(cells: Cells, company: SaidCompany | undefined): SaidContact[] {
  const ids = cells.all('contact_id');
  const names = cells.all('contact').flatMap((name) => nameOf(cells, 'the name of the contact', name) ?? []);
  const emails = emailsOf(cells, 'contact_email');
  const count = Math.max(ids.length, names.length, emails.length);
  if (count > LIMITS.contacts) cells.problems.push(`it has more than ${LIMITS.contacts} contacts`);
  const of = <Item>(list: readonly Item[], at: number) =>
    list.length === count || at === 0 ? list[at] : undefined;
  return Array.from({ length: count }, (_, at) => ({
    externalId: of(ids, at),
    name: of(names, at),
    emails: [of(emails, at)].filter((each) => each !== undefined),
    phones: [],
    company,
    own: [],
  })).filter(({ externalId, name, emails: some }) => externalId ?? name ?? some[0]);
}

/** Domains, none of them of a free mail service. */
function domainsOf(cells: Cells, field: string): string[] {
  const texts = cells.all(field).flatMap((text) => text.split(/,\s*/));
  const read = texts.map((text) => {
    const domain = normaliseDomain(text);
    if (!domain) cells.problems.push(`“${cut(text, 60)}” is no domain`);
    return domain && !isFreeMail(domain) ? domain : undefined;
  });
  return [...new Set(read.filter((each) => each !== undefined))];
}

const NO_MONEY: Record<NoMoney['problem'], string> = {
  no_amount: 'is no amount',
  no_currency: 'does not say its currency: say --currency EUR, or set one in crm.yaml',
  two_currencies: 'names two currencies',
  too_many_decimals: 'has more decimals than its currency',
  unclear_separator: 'can be read in two ways',
  too_much: 'is too large',
};

function moneyOf(ctx: Context, cells: Cells, usual: string | undefined): Money | undefined {
  const amount = cells.one('amount');
  if (amount === undefined) return undefined;
  const currency = cells.one('currency')?.toUpperCase() ?? usual ?? crmOf(ctx).currency;
  // Systems write as many decimals as their computers do: `85000.0000`.
  const plain = amount.replace(/^(-?\d+[.,]\d\d?)0+$/, '$1');
  const money = parseMoney(plain, { currency });
  if (isMoney(money) && money.amount >= 0) return money;
  cells.problems.push(
    `the amount “${cut(amount, 40)}” ${isMoney(money) ? 'is below 0' : NO_MONEY[money.problem]}`,
  );
  return undefined;
}

/** The stage of a deal: as it is called, or the first of its status where that says more. An open deal needs a stage that is known. */
function stageOf(
  { stages }: CrmSettings,
  cells: Cells,
  mapped: Readonly<Record<string, string>>,
): SaidDeal['stage'] {
  const said = cells.one('stage');
  const wanted = said === undefined ? undefined : (mapped[said] ?? said);
  const word = fold(wanted ?? '');
  const named = wanted && stages.find(({ id, name }) => fold(id) === word || fold(name) === word);
  const status = statusIn(cells.one('status'));
  if (named && (!status || named.status === status)) return named;
  const implied = status ?? statusIn(wanted) ?? (wanted ? undefined : 'open');
  const isSure = implied !== 'open' || !wanted;
  const first = isSure ? stages.find((stage) => stage.status === implied) : undefined;
  if (first) return first;
  const name = cut(said ?? '', 60);
  cells.problems.push(
    `there is no stage “${name}”: say --stage "${name}=${stages[0]?.id}", or add it to crm.yaml, which has ${stages.map(({ id }) => id).join(', ')}`,
  );
  return { id: '', status: 'open' };
}
