import type { Dialect } from '../columns.ts';
import { ReportFailure, type Reporting } from './reporting.ts';

/** Stands where reports cannot reach the database: each is refused with the reason, for the log, and all else works. */
export function withoutReporting(dialect: Dialect, why: string): Reporting {
  const refuse = async () => {
    throw new ReportFailure('failed', why);
  };
  return { dialect, query: refuse, describe: refuse, warm: () => undefined, close: async () => undefined };
}
