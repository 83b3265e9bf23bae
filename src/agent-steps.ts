import { z } from 'zod';
import type { AnsweredName } from './context.ts';
import { ASKED_KINDS, type Choice, type TwoCustomers } from './errors.ts';

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
  /** True when a part of the answer, or all of it, did not go to the person. */
  isCut?: boolean;
  /** The messages of the provider, as they go back to it: reasoning and signatures with the text and the calls. */
  messages?: unknown[];
};

/** The result of one tool call, or its error, as the model is shown it. */
export type ToolStep = {
  kind: 'tool';
  callId: string;
  name: string;
  effect: 'read' | 'write' | 'refused';
  /** True when a document was shown to the person, too. */
  shown?: boolean;
  output: unknown;
  /** Whom a name that was refused could mean, for the person to choose from; the model is not shown it. */
  asked?: AskedName;
  /** What the person had answered by then about other names of the same call. */
  answered?: AnsweredName[];
  /** Two customers that may be one, which is why the call was refused; the model is not shown them. */
  pair?: TwoCustomers;
};

/** A name that could mean each of some companies, contacts or colleagues. `more`: how many others it could mean: `6`, or `more than 6`. */
export type AskedName = { name: string; choices: readonly Choice[]; more?: string };

const AskedName: z.ZodType<AskedName> = z.looseObject({
  name: z.string(),
  choices: z.array(z.looseObject({ kind: z.enum(ASKED_KINDS), id: z.string(), label: z.string() })),
  more: z.string().optional(),
});

const Answered: z.ZodType<AnsweredName> = z.looseObject({
  kind: z.enum(ASKED_KINDS),
  asked: z.string(),
  id: z.string().optional(),
});

/** A step of an agent run. */
export type Step = ModelStep | ToolStep;

/** Whether a step is a write that was carried out: what it was to save was saved, or was so already. */
export const isWrite = (step: Step): step is ToolStep => step.kind === 'tool' && step.effect === 'write';

const Two: z.ZodType<TwoCustomers> = z.looseObject({
  kind: z.enum(['company', 'contact']),
  oneId: z.string(),
  otherId: z.string(),
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
    isCut: z.boolean().optional(),
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
    answered: z.array(Answered).optional(),
    pair: Two.optional(),
  }),
]);
