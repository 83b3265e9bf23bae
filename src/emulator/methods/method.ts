import type { z } from 'zod';
import type { ActingContext } from '../context.ts';
import type { Json } from '../workspace-types.ts';
import { MEMBER_SCOPES } from './scopes.ts';

export type ApiMethod = (ctx: ActingContext, body: Json) => Json;

export const refuse = (error: string, detail?: string): Json => ({
  ok: false,
  error,
  ...(detail ? { response_metadata: { messages: [`[ERROR] ${detail}`] } } : {}),
});

type Definition<Input> = {
  /** The scope that the token must have. */
  scope?: string;
  /** The schema of the arguments. Its messages are Slack's codes for what is wrong. */
  input: z.ZodType<Input>;
  answer: (ctx: ActingContext, input: Input) => Json;
};

/** A method of the Web API. */
export function method<Input>({ scope, input, answer }: Definition<Input>): ApiMethod {
  return (ctx, body) => {
    const missing = scope && missingScopes(ctx, [scope]);
    if (missing) return missing;
    const given = input.safeParse(body);
    return given.success ? answer(ctx, given.data) : refuseArguments(given.error);
  };
}

/** Refuses a call for the first fault in its arguments, with the details of the check that found it. */
function refuseArguments({ issues: [first] }: z.ZodError): Json {
  const detail = first?.code === 'custom' ? first.params?.detail : undefined;
  return refuse(first?.message ?? 'invalid_arguments', detail);
}

/** Slack's refusal where the token may not do this. */
export function missingScopes(ctx: ActingContext, needed: string[]): Json | undefined {
  const provided: readonly string[] = ctx.actor.kind === 'bot' ? ctx.scopes : MEMBER_SCOPES;
  const missing = needed.filter((scope) => !provided.includes(scope));
  if (missing.length === 0) return undefined;
  return { ...refuse('missing_scope'), needed: missing.join(','), provided: provided.join(',') };
}
