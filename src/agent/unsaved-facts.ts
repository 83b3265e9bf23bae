import type { Fact } from '../delivery/document.ts';
import { NOT_CARRIED_OUT } from '../model/permitted-calls.ts';
import { clean, fold } from '../text.ts';
import { fieldsOf } from './call-subjects.ts';
import { firstSentence } from './first-sentence.ts';
import { asksBack } from './nothing-saved-note.ts';
import { AGENT_POLICY } from './policy.ts';
import type { RefusedReport } from './refused-reports.ts';
import { type RefusedWrite, readCandidate } from './refused-writes.ts';

const MOST = AGENT_POLICY.card.unsavedLength;

/**
 * Lines of the card that say what was not saved and why: the model's answer may claim otherwise. A reason that the answer
 * gives is left out.
 */
export function unsavedFacts(refusals: readonly RefusedWrite[], { answer = '' } = {}): Fact[] {
  const facts = refusals.flatMap((refusal) => factOf(refusal, fold(answer)));
  const isFirst = (fact: Fact, at: number) =>
    facts.findIndex(({ label, value }) => label === fact.label && value === fact.value) === at;
  return facts.filter(isFirst);
}

/** Lines of the card that name reports that were not run, and why, unless the answer says so or asks about it. */
export function unrunFacts(reports: readonly RefusedReport[], { answer = '' } = {}): Fact[] {
  const said = fold(answer);
  return reports
    .filter(({ reason, isAsking }) => !said.includes(fold(reason)) && !(isAsking && asksBack(answer)))
    .map(({ reason }) => ({ label: 'Not run', value: short(reason) ?? '' }));
}

/** `said`: the answer, folded. */
function factOf(refusal: RefusedWrite, said: string): Fact[] {
  const label = NOTHING_TO_SAVE[refusal.call.name];
  if (label && !(refusal.candidates.length > 0 && refusal.call.name !== 'undo')) {
    const value = describeReason(refusal);
    return said.includes(fold(value)) ? [] : [{ label, value }];
  }
  const names = namesOf(refusal).map((name) => fold(name.split(/, due | \(/)[0] ?? ''));
  const isAsked = names.length > 0 && names.every((name) => said.includes(name));
  const what = describeCall(refusal.call);
  const isHeldBack = refusal.message.startsWith(NOT_CARRIED_OUT);
  if (isAsked || isHeldBack) return [{ label: 'Not saved', value: what }];
  return [{ label: 'Not saved', value: `${what}${askWhich(refusal) ?? `: ${describeReason(refusal)}`}` }];
}

/** Tools that correct an entry, and their label: where they find no entry, there was nothing to save. */
const NOTHING_TO_SAVE: Readonly<Record<string, string>> = {
  undo: 'Not undone',
  change_interaction: 'Not changed',
};

/** The entry that a call was to save: `Call with Yuki Tamura (Tamura)`. */
function describeCall({ name, input }: RefusedWrite['call']): string {
  const said = fieldsOf(input);
  const [company, contact] = [nameOf(said.company), nameOf(said.contact)];
  const about = contact ?? company;
  switch (name) {
    case 'log_interaction':
      return describeInteraction(said, company);
    case 'change_interaction':
      return company ? `the change of what was logged with ${company}` : 'the change of what was logged';
    case 'save_contact':
      return `contact ${contact ?? short(said.name) ?? ''}`.trim();
    case 'save_company':
      return `company ${company ?? ''}`.trim();
    case 'add_note':
      return about ? `the note about ${about}` : 'the note';
    case 'relate':
      return about ? `the connection of ${about}` : 'the connection';
    case 'add_follow_up':
      return `follow-up ${quoted(said.title)}`.trim();
    case 'change_follow_up':
      return `the change of follow-up ${quoted(said.words ?? said.title)}`.trim();
    case 'schedule':
      return `the schedule of ${short(said.report) ?? 'a report'}`;
    default:
      return name.replaceAll('_', ' ');
  }
}

function describeInteraction(said: Record<string, unknown>, company: string | undefined): string {
  const kind = short(said.kind) ?? 'interaction';
  const people = Array.isArray(said.contacts) ? said.contacts.flatMap((each) => nameOf(each) ?? []) : [];
  const who = people.join(', ');
  const whom = who && company ? `${who} (${company})` : who || company;
  return whom ? `${kind} with ${whom}` : kind;
}

const namesOf = ({ candidates }: RefusedWrite) =>
  candidates.map((each) => short(readCandidate(each).name)).filter((each) => each !== undefined);

/** The question which candidate is meant, where there are some. */
function askWhich(refusal: RefusedWrite): string | undefined {
  const names = namesOf(refusal);
  if (names.length === 0) return undefined;
  if (names.length === 1) return `: is ${names[0]} meant?`;
  const { more } = refusal;
  const others = more === '1' ? 'another one' : `one of ${more} others`;
  const choices = more ? [...names, others] : names;
  return `. Which one: ${choices.slice(0, -1).join('; ')}; or ${choices.at(-1)}?`;
}

const describeReason = ({ message }: RefusedWrite) => short(firstSentence(message)) ?? 'it was refused';

function nameOf(ref: unknown): string | undefined {
  const { name, domain, email } = fieldsOf(ref);
  return short(ref) ?? short(name) ?? short(domain) ?? short(email);
}

function quoted(value: unknown): string {
  const text = short(value);
  return text ? `“${text}”` : '';
}

function short(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = clean(value).replace(/\s+/g, ' ');
  if (text === '') return undefined;
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
