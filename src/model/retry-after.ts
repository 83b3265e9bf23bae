/** The longest wait that is believed. */
const LONGEST_MS = 7 * 86_400_000;

type Headers = Record<string, string> | undefined;

/** How long a server asks to wait, in milliseconds, in any of the ways in which servers say it. */
export function retryAfter(headers: Headers, body: string): number | undefined {
  return fromHeaders(headers ?? {}) ?? fromBody(body);
}

function fromHeaders(headers: Record<string, string>): number | undefined {
  const milliseconds = positive(Number(headers['retry-after-ms'] ?? Number.NaN));
  if (milliseconds !== undefined) return milliseconds;
  const said = headers['retry-after'];
  if (said === undefined) return undefined;
  if (/^\s*\d+(?:\.\d*)?\s*$/.test(said)) return positive(Number(said) * 1_000);
  // Compared with the server's own clock, which may be another one than ours.
  const wait = Date.parse(said) - Date.parse(headers.date ?? '');
  return positive(wait);
}

const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Google's `"retryDelay": "34s"`, and sentences such as "Please try again in 1m7.66s." */
function fromBody(body: string): number | undefined {
  const said = /retryDelay["\s:]+([\d.hms]+)|(?:try again|retry) in ((?:[\d.]+(?:ms|[hms]))+)/i.exec(body);
  const parts = [...(said?.[1] ?? said?.[2] ?? '').matchAll(/([\d.]+)(ms|[hms])/g)];
  if (parts.length === 0) return undefined;
  return positive(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0));
}

/** Nothing where it was no number, or one that no date can hold. */
const positive = (ms: number) => (ms <= LONGEST_MS ? Math.max(0, Math.ceil(ms)) : undefined);
