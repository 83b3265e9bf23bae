import type { Fact } from '../delivery/document.ts';
import { withoutIds } from '../errors.ts';
import { NOT_CARRIED_OUT } from '../model/permitted-calls.ts';
import { metricOf } from '../reports/metrics/request.ts';
import { clean, cut, fold } from '../text.ts';
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
  const facts = refusals.flatMap((refusal) =>
    factOf(refusal, { said: fold(answer), hasAskedBack: asksBack(answer) }),
  );
  const isFirst = (fact: Fact, at: number) =>
    facts.findIndex(({ label, value }) => label === fact.label && value === fact.value) === at;
  return facts.filter(isFirst);
}

/**
 * Lines of the card that name reports that were not run, and why, unless the answer says so or asks about it. An answer that speaks of
 * what is not counted says so, in whatever language.
 */
export function unrunFacts(reports: readonly RefusedReport[], { answer = '' } = {}): Fact[] {
  if (reports.length === 0) return [];
  const said = fold(answer);
  return reports
    .filter(({ reason, isAsking }) => !said.includes(fold(reason)) && !(isAsking && asksBack(answer)))
    .filter(
      ({ uncounted = [] }) => uncounted.length === 0 || !uncounted.every((name) => said.includes(fold(name))),
    )
    .map(({ reason }) => ({ label: 'Not run', value: short(reason) ?? '' }));
}

/** `said`: the answer, folded. */
function factOf(
  refusal: RefusedWrite,
  { said, hasAskedBack }: { said: string; hasAskedBack: boolean },
): Fact[] {
  const { call, message, candidates } = refusal;
  const what = describeCall(call);
  const label = NOT_DONE[call.name] ?? 'Not saved';
  if (message.startsWith(NOT_CARRIED_OUT)) return [{ label, value: `${what}, which was to come after` }];
  // “How often?” says already that nothing is scheduled.
  if (call.name === 'schedule' && refusal.isAsking && hasAskedBack) return [];
  if (call.name in NOT_DONE && (candidates.length === 0 || call.name === 'undo')) {
    const value = call.name === 'undo' ? whyNotUndone(refusal) : describeReason(refusal);
    return said.includes(fold(value)) ? [] : [{ label, value }];
  }
  // Whether the two are one is asked on a card of its own.
  if (refusal.pair) return [{ label, value: `${what}: ${describeReason(refusal)}` }];
  const names = namesOf(refusal).map((name) => fold(name.split(/, due | \(/)[0] ?? ''));
  const isAsked = names.length > 0 && names.every((name) => said.includes(name));
  const reason = isAsked
    ? ': it is not clear yet which one'
    : (askWhich(refusal) ?? `: ${describeReason(refusal)}`);
  return [{ label, value: `${what}${reason}` }];
}

/** Labels of tools that correct an entry; others save one. Where they find no entry, there was nothing to correct. */
const NOT_DONE: Readonly<Record<string, string>> = {
  undo: 'Not undone',
  change_interaction: 'Not changed',
};

/** The whole reason why something was not undone: its second sentence says what has to be undone first. */
export const whyNotUndone = ({ message }: Pick<RefusedWrite, 'message'>): string =>
  cut(clean(withoutIds(message)).replace(/\s+/g, ' '), AGENT_POLICY.card.notUndoneLength) ||
  'It was refused.';

/** The entry that a call was to save: `Call with Yuki Tamura (Tamura)`. */
function describeCall({ name, input }: RefusedWrite['call']): string {
  const said = fieldsOf(input);
  const [company, contact] = [nameOf(said.company), nameOf(said.contact)];
  const about = contact ?? company;
  switch (name) {
    case 'log_interaction':
      return describeInteraction(said, company);
    case 'change_interaction':
      return company ? `what was logged with ${company}` : 'what was logged';
    case 'undo':
      return 'a further entry';
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
    case 'hand_over':
      return 'handing over follow-ups';
    case 'reminder_time':
      return 'when you are reminded';
    case 'save_deal':
      return ['deal', quoted(nameOf(said.deal) ?? said.title), company && `of ${company}`]
        .filter(Boolean)
        .join(' ');
    case 'schedule':
      return `the schedule of ${nameOfReport(said.report)}`;
    case 'remember_preference':
      return 'how you like my answers';
    default:
      return name.replaceAll('_', ' ');
  }
}

function nameOfReport(report: unknown): string {
  const name = short(report) ?? 'a report';
  return metricOf(name) === undefined ? name : 'your question';
}

function describeInteraction(said: Record<string, unknown>, company: string | undefined): string {
  const kind = short(said.kind) ?? 'interaction';
  const people = Array.isArray(said.contacts) ? said.contacts.flatMap((each) => nameOf(each) ?? []) : [];
  const who = people.join(', ');
  const whom = who && company ? `${who} (${company})` : who || company;
  return whom ? `${kind} ${kind === 'note' ? 'about' : 'with'} ${whom}` : kind;
}

const namesOf = ({ asked, candidates }: RefusedWrite) =>
  (asked?.choices.map(({ label }) => label) ?? candidates.map((each) => readCandidate(each).name))
    .map(short)
    .filter((each) => each !== undefined);

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

const describeReason = ({ message }: RefusedWrite) =>
  short(firstSentence(withoutIds(message))) ?? 'it was refused';

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
