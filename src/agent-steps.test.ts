import { expect, test } from 'vitest';
import { isWrite, type Step } from './agent-steps.ts';

const call = { kind: 'tool', callId: 'aaaaaaaaa', name: 'schedule', output: {} } as const;
const said: Step = { kind: 'model', text: 'Done.', calls: [], inputTokens: 1, outputTokens: 1 };

test('a write that was carried out is told from what was read, refused or said', () => {
  const steps: Step[] = [
    said,
    { ...call, effect: 'read' },
    { ...call, effect: 'refused' },
    { ...call, effect: 'write' },
  ];
  expect(steps.map(isWrite)).toEqual([false, false, false, true]);
});
