/** Digits as people write them, with marks between thousands and before decimals: `1,234.5`, `1 234`, `0,5`. */
const WRITTEN = /\d+(?:[.,'\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?/g;
const PLAIN = /\d+(?:\.\d+)?/g;
const LIST_MARK = /^\s*\d+[.)]\s/gm;

/** Whether every number in a text is one of those in its sources, also rounded, and also as a percentage. */
export function quotesOnly(text: string, sources: string): boolean {
  const known = new Set<number>();
  for (const found of [...(sources.match(PLAIN) ?? []), ...(sources.match(WRITTEN) ?? [])]) {
    for (const number of readings(found).flatMap(formsOf)) known.add(number);
  }
  const said = text.replace(LIST_MARK, '').match(WRITTEN) ?? [];
  return said.every((found) => readings(found).some((number) => known.has(number)));
}

/** What digits with marks may mean: `1.234` is 1234 to some and 1.234 to others. */
function readings(found: string): number[] {
  const grouped = found.replace(/[.,'\u00a0\u202f ](?=\d{3}(?!\d))/g, '').replace(',', '.');
  return [...new Set([Number(grouped), Number(found.replace(',', '.'))])].filter(Number.isFinite);
}

function formsOf(number: number): number[] {
  return [number, number * 100].flatMap((each) => [
    each,
    ...[0, 1, 2].map((digits) => Number(each.toFixed(digits))),
  ]);
}
