import { z } from 'zod';
import { optional, type Problems, url } from './setting-rules.ts';

/** How Rapport is watched from outside. */
export type WatchConfig = {
  /** The address by which Slack reaches us, without a path: `npm run doctor` tries it. */
  publicUrl?: string;
  /** Where traces are sent in OpenTelemetry’s form, and with which headers; nowhere when left out. */
  traces?: TraceAddress;
  /** The folder in which backups are kept; `backups` beside an SQLite database when left out. */
  backupDir?: string;
  /** Admins are told when the newest backup is older than so many days. */
  backupWithinDays: number;
};

/** Where traces are sent. */
export type TraceAddress = { url: string; headers: Record<string, string> };

/** The settings that say how Rapport is watched. Those of traces have the names that OpenTelemetry has given them. */
export const WATCH_RULES = {
  PUBLIC_URL: url,
  BACKUP_DIR: optional,
  BACKUP_WITHIN: z.coerce
    .number('must be a number of days')
    .positive('must be more than 0 days')
    .max(400, 'must be at most 400 days')
    .default(2),
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_HEADERS: optional,
};

type WatchValues = z.output<z.ZodObject<typeof WATCH_RULES>>;

/** Reads `name=value`, where the value is written as in addresses; nothing where it is something else. */
function readPair(pair: string): [string, string][] {
  const [, name, value] = /^\s*([\w-]+)\s*=(.*)$/s.exec(pair) ?? [];
  try {
    return name && value ? [[name, decodeURIComponent(value.trim())]] : [];
  } catch {
    return [];
  }
}

const withoutSlash = (address: string) => address.replace(/\/+$/, '');

/** Reads how Rapport is watched. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export function readWatch({
  PUBLIC_URL: publicUrl,
  BACKUP_DIR: backupDir,
  BACKUP_WITHIN: backupWithinDays,
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_HEADERS: headers = '',
}: WatchValues): WatchConfig | Problems {
  const pairs = headers.split(',').filter((pair) => pair.trim());
  const given = pairs.flatMap(readPair);
  if (given.length < pairs.length)
    return { problems: ['OTEL_EXPORTER_OTLP_HEADERS must be name=value, several with commas between'] };
  return {
    backupWithinDays,
    ...(publicUrl ? { publicUrl: withoutSlash(publicUrl) } : {}),
    ...(backupDir ? { backupDir } : {}),
    ...(endpoint
      ? { traces: { url: `${withoutSlash(endpoint)}/v1/traces`, headers: Object.fromEntries(given) } }
      : {}),
  };
}
