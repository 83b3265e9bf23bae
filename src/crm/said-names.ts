import { companyWords } from '../names/companies.ts';
import { companyKeys } from '../names/company-names.ts';

/** Whether two names are the same but for capitals, accents and punctuation. */
export const isSaidAlike = (one: string, other: string): boolean =>
  companyKeys(one).nameKey === companyKeys(other).nameKey;

/** The words of a text as they stand in the keys by which companies and contacts are named. */
export const nameWordsIn = (text: string): string[] => companyWords(text);
