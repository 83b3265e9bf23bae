import type { z } from 'zod';
import { type Actor, type Context, hasRole, type Role } from '../../context.ts';

/** A verb as the model sees it. Holds no logic; its schema holds no identity, role, team or recipient. */
export type Tool = {
  readonly description: string;
  readonly input: z.ZodType;
  /** A `write` runs inside the transaction of its step; a `read` before it. */
  readonly effect: 'read' | 'write';
  /** Who may use it; absent for others. Everyone when left out. */
  readonly role?: Role;
  run(ctx: Context, input: unknown): Promise<unknown>;
};

export type Tools = Readonly<Record<string, Tool>>;

/** The tools this actor may use; the others do not exist for the model. */
export function permitted(tools: Tools, actor: Actor): Tools {
  return Object.fromEntries(Object.entries(tools).filter(([, { role }]) => !role || hasRole(actor, role)));
}

type Verb<Schema extends z.ZodType> = (ctx: Context, input: z.input<Schema>) => Promise<unknown>;

/** Binds a verb to its schema. The verb parses what it is given, so what the model sends goes in as it is. */
const bind =
  (effect: Tool['effect']) =>
  <Schema extends z.ZodType>(input: Schema, verb: Verb<Schema>, description: string): Tool => ({
    description,
    input,
    effect,
    run: (ctx, said) => verb(ctx, said as z.input<Schema>),
  });

export const readTool = bind('read');
export const writeTool = bind('write');
