const MAX_DEPTH = 100;
const FENCE = '```';

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

/** JSON, unless it is nested so deeply that nothing can be done with it. */
export function tryParse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Deeper than anything that means something: functions that call themselves for each level would fail on it. */
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
