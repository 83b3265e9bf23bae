import { pino } from 'pino';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Writes a line for each thing that has happened: what it was, and its facts. */
export type Log = Readonly<Record<Level, (facts: object, what: string) => void>>;

/** Names of fields whose values never reach a log, at any of the depths we log at. */
const SECRET_FIELDS = [
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'apiKey',
  'authorization',
  'password',
];

/** Tokens and keys that other libraries put into the middle of a message. */
const SECRET_TEXT = /\b(?:xox[a-z]-|xapp-|sk-)[\w-]{6,}|(?<=postgres(?:ql)?:\/\/[^:@/\s]+:)[^@\s]+(?=@)/g;

/** Replaces tokens, keys and passwords inside a text. */
export function redact(text: string): string {
  return text.replace(SECRET_TEXT, '[redacted]');
}

export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[redacted]',
    },
    hooks: { streamWrite: redact },
  };
  const written = destination ? pino(options, destination) : pino(options);
  return eachLevel((level) => (written.isLevelEnabled(level) ? written[level].bind(written) : off));
}

/** Writes a line of a level that is not written. */
const off = () => undefined;

/** Whether lines of a level are written: it need not be gathered what would stand in others. */
export const isWritten = (log: Log, level: Level): boolean => log[level] !== off;

const eachLevel = (write: (level: Level) => Log[Level]): Log => ({
  trace: write('trace'),
  debug: write('debug'),
  info: write('info'),
  warn: write('warn'),
  error: write('error'),
});

/** A log in all lines of which these facts stand, too. One is made for each row that is worked on: pino takes long to make a child. */
export function logWith(log: Log, more: Readonly<Record<string, string>>): Log {
  const write = (level: Level) => (facts: object, what: string) =>
    // Pino writes an error as a whole: a copy of it would be without its message.
    log[level]({ ...more, ...(facts instanceof Error ? { err: facts } : facts) }, what);
  return eachLevel((level) => (isWritten(log, level) ? write(level) : off));
}
