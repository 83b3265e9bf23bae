import type { AskedName } from '../agent-steps.ts';
import { formatDate } from '../clock.ts';
import type { OwnerOfFields } from '../crm/own-fields.ts';
import { haveThings } from '../crm/things.ts';
import type { Document, Fact } from '../delivery/document.ts';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import type { CustomerMeant } from './customers-meant.ts';
import { fieldsAction } from './fielded-customers.ts';
import { keepKnownLinks, linksIn, textIn } from './known-links.ts';
import { buildAnswers } from './question.ts';
import type { RefusedReport } from './refused-reports.ts';
import type { RefusedWrite } from './refused-writes.ts';
import { unrunFacts, unsavedFacts } from './unsaved-facts.ts';

/** The effects of a run that its reply shows. */
export type RunEffects = {
  changes: Row<'changes'>[];
  /** Writes that were refused and not made good. */
  refusals: readonly RefusedWrite[];
  /** Reports that the person did not get. */
  unrun: readonly RefusedReport[];
  /** Names of contacts by their ids, for follow-ups. */
  contacts: ReadonlyMap<string, string>;
  /** Customers who were taken by another name than their own. */
  meant?: readonly CustomerMeant[];
  /** Companies of which one may be meant where none was kept, in words. */
  unclear?: readonly (readonly string[])[];
  /** Domains and e-mail addresses, on record, of those whom the changes are about. */
  addresses?: readonly string[];
  /** Addresses and numbers that could not be read, and were not kept, in words. */
  unkept?: readonly string[];
  /** Whose own fields can be filled in. */
  fielded?: readonly (OwnerOfFields & { name: string })[];
};

/** What a card is about: a run, the message it answers, and what of that was not read. */
type CardOf = { runId: string; said: string; unread?: readonly Fact[] };

/** The reply with the card of its run and, where the run has come to an answer, thumbs below it. */
export function buildReply(
  text: string,
  {
    effects,
    runId,
    said,
    unread = [],
    isAnswer,
    question,
    note,
  }: CardOf & { effects: RunEffects; isAnswer: boolean; question?: AskedName | undefined; note?: string },
): Document {
  const card = buildCard(effects, { runId, said, unread, answer: text });
  const actions = [...(question ? buildAnswers(question, { runId }) : []), ...(card.actions ?? [])];
  return {
    text,
    ...(isAnswer ? { feedback: runId } : {}),
    ...card,
    ...(actions.length > 0 ? { actions } : {}),
    ...(note ? { note } : {}),
  };
}

