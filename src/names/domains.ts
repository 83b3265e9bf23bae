import { getCountries } from 'libphonenumber-js';
import { foldWords } from '../folding.ts';

/** `https://www.Acme.com/about` -> `acme.com`; undefined when there is no domain in it. */
export function normaliseDomain(text: string): string | undefined {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .split(/[/?#:]/)[0];
  return host && /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}$/u.test(host)
    ? host
    : undefined;
}

/** How the domains of companies end that do not end in the code of a country; `example` is for documents and tests. */
const ENDINGS = new Set([
  ...getCountries().map((country) => country.toLowerCase()),
  ...`uk eu com net org info biz gov edu coop app dev shop store online site tech cloud group agency studio digital global
    solutions services company consulting media live world life today example test`.split(/\s+/),
]);

/** Whether a text that looks like a domain is one: `booking.com`, but not `e.on`. */
export const isEnding = (domain: string): boolean => ENDINGS.has(domain.split('.').at(-1) ?? '');

/** The folded words of the first part of a domain: `blue-fin.example` has `blue` and `fin`. */
export const labelOf = (domain: string): string[] => foldWords(domain.split('.')[0] ?? '');

const COUNTRY_ENDING = /(?:\.(?:co|com|net|org|ac|gov|edu))?\.[^.]+$/;
/** Whether two domains are one name with two endings: `acme.com`, `acme.co.uk`. */
export const isOtherEnding = (one: string, other: string): boolean =>
  one !== other && one.replace(COUNTRY_ENDING, '') === other.replace(COUNTRY_ENDING, '');
