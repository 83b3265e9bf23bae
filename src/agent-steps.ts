import { z } from 'zod';

/** One tool call that the model made. */
export type ModelCall = {
  /** Nine letters and digits, made from the place of the call in its run. */
  id: string;
  name: string;
  input: unknown;
  /** Why its arguments cannot be read at all, for the model. */
  problem?: string;
};

/** What the model said in one step. */
export type ModelStep = {
  kind: 'model';
  /** What people may see of it. */
  text: string;
  calls: ModelCall[];
  inputTokens: number;
  outputTokens: number;
  /** What the provider gave, as it goes back to it: reasoning and signatures with the text and the calls. */
  messages?: unknown[];
};

/** What one tool call gave: a result or an error, as the model is shown it. */
export type ToolStep = {
  kind: 'tool';
  callId: string;
  name: string;
  effect: 'read' | 'write' | 'refused';
  /** A document was put before the person besides. */
  shown?: boolean;
  output: unknown;
};

export type Step = ModelStep | ToolStep;

/** A step as it was kept. */
export const Step: z.ZodType<Step> = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('model'),
    text: z.string(),
    calls: z.array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        input: z.unknown(),
        problem: z.string().optional(),
      }),
    ),
    inputTokens: z.number(),
    outputTokens: z.number(),
    messages: z.array(z.unknown()).optional(),
  }),
  z.looseObject({
    kind: z.literal('tool'),
    callId: z.string(),
    name: z.string(),
    // The first ones did without.
    effect: z.enum(['read', 'write', 'refused']).default('read'),
    shown: z.boolean().optional(),
    output: z.unknown(),
  }),
]);
