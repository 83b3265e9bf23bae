import { foldWords } from '../folding.ts';
import { parseCompany } from './companies.ts';
import { sortKey } from './sort-order.ts';

/** What follows from a company's name: it folded, it without article and legal form, and the key by which it is sorted. */
export function companyKeys(name: string): { nameKey: string; stemKey: string; sortKey: string } {
  return {
    nameKey: foldWords(name).join(' '),
    stemKey: parseCompany(name).words.join(' '),
    sortKey: sortKey(name),
  };
}