/** Behind a name, up to words of people: by which domain or e-mail address a candidate is told from others. */
const TOLD_BY = /\([^“]*/;
/** A domain or an e-mail address, which leads to no page. */
const IS_BARE = /^[^/?#:]+$/;

/** The links of candidates, which are on record but for the name that the model gave. */
function linksOffered({ call, candidates }: RunEffects['refusals'][number]): string[] {
  const own = linksIn(textIn(call.input));
  const told = candidates.flatMap((each) => TOLD_BY.exec(each) ?? []);
  return [
    ...[...linksIn(told.join('\n'))].filter((link) => IS_BARE.test(link)),
    ...[...linksIn(candidates.join('\n'))].filter((link) => !own.has(link)),
  ];
}

/** The card of a run: what it has saved, with Undo, and what it has not. A run that tried nothing has none. */
export function buildCard(
  {
    changes,
    refusals,
    unrun,
    contacts,
    meant = [],
    unclear = [],
    unkept = [],
    addresses = [],
    fielded = [],
  }: RunEffects,
  { runId, said, unread = [], answer }: CardOf & { answer: string },
): Pick<Document, 'facts' | 'actions'> {
  const how = changes.length > 0 ? [...meant.map(meantFact), ...unclear.map(unclearFact)] : [];
  const saved = [...savedFacts(changes, contacts), ...how];
  // What was refused stands first: a long card is cut at its end.
  const facts = [
    ...unsavedFacts(refusals, { answer }),
    ...unrunFacts(unrun, { answer }),
    ...unkept.map((value) => ({ label: 'Not kept', value })),
    ...unread,
    ...saved,
  ];
  if (facts.length === 0) return {};
  const known = new Set([
    ...linksIn([said, ...addresses, ...changes.flatMap(addressesIn)].join('\n')),
    ...refusals.flatMap(linksOffered),
  ]);
  return {
    // The lines hold words of the model: only links that the person wrote themselves stay, and addresses that are on record.
    facts: facts.map(({ label, value }) => ({ label, value: keepKnownLinks(value, known) })),
    ...(changes.length > 0
      ? {
          actions: [
            ...savedActions({ id: 'undo_run', value: runId }, { saved, canFix: haveThings(changes) }),
            ...fielded.map(fieldsAction),
          ],
        }
      : {}),
  };
}

/**
 * What can be done about what was saved: undone, and put right where there is a form for it. `fixes`: the last one is undone
 * before all else.
 */
export function savedActions(
  { id, value }: { id: 'undo_run' | 'undo_change'; value: string },
  {
    saved,
    fixes = [],
    canFix = true,
  }: { saved: Fact[]; fixes?: readonly Row<'changes'>[]; canFix?: boolean },
): NonNullable<Document['actions']> {
  const last = fixes.at(-1);
  const undo = last
    ? undoAction({ id: 'undo_change', value: last.id }, savedFacts([last]))
    : undoAction({ id, value }, saved);
  return canFix ? [undo, { id: 'fix', label: 'Fix', value }] : [undo];
}

/** What some changes have saved, as lines of a card. */
export const savedFacts = (
  changes: readonly Row<'changes'>[],
  contacts: RunEffects['contacts'] = new Map(),
): Fact[] => changes.flatMap((change) => changeFacts(change, contacts));

/** Lines that say how something was saved, not what. */
const BESIDES: ReadonlySet<string> = new Set(['Summary', 'Notes', 'Meant', 'Company']);

/** `Bluefin: Bluefin Logistics, because one name is the beginning of the other`. */
const meantFact = ({ said, name, because }: CustomerMeant): Fact => ({
  label: 'Meant',
  value: `${said}: ${name}, because ${because}`,
});

/** `none yet: Brightwater or Kelso Mills`. */
const unclearFact = (names: readonly string[]): Fact => ({
  label: 'Company',
  value: `none yet: ${names.join(' or ')}`,
});

function undoAction(
  { id, value }: { id: 'undo_run' | 'undo_change'; value: string },
  saved: Fact[],
): NonNullable<Document['actions']>[number] {
  return {
    id,
    label: 'Undo',
    value,
    confirm: {
      title: 'Take this back?',
      text: saved
        .filter(({ label }) => !BESIDES.has(label))
        .map(({ label, value }) => `${label}: ${value}`)
        .join('; '),
      yes: 'Undo',
      no: 'Keep',
    },
  };
}

/** One change as lines of the card. */
function changeFacts({ verb, summary, mutations }: Row<'changes'>, contacts: RunEffects['contacts']): Fact[] {
  const isLogged = verb === 'log_interaction';
  const [interaction] = isLogged ? created(mutations, 'interactions') : [];
  const names = [...created(mutations, 'companies'), ...created(mutations, 'contacts')];
  const followUps = isLogged ? created(mutations, 'followUps') : [];
  const aliases = created(mutations, 'aliases');
  const isAmongSeveral = created(mutations, 'interactionContacts').length > 1;
  return [
    isLogged
      ? {
          label: interaction?.isPrivate ? 'Logged privately' : 'Logged',
          value: joined(summary, day(interaction?.occurredOn)),
        }
      : labelled(verb, { summary, mutations }),
    ...changedTexts(mutations),
    ...(names.length > 0 ? [{ label: 'New', value: joinNames(names) }] : []),
    ...(aliases.length > 0 ? [{ label: 'Also called', value: joinNames(aliases) }] : []),
    ...furtherFacts(mutations),
    ...followUps.map(({ title, dueOn, contactId }) => ({
      label: 'Follow-up',
      value: joined(String(title), day(dueOn), isAmongSeveral ? contacts.get(String(contactId)) : undefined),
    })),
  ];
}

/** By the verb; older changes have verbs that are no more. */
const LABELS: Readonly<Record<string, string>> = {
  change_interaction: 'Changed',
  fix: 'Fixed',
  add_follow_up: 'Follow-up',
  change_follow_up: 'Follow-up',
  set_follow_up: 'Follow-up',
  complete_follow_up: 'Done',
  hand_over: 'Handed over',
  save_company: 'Company',
  update_company: 'Company',
  save_contact: 'Contact',
  save_fields: 'Fields',
  update_contact: 'Contact',
  add_note: 'Note',
  remove_note: 'Note',
  relate: 'Relationship',
  remove_alias: 'Other name',
  add_deal: 'Deal',
  change_deal: 'Deal',
  merge_companies: 'Merged',
  merge_contacts: 'Merged',
};

function labelled(verb: string, { summary, mutations }: Pick<Row<'changes'>, 'summary' | 'mutations'>): Fact {
  const isDone = mutations.some(
    ({ table, before, after }) =>
      table === 'followUps' && before?.status === 'open' && after?.status === 'done',
  );
  // The summary of what is done says so too, for those who read it without a label.
  if (isDone) return { label: 'Done', value: summary.replace(/^Done: /, '') };
  const closed = verb.endsWith('_deal') ? closedAs(mutations) : undefined;
  return { label: closed ?? LABELS[verb] ?? 'Saved', value: summary };
}

/** How a deal has been closed by a change. */
function closedAs(mutations: Mutation[]): string | undefined {
  const deal = mutations.find(({ table }) => table === 'deals');
  if (!deal?.after || deal.before?.status === deal.after.status) return undefined;
  return { won: 'Won', lost: 'Lost' }[String(deal.after.status)];
}

/** Addresses and numbers that are kept besides the first ones. */
function furtherFacts(mutations: Mutation[]): Fact[] {
  const emails = created(mutations, 'contactEmails').map(({ email }) => email);
  const phones = created(mutations, 'contactPhones').map(({ phone }) => phone);
  return [
    ...(emails.length > 0 ? [{ label: 'Further address', value: emails.join(', ') }] : []),
    ...(phones.length > 0 ? [{ label: 'Further number', value: phones.join(', ') }] : []),
  ];
}

/** The summary that is new, and how long the notes beside it are: the person has just written them. */
function changedTexts(mutations: Mutation[]): Fact[] {
  return mutations.flatMap(({ table, before, after }) => {
    if (table !== 'interactions' || !after) return [];
    const [summary, details] = (['summary', 'details'] as const).map((field) =>
      typeof after[field] === 'string' && after[field] !== before?.[field] ? after[field] : undefined,
    );
    return [
      ...(summary ? [{ label: 'Summary', value: summary }] : []),
      ...(details ? [{ label: 'Notes', value: `${details.length} characters kept` }] : []),
    ];
  });
}

function created(mutations: Mutation[], table: Mutation['table']): Record<string, unknown>[] {
  return mutations.flatMap(({ table: each, before, after }) =>
    each === table && !before && after ? [after] : [],
  );
}

/** The addresses of customers that a change has written: what was saved is shown as it is. */
function addressesIn({ mutations }: Row<'changes'>): string[] {
  const rows = mutations.flatMap(({ before, after }) => [before, after]);
  return rows.flatMap((row) => [row?.email, row?.domain]).filter((value) => typeof value === 'string');
}

const joinNames = (rows: readonly Record<string, unknown>[]) =>
  rows.map(({ name }) => String(name)).join(', ');

const joined = (...parts: (string | undefined)[]) => parts.filter((part) => part).join(' · ');

const day = (value: unknown) =>
  typeof value === 'string' ? formatDate(value).replaceAll(' ', '\u00a0') : undefined;
