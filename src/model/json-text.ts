const MAX_DEPTH = 100;
const FENCE = '```';

/** An object of JSON, with any fields. */
export type JsonRecord = { [key: string]: unknown };

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON that stands in a text, in a fence or among words; the text itself when there is none. */
export function parseJson(text: string): unknown {
  const candidates = [text, fenced(text), between(text)];
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    const parsed = tryParse(candidate);
    if (parsed !== undefined) return parsed;
  }
  return text;
}

/** The value of a JSON text; undefined when it is no JSON, or nested too deeply. */
export function tryParse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether a value is nested more deeply than anything meaningful: recursive functions would fail on it. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}

function fenced(text: string): string | undefined {
  const start = text.indexOf(FENCE) + FENCE.length;
  const end = text.indexOf(FENCE, start);
  return start < FENCE.length || end === -1 ? undefined : text.slice(start, end).replace(/^\w+/, '');
}

/** From the first brace to the last. */
function between(text: string): string | undefined {
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')];
  return start === -1 || end <= start ? undefined : text.slice(start, end + 1);
}

/** Text as it is compared with JSON: in small letters, without quotation marks, white space and their escapes. */
export const unquoted = (text: string) => text.toLowerCase().replace(/(?:\\[nrt]|[\\"'`\s])+/g, ' ');
