import { type Logger, LogLevel } from '@slack/web-api';
import { type Log, redact } from '../log.ts';

/** Slack's libraries write into our log. Their debug output holds message texts and is left out. */
export function slackLogger(log: Log): Logger {
  const words = (parts: unknown[]) => redact(parts.map(String).join(' '));
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(words(parts)),
    warn: (...parts) => log.warn(words(parts)),
    error: (...parts) => log.error(words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
