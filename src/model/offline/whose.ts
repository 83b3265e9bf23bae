import { isSelf, readParties } from './parties.ts';
import type { Trigger } from './triggers.ts';

/** "Tom met Ana": the subject is neither the writer nor the customer who got in touch. */
export function isSomebodyElses(
  text: string,
  trigger: Trigger,
  known: { self: string; colleagues: string[] },
): boolean {
  const before = text.slice(0, trigger.start);
  const after = text.slice(trigger.end);
  const isHad = /\b(?:had|has had|did|made|took|held|joined|attended)\b[^,;]*$/i.test(before);
  if ((!trigger.isVerb && !isHad) || /\b(?:i|we|i've|we've|my|our|me|us)\b/i.test(before)) return false;
  if (/^[^.;]{0,40}\b(?:me|us|my|our)\b/i.test(after)) return false;
  const subject = readParties(`${before}${text.slice(trigger.start, trigger.end)}`, known);
  if (subject.colleagues.some((name) => isSelf(name, known.self))) return false;
  const isNamed =
    subject.people.length + subject.unsure.length + subject.colleagues.length + subject.companies.length > 0;
  if (!isNamed && !/\b(?:he|she|they)\b[^,]{0,12}$/i.test(before)) return false;
  const object = readParties(`met${after}`, known);
  const withSomebody = readParties(`${text.slice(trigger.start, trigger.end)}${after}`, known);
  return (
    [object, withSomebody].some(
      (each) => each.people.length + each.unsure.length + each.companies.length > 0,
    ) && !/^(?: back)? (?:about|regarding|to say|that|because|on|yesterday|today|this)\b/i.test(after)
  );
}
