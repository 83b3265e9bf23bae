import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import type { z } from 'zod';
import { SYSTEM_PROMPT } from '../agent/prompt.ts';
import { toolsFor } from '../agent/tools/all.ts';
import type { Actor } from '../context.ts';
import { type CrmSettings, DEFAULT_CRM } from '../crm-settings.ts';
import { portableSchema } from '../model/portable-schema.ts';
import { OBSERVER_PROMPT } from '../observer/night/prompt.ts';
import { observerTools } from '../observer/night/tools.ts';
import type { Metric } from '../reports/metrics/metric.ts';

type Declared = { readonly description: string; readonly input: z.ZodType };

/** The tokens (o200k) that instructions and tools cost with every step. */
export type TokenCount = { instructions: number; tools: Record<string, number>; total: number };

/** An admin has every tool. */
const ADMIN: Actor = {
  memberId: '',
  slackUserId: '',
  name: '',
  role: 'admin',
  timeZone: 'UTC',
  locale: 'en-US',
  audience: 'direct',
};

/** `settings`: those of the team, whose own fields are told; `metrics`: what can be asked. */
export function countAgentTokens(
  settings: CrmSettings = DEFAULT_CRM,
  metrics: readonly Metric[] = [],
): TokenCount {
  return countTokens(SYSTEM_PROMPT, toolsFor(ADMIN, settings, metrics));
}

/** The pass of a member has more tools than that of the team. */
export function countObserverTokens(): TokenCount {
  const ctx = { scope: { kind: 'member', memberId: '' } } as Parameters<typeof observerTools>[0];
  const state = { stage: {} } as Parameters<typeof observerTools>[1];
  return countTokens(OBSERVER_PROMPT, observerTools(ctx, state));
}

function countTokens(instructions: string, declared: Readonly<Record<string, Declared>>): TokenCount {
  const tools = Object.fromEntries(
    Object.entries(declared).map(([name, { description, input }]) => {
      const sent = { type: 'function', function: { name, description, parameters: portableSchema(input) } };
      return [name, encode(JSON.stringify(sent)).length];
    }),
  );
  const ofInstructions = encode(instructions).length;
  const total = Object.values(tools).reduce((sum, each) => sum + each, ofInstructions);
  return { instructions: ofInstructions, tools, total };
}
