import { fold } from '../text.ts';
import { sortKey } from './sort-order.ts';

/** Legal forms that people leave out when they speak: `Acme GmbH` is called `Acme`. Folded, longest first. */
const LEGAL_FORMS = [
  ['gmbh', 'co', 'kg'],
  ['incorporated'],
  ['corporation'],
  ['limited'],
  ['company'],
  ['gmbh'],
  ['corp'],
  ['llc'],
  ['ltd'],
  ['lda'],
  ['inc'],
  ['plc'],
  ['llp'],
  ['sarl'],
  ['s', 'a'],
  ['srl'],
  ['spa'],
  ['oy'],
  ['ab'],
  ['ag'],
  ['as'],
  ['bv'],
  ['co'],
  ['kg'],
  ['nv'],
  ['sa'],
  ['se'],
];

/** What follows from a company's name: it folded, it without its legal form, and the key by which it is sorted. */
export function companyKeys(name: string): { nameKey: string; stemKey: string; sortKey: string } {
  const nameKey = fold(name);
  const words = nameKey.split(' ');
  const form = LEGAL_FORMS.find(
    (each) => words.length > each.length && each.every((word, at) => words.at(at - each.length) === word),
  );
  const stemKey = form ? words.slice(0, -form.length).join(' ') : nameKey;
  return { nameKey, stemKey, sortKey: sortKey(name) };
}

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
