import type { z } from 'zod';
import { type Actor, type Context, hasRole, type Role } from '../../context.ts';
import type { Document } from '../../delivery/document.ts';
import type { WithReports } from '../../reports/reports.ts';
import { bindAnswer } from './bound-answer.ts';

/** The result of a tool that has a document: the output is for the model, the document for the person, as it is. */
export type DocumentResult = {
  output: unknown;
  document?: Document;
  /** Where the document goes: into the thread, or to the person alone. */
  place: 'thread' | 'direct';
  /** False when this call of a tool that can write has only read. */
  wrote?: false;
};

type Common = {
  readonly description: string;
  readonly input: z.ZodType;
  /** Who may use it; absent for others. Everyone when left out. */
  readonly role?: Role;
};

/** A verb as the model sees it. Holds no logic; its schema holds no identity, role, team or recipient. */
export type Tool = Common &
  (
    | {
        /** A `write` runs inside the transaction of its step; a `read` before it. */
        readonly effect: 'read' | 'write';
        run(ctx: WithReports, input: unknown): Promise<unknown>;
      }
    | {
        /**
         * Its document, if there is one, goes into the outbox in the transaction of its step: a `show` runs before that
         * transaction, as reads do, a `card` inside it, as writes do.
         */
        readonly effect: 'show' | 'card';
        run(ctx: WithReports, input: unknown): Promise<DocumentResult>;
      }
  );

export type Tools = Readonly<Record<string, Tool>>;

/** The tools this actor may use; the others do not exist for the model. */
export function permitted(tools: Tools, actor: Actor): Tools {
  return Object.fromEntries(Object.entries(tools).filter(([, { role }]) => !role || hasRole(actor, role)));
}

type Verb<Schema extends z.ZodType, Result> = (ctx: WithReports, input: z.input<Schema>) => Promise<Result>;

/** The arguments with the person's answers in them, where the tool takes them so: a look-up knows nobody who is new. */
function withAnswer({ answers }: Context, input: z.ZodType, said: unknown): unknown {
  return (answers?.pressed ?? []).reduce((said, answer) => {
    const bound = bindAnswer(said, answer);
    return input.safeParse(bound).success ? bound : said;
  }, said);
}

/** Binds a verb to its schema. The verb parses what it is given, so what the model sends goes in as it is. */
const bind =
  <Effect extends Tool['effect'], Result>(effect: Effect) =>
  <Schema extends z.ZodType>(input: Schema, verb: Verb<Schema, Result>, description: string) => ({
    description,
    input,
    effect,
    run: (ctx: WithReports, said: unknown) => {
      const given = withAnswer(ctx, input, said) as z.input<Schema>;
      return verb({ ...ctx, given }, given);
    },
  });

export const readTool = bind<'read', unknown>('read');
export const writeTool = bind<'write', unknown>('write');
export const showTool = bind<'show', DocumentResult>('show');
export const cardTool = bind<'card', DocumentResult>('card');
