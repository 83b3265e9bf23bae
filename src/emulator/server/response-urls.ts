import { randomUUID } from 'node:crypto';
import { nameBlocks } from '../blocks/block-ids.ts';
import type { EmulatorContext } from '../context.ts';
import { IDENTITY } from '../ids.ts';
import { listOf } from '../json.ts';
import { callMethod } from '../methods/call-method.ts';
import { findBlockProblem } from '../rules/block-rules.ts';
import { SLACK } from '../slack-policies.ts';
import type { EphemeralMessage, Json } from '../workspace-types.ts';

/** The place that a response URL may change: where the person acted, and on which message if on one. */
export type ResponseTarget = {
  user: string;
  channel: string;
  threadTs?: string;
  messageTs?: string;
  isEphemeral?: boolean;
};

export type ResponseUrls = ReturnType<typeof createResponseUrls>;

export function createResponseUrls(ctx: EmulatorContext) {
  const urls = new Map<string, { target: ResponseTarget; uses: number; expires: number }>();
  const now = () => ctx.clock.now().getTime();
  const callAsBot = (method: string, body: Json) =>
    callMethod(ctx, { actor: { kind: 'bot', id: IDENTITY.botUserId }, method, body });

  function apply(target: ResponseTarget, body: Json): Json {
    if (isTrue(body.delete_original)) return removeOriginal(target);
    if (!body.text && !body.blocks) return { ok: false, error: 'no_text' };
    const problem = body.blocks === undefined ? undefined : findBlockProblem(listOf(body.blocks));
    if (problem) return { ok: false, error: `invalid_blocks: ${problem}` };
    // A command has no message to replace: Slack posts another one.
    if (isTrue(body.replace_original) && target.messageTs) return replaceOriginal(target, body);
    if (body.response_type === 'in_channel') {
      const threadTs = body.thread_ts ?? target.threadTs;
      return callAsBot('chat.postMessage', {
        ...contentOf(body),
        channel: target.channel,
        ...(threadTs ? { thread_ts: threadTs } : {}),
      });
    }
    const { user, channel, threadTs } = target;
    const place = { user, channel, ts: ctx.nextTs(), ...(threadTs ? { threadTs } : {}) };
    ctx.ephemerals.add({ ...place, ...shown(body) });
    return { ok: true };
  }

  function replaceOriginal({ channel, messageTs: ts, isEphemeral }: ResponseTarget, body: Json): Json {
    if (!isEphemeral) return callAsBot('chat.update', { ...contentOf(body), channel, ts });
    return ctx.ephemerals.replace(channel, ts, shown(body)) ? { ok: true } : NOT_FOUND;
  }

  function removeOriginal({ channel, messageTs: ts, isEphemeral }: ResponseTarget): Json {
    if (!ts) return NOT_FOUND;
    if (!isEphemeral) return callAsBot('chat.delete', { channel, ts });
    return ctx.ephemerals.remove(channel, ts) ? { ok: true } : NOT_FOUND;
  }

  return {
    create(target: ResponseTarget): string {
      const id = randomUUID();
      urls.set(id, { target, uses: SLACK.responseUrl.uses, expires: now() + SLACK.responseUrl.lifetimeMs });
      return `${ctx.origin()}/actions/${IDENTITY.teamId}/${id}`;
    },
    respond(id: string, body: Json): { status: number; body: string } {
      const entry = urls.get(id);
      if (!entry || entry.expires < now()) return { status: 404, body: 'expired_url' };
      if (entry.uses-- <= 0) return { status: 404, body: 'used_url' };
      const result = apply(entry.target, body);
      return result.ok === true ? { status: 200, body: 'ok' } : { status: 400, body: String(result.error) };
    },
    apply,
  };
}

const NOT_FOUND: Json = { ok: false, error: 'message_not_found' };

const contentOf = (body: Json): Json => ({
  ...(body.text === undefined ? {} : { text: body.text }),
  ...(body.blocks === undefined ? {} : { blocks: body.blocks }),
});

const shown = (body: Json): Pick<EphemeralMessage, 'text' | 'blocks'> => ({
  text: String(body.text ?? ''),
  ...(Array.isArray(body.blocks) ? { blocks: nameBlocks(listOf(body.blocks)) } : {}),
});

const isTrue = (value: unknown) => value === true || value === 'true';
