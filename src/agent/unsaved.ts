import type { Fact } from '../delivery/document.ts';
import { clean } from '../text.ts';
import { type Refusal, readCandidate } from './refusals.ts';

const UNSAVED = { label: 'Not saved' } as const;
/** Longest part of such a line, in characters. */
const MOST = 120;

/** What was not saved and why, in code's words: the answer may say something else. */
export function unsavedFacts(refusals: readonly Refusal[]): Fact[] {
  const lines = refusals.map((refusal) => `${describeCall(refusal.call)}: ${describeReason(refusal)}`);
  return [...new Set(lines)].map((value) => ({ ...UNSAVED, value }));
}

/** What a call was to save: `Call with Yuki Tamura (Tamura)`. */
function describeCall({ name, input }: Refusal['call']): string {
  const said = record(input);
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
    case 'undo':
      return 'what was to be taken back';
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

function describeReason({ message, candidates }: Refusal): string {
  const names = candidates
    .map((each) => short(readCandidate(each).name))
    .filter((each) => each !== undefined);
  if (names.length > 0)
    return `is ${new Intl.ListFormat('en', { type: 'disjunction' }).format(names)} meant?`;
  // The first sentence says what is wrong; the others tell the model what to do.
  const [first = ''] = clean(message.replace(/\s*\[id [^\]]*\]/g, '')).split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  return short(first) ?? 'it was refused';
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function nameOf(ref: unknown): string | undefined {
  const { name, domain, email } = record(ref);
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
