import type { About, Act } from '../acts.ts';
import type { Signal } from './night.ts';

const MAX_CLAIM = 200;

type Phrase = { full?(about: string, numbers: Record<string, number>): string; plain(about: string): string };

/** How a finding is told, by the name of its signal: with its numbers, and without any. */
const PHRASES: Record<string, Phrase> = {
  customer_silent: {
    full: (about, { days_since: days, usual_gap: usual }) =>
      `${about} has been quiet for ${days} days, where ${usual} were usual.`,
    plain: (about) => `${about} has gone quiet.`,
  },
  topic_rising: {
    full: (about, { mentions, companies }) =>
      `“${about}” is talked about more: ${mentions} interactions with ${companies} companies.`,
    plain: (about) => `“${about}” is talked about more than before.`,
  },
  topic_new: {
    full: (about, { mentions, companies }) =>
      `“${about}” is new: ${mentions} interactions with ${companies} companies speak of it.`,
    plain: (about) => `“${about}” has come up for the first time.`,
  },
  workload_shift: { plain: (about) => `The workload of ${about} has changed.` },
  follow_ups_slipping: { plain: (about) => `Follow-ups of ${about} are slipping.` },
  repeated_correction: { plain: (about) => `What ${about} saves is corrected again and again.` },
  thumbs_down_cluster: { plain: (about) => `Answers of ${about} were not liked.` },
};

/** A claim with the signal's numbers; in its own words or without numbers where that does not fit. */
export function claimOf({ name, about, says, numbers }: Signal): string {
  const { full, plain = (subject: string) => `There is news about ${subject}.` } = PHRASES[name] ?? {};
  const told = [full?.(about, numbers) ?? '', withoutMarkup(says)].find(
    (each) => each.length <= MAX_CLAIM && each.includes(about) && isFounded(each, about, numbers),
  );
  return sentence(told ?? plain(about).slice(0, MAX_CLAIM - 1));
}

const sentence = (text: string) => text.replace(/[\s.]*$/, '.');
const withoutMarkup = (text: string) =>
  text
    .replace(/[*_~`<>|[\]]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Whether every number in the claim is one of the signal's; those in the name go without saying. */
function isFounded(claim: string, about: string, numbers: Signal['numbers']): boolean {
  if (/https?:|www\.|undefined/i.test(claim)) return false;
  const given = new Set(Object.values(numbers));
  const said = claim.replaceAll(about, ' ').match(/\d+(?:[.,]\d+)*/g) ?? [];
  return said.every(
    (each) => given.has(Number(each.replace(',', '.'))) || given.has(Number(each.replaceAll(',', ''))),
  );
}

/** `A meeting with Acme may not be logged.` */
export function captureClaim({ kind, about }: Extract<Act, { type: 'log' }>): string {
  const noun = kind === 'email' ? 'An e-mail' : `A ${kind}`;
  const name = [about.company?.name, ...namesOf(about)].find(
    (each) => each !== undefined && isPlainName(each),
  );
  return `${noun} with ${name ?? 'a customer'} may not be logged.`;
}

const namesOf = ({ people, unsure }: About) => [...people, ...unsure].map(({ name }) => name);
const isPlainName = (name: string) => name.length <= 60 && /^[\p{L}\p{M}][\p{L}\p{M} &'’-]*$/u.test(name);
