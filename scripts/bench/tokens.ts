import { countAgentTokens, countObserverTokens, type TokenCount } from '../../src/testing/tokens.ts';
import type { Line } from './measure.ts';

/** The most that instructions and tools may cost, and what they cost before they were cut down. */
const AGENT = { below: 5_751, before: { instructions: 774, total: 8_901 } };
const OBSERVER = { below: 2_001 };

/** Counts the tokens of every step before a word of the person: instructions, each tool as it is sent, and all together. */
export function benchTokens(): Promise<Line[]> {
  const agent = countAgentTokens();
  const observer = countObserverTokens();
  const { before, below } = AGENT;
  const unit = 'tokens';
  return Promise.resolve([
    { what: 'agent: instructions', unit, ours: agent.instructions, theirs: before.instructions },
    ...toolLines('agent', agent),
    {
      what: 'agent: instructions and tools, compared with those of before',
      unit,
      ours: agent.total,
      theirs: before.total,
      below,
    },
    { what: 'observer: instructions', unit, ours: observer.instructions },
    ...toolLines('observer', observer),
    { what: 'observer: instructions and tools', unit, ours: observer.total, ...OBSERVER },
  ]);
}

const toolLines = (who: string, { tools }: TokenCount): Line[] =>
  Object.entries(tools).map(([name, ours]) => ({ what: `${who}: ${name}`, unit: 'tokens', ours }));
