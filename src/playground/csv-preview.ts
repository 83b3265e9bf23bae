/** The first rows of a CSV text, and the number of all rows. For looking at only, so broken quotes do no harm. */
export function previewCsv(text: string, limit: number): { rows: string[][]; count: number } {
  const rows = readRows(text.replace(/^\uFEFF/, ''));
  return { rows: rows.slice(0, limit), count: rows.length };
}

function readRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell in quotes or a plain cell, and the character behind it.
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (const [whole, quoted, plain = '', end] of text.matchAll(cells)) {
    if (whole === '' && row.length === 0) break;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
