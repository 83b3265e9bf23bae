import { expect, test } from 'vitest';
import { countAgentTokens, countObserverTokens } from '../testing/tokens.ts';

test('instructions and all tools of the agent fit into 5,700 tokens', () => {
  expect(countAgentTokens().total).toBeLessThanOrEqual(5_700);
});

test('instructions and all tools of the observer fit into 2,000 tokens', () => {
  expect(countObserverTokens().total).toBeLessThanOrEqual(2_000);
});
