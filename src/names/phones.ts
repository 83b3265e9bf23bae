import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { remembered } from './remembered.ts';

/** A phone number. `number`: in full, `+351912345678`, where its country is known. */
export type PhoneNumber = { number?: string; extension?: string; digits: string; written: string };

const FEWEST = 4;
const MOST = 20;
/** Digits at the end by which a number without its country is compared with one that has it. */
export const LAST_DIGITS = 7;

/** Reads a phone number; `country`: where it is meant if it does not say (ISO 3166). Undefined where it is none. */
export function readPhone(text: string, country?: string): PhoneNumber | undefined {
  return country === undefined ? readAnywhere(text) : readIn(text, country);
}

/** One number is read several times over: to be checked, to be kept, to be found by. */
const readAnywhere = remembered((text) => readIn(text, undefined));

function readIn(text: string, country: string | undefined): PhoneNumber | undefined {
  const plain =
    text
      .normalize('NFKC')
      .replace(/^\s*<?\s*tel:/i, '')
      .split('|')[0]
      ?.trim() ?? '';
  const assumed = country && isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const parsed = parsePhoneNumberFromString(plain.replace(/^00(?=[1-9])/, '+'), assumed);
  const isWhole = parsed?.isPossible() === true;
  const digits = plain.replace(/(?:ext|x|durchwahl|#)[\s.:]*\d+\s*$/i, '').replace(/\D/g, '');
  if (!isWhole && (digits.length < FEWEST || digits.length > MOST || /\p{L}{3}/u.test(plain)))
    return undefined;
  return {
    ...(isWhole ? { number: parsed.number } : {}),
    ...(parsed?.ext ? { extension: parsed.ext } : {}),
    digits: isWhole ? parsed.number.slice(1) : digits,
    written: isWhole ? parsed.formatInternational() : plain,
  };
}

/** Whether two are one number: in full, or by its last digits where one does not say its country. */
export function isSamePhone(one: PhoneNumber, other: PhoneNumber): boolean {
  if ((one.extension ?? '') !== (other.extension ?? '')) return false;
  if (one.number && other.number) return one.number === other.number;
  const [a, b] = [one, other].map(({ digits }) => digits.replace(/^0+/, ''));
  if (a === undefined || b === undefined) return false;
  return a === b || (Math.min(a.length, b.length) >= LAST_DIGITS && (a.endsWith(b) || b.endsWith(a)));
}
