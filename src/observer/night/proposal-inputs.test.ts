import { expect, test } from 'vitest';
import { Propose } from './proposal-inputs.ts';

test('the observer is offered the kinds that every pass may propose first, then those of a member alone', () => {
  expect(Propose.shape.kind.options).toEqual([
    'customer_risk',
    'customer_theme',
    'customer_trend',
    'system_feedback',
    'user_preference',
    'missed_capture',
    'member_request',
  ]);
});
