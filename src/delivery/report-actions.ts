import type { Result } from '../reports/result.ts';
import type { Action } from './document.ts';

/** What can be done about a report that was run. Whoever clicks acts as themselves, with their own rights. */
export function reportActions({ runId, takesParams }: Pick<Result, 'runId' | 'takesParams'>): Action[] {
  return [
    { id: 'report_run_again', label: 'Run again', value: runId },
    ...(takesParams ? [{ id: 'report_change' as const, label: 'Change', value: runId }] : []),
    { id: 'report_csv', label: 'CSV', value: runId },
  ];
}
