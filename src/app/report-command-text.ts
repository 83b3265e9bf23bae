import { invalid } from '../errors.ts';
import type { Given } from '../reports/params.ts';

/** The command that somebody gives with `/report …`. */
export type ReportCommand =
  | { kind: 'list' }
  | { kind: 'help'; name: string }
  | { kind: 'search'; words: string }
  | { kind: 'runs' }
  | { kind: 'schedules' }
  | { kind: 'schedule'; name: string; given: Given }
  | { kind: 'ask'; metric: string | undefined; given: Given }
  | { kind: 'run'; name: string; given: Given };

/** A word, or `key=value`; either may be in quotes, straight or curly. */
const TOKEN = /(?:([a-zA-Z_]\w*)=)?(?:"([^"]*)"|“([^”]*)[”“]|'([^']*)'|‘([^’]*)[’‘]|(\S*))(?=\s|$)/gu;

type Token = { key: string | undefined; value: string };

/** Reads what follows `/report`. Throws `invalid` with what to write instead. */
export function parseReportCommand(text: string): ReportCommand {
  const tokens = tokensOf(text);
  const [first, ...rest] = tokens;
  if (!first) return { kind: 'list' };
  if (first.key)
    throw invalid(`A report’s name comes first: /report NAME ${first.key}=${first.value || '…'}`);
  const words = rest.map(({ key, value }) => (key ? `${key}=${value}` : value));
  const name = first.value.toLowerCase();
  if (name === 'list' && rest.length === 0) return { kind: 'list' };
  if (name === 'runs' && rest.length === 0) return { kind: 'runs' };
  if (name === 'schedules' && rest.length === 0) return { kind: 'schedules' };
  if (name === 'ask') return readAsk(rest);
  if (name === 'schedule') return readSchedule(rest);
  if (name === 'search') return { kind: 'search', words: words.join(' ') };
  if (name === 'help') return words[0] ? { kind: 'help', name: words[0].toLowerCase() } : { kind: 'list' };
  if (rest.some(({ key }) => !key)) return looseWords(tokens);
  return { kind: 'run', name, given: givenOf(rest) };
}

/** `/report ask`, `/report ask METRIC`, `/report ask METRIC measures=calls by=company period=last-month`. */
function readAsk([named, ...params]: Token[]): ReportCommand {
  if (!named) return { kind: 'ask', metric: undefined, given: {} };
  const loose = params.find(({ key }) => !key);
  if (named.key || loose)
    throw invalid(
      'Write /report ask METRIC and choose in the form, /report ask METRIC measures=… by=… period=…, or ask me in words.',
    );
  return { kind: 'ask', metric: named.value.toLowerCase(), given: givenOf(params) };
}

/** `/report schedule NAME key=value`; without a name it lists what is scheduled. */
function readSchedule([named, ...params]: Token[]): ReportCommand {
  if (!named) return { kind: 'schedules' };
  if (named.key) throw invalid(`A report’s name comes first: /report schedule NAME ${named.key}=…`);
  const loose = params.find(({ key }) => !key);
  if (loose) {
    throw invalid(
      `I do not understand “${loose.value}”: write /report schedule ${named.value} and choose when in the form, or tell me in words.`,
    );
  }
  return { kind: 'schedule', name: named.value.toLowerCase(), given: givenOf(params) };
}

/** Words without a key: with some that have one they are a slip, alone they are what somebody looks for. */
function looseWords(tokens: Token[]): ReportCommand {
  const loose = tokens.slice(1).find(({ key }) => !key);
  if (tokens.some(({ key }) => key)) {
    throw invalid(
      `I do not understand “${loose?.value}”: write params as name=value, with quotes around several words.`,
    );
  }
  return { kind: 'search', words: tokens.map(({ value }) => value).join(' ') };
}

function givenOf(tokens: Token[]): Given {
  const keys = tokens.map(({ key }) => key);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice) throw invalid(`${twice} is given twice. For several values write ${twice}=one,two`);
  return Object.fromEntries(tokens.map(({ key, value }) => [key, value]));
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)]
    .filter(([whole]) => whole !== '')
    .map(([, key, ...values]) => ({
      key: key?.toLowerCase(),
      value: values.find((value) => value !== undefined) ?? '',
    }));
}
