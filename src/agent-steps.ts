import { z } from 'zod';
import type { Choice } from './errors.ts';

/** One tool call that the model made. */
export type ModelCall = {
  /** Nine letters and digits, made from the place of the call in its run. */
  id: string;
  name: string;
  input: unknown;
  /** Why the arguments cannot be read at all, in words for the model. */
  problem?: string;
};

/** What the model said in one step. */
export type ModelStep = {
  kind: 'model';
  /** The text that people may see. */
  text: string;
  calls: ModelCall[];
  inputTokens: number;
  outputTokens: number;
  /** The messages of the provider, as they go back to it: reasoning and signatures with the text and the calls. */
  messages?: unknown[];
};

/** A question who is meant by a name: the name as it was said, and those who may be meant. */
export type AskedName = { name: string; choices: readonly Choice[] };

/** The result of one tool call, or its error, as the model is shown it. */
export type ToolStep = {
  kind: 'tool';
  callId: string;
  name: string;
  effect: 'read' | 'write' | 'refused';
  /** True when a document was shown to the person, too. */
  shown?: boolean;
  output: unknown;
  /** Whom the error asks about, for code. */
  asked?: AskedName;
};

/** A step of an agent run. */
export type Step = ModelStep | ToolStep;

const AskedName = z.looseObject({
  name: z.string(),
  choices: z.array(
    z.looseObject({ kind: z.enum(['company', 'contact']), id: z.string(), label: z.string() }),
  ),
});

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
    asked: AskedName.optional(),
  }),
]);
