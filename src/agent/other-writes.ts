import { isWrite, type Step, type ToolStep } from '../agent-steps.ts';
import type { Row } from '../store/schema.ts';

/** The writes of a run that its card does not show, in words: changes taken back, and schedules. */
export function describeOtherWrites(
  steps: readonly Step[],
  { changes, isShared }: { changes: readonly Pick<Row<'changes'>, 'id'>[]; isShared: boolean },
): string[] {
  const shown = new Set(changes.map(({ id }) => id));
  const besides = steps.filter(isWrite).filter(({ output }) => !shown.has(textIn(output, 'change_id') ?? ''));
  return [...new Set(besides.map((step) => describe(step, isShared)))];
}

function describe({ name, output }: ToolStep, isShared: boolean): string {
  const [title, when, status] = ['title', 'when', 'status'].map((field) => textIn(output, field));
  if (name === 'schedule')
    return `Schedule of ${title ?? 'a report'}, ${when ?? 'changed'}: ${status ?? 'done'}`;
  // The change that was taken back may be private.
  const saved = isShared ? undefined : textIn(output, 'saved');
  return saved ?? (name === 'undo' ? 'Undone' : 'Done');
}

function textIn(output: unknown, field: string): string | undefined {
  const value = (output as Record<string, unknown> | null)?.[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
