import { DEFAULT_CRM } from '../../crm-settings.ts';
import type { Dialect } from '../columns.ts';
import { ReportFailure, type Reporting } from './reporting.ts';

/** Stands where reports cannot reach the database: each is refused with the reason, for the log, and all else works. */
export function withoutReporting(dialect: Dialect, why: string): Reporting {
  const refuse = async () => {
    throw new ReportFailure('failed', why);
  };
  const nothing = async () => undefined;
  return {
    dialect,
    crm: () => DEFAULT_CRM,
    query: refuse,
    describe: refuse,
    renew: nothing,
    warm: () => undefined,
    close: nothing,
  };
}
