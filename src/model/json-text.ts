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

export function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const fenced = (text: string) => /```(?:\w+)?\s*\n?([\s\S]*?)```/.exec(text)?.[1];

/** From the first brace to the last. */
function between(text: string): string | undefined {
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')];
  return start === -1 || end <= start ? undefined : text.slice(start, end + 1);
}
