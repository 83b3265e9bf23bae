import { dayOf } from '../clock.ts';

/** The languages in which the names of months are known: those of mail programs that people paste from. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'nb', 'fi', 'pl', 'ru', 'tr'];

const fold = (word: string) =>
  word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\.$/, '');

/** Months by their names and abbreviations, as the languages write them within a date and by themselves. */
function nameMonths(): ReadonlyMap<string, number> {
  const months = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const month of ['long', 'short'] as const) {
      const formats = [{ month }, { month, day: 'numeric' }] as const;
      for (const options of formats) {
        const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
        for (let at = 0; at < 12; at += 1) {
          const parts = format.formatToParts(Date.UTC(2026, at, 2));
          const name = fold(parts.find(({ type }) => type === 'month')?.value ?? '');
          if (/\p{L}/u.test(name) && !months.has(name)) months.set(name, at + 1);
        }
      }
    }
  }
  return months;
}

let known: ReadonlyMap<string, number> | undefined;

/**
 * The calendar day (`YYYY-MM-DD`) that a date says as people and mail programs write it: `Mon, 23 Nov 2026 10:02 +0000`,
 * `23. November 2026`, `23.11.2026`, `2026-11-23`, `2026年11月23日`. Undefined where it is not plain, as in `3/4/2026`.
 */
export function readWrittenDay(text: string): string | undefined {
  const numeric =
    /(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)/u.exec(text) ??
    reversed(/(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)/.exec(text)) ??
    plainSlashes(/(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)/.exec(text));
  if (numeric) return dayOf(numeric[1], numeric[2], numeric[3]);
  known ??= nameMonths();
  const year = /(?<!\d)(?:19|20)\d{2}(?!\d)/.exec(text)?.[0];
  const month = [...text.matchAll(/\p{L}[\p{L}\p{M}]{2,}/gu)].flatMap(
    ([word]) => known?.get(fold(word)) ?? [],
  )[0];
  const day = /(?<![\d:.])(\d{1,2})(?![\d:])/.exec(text)?.[1];
  return year && month ? dayOf(year, `${month}`, day) : undefined;
}

const reversed = (found: RegExpExecArray | null) => found && ['', found[3], found[2], found[1]];

/** Day and month of `23/11/2026` are told apart only where one of them is no month. */
function plainSlashes(found: RegExpExecArray | null) {
  const [, one, other, year] = found ?? [];
  if (Number(one) > 12) return ['', year, other, one];
  return Number(other) > 12 ? ['', year, one, other] : undefined;
}
