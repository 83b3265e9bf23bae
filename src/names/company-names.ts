import { fold } from '../text.ts';

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

/** The keys a company is found by: the whole folded name, and the name without its legal form. */
export function companyKeys(name: string): { nameKey: string; stemKey: string } {
  const nameKey = fold(name);
  const words = nameKey.split(' ');
  const form = LEGAL_FORMS.find(
    (each) => words.length > each.length && each.every((word, at) => words.at(at - each.length) === word),
  );
  return { nameKey, stemKey: form ? words.slice(0, -form.length).join(' ') : nameKey };
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
