import { type Logger, LogLevel } from '@slack/web-api';
import type { Clock } from '../clock.ts';
import { type Log, redact } from '../log.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';

/** Slack's libraries write into our log. Their debug output holds message texts and is left out. */
export function slackLogger(ctx: { clock: Clock; log: Log }): Logger {
  const { log } = ctx;
  const warned = createRepeatedTrouble(ctx, { failed: 'Slack’s library warns' });
  const failing = createRepeatedTrouble(ctx, { failed: 'Slack’s library failed', level: 'error' });
  const words = (parts: unknown[]) => redact(parts.map(String).join(' '));
  return {
    debug: () => undefined,
    info: (...parts) => log.debug({ says: words(parts) }, 'Slack’s library tells'),
    warn: (...parts) => warned.failed(words(parts)),
    error: (...parts) => failing.failed(words(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
