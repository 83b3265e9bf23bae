import { randomUUID } from 'node:crypto';
import { nameBlocks } from '../blocks/block-ids.ts';
import type { ApiContext } from '../context.ts';
import { IDENTITY } from '../emulated-slack.ts';
import { eventTimestamp } from '../events/message-events.ts';
import { listOf } from '../json.ts';
import { findBlockProblem } from '../rules/block-rules.ts';
import type { EphemeralMessage, Json } from '../workspace-types.ts';

const USES = 5;
const LIFETIME_MS = 30 * 60_000;

/** What a response URL may change: where the person acted, and on which message if on one. */
export type ResponseTarget = {
  user: string;
  channel: string;
  threadTs?: string;
  messageTs?: string;
  isEphemeral?: boolean;
};

export type ResponseUrls = ReturnType<typeof createResponseUrls>;

export function createResponseUrls(
  context: () => ApiContext,
  callAsBot: (method: string, body: Json) => Promise<Json>,
) {
  const urls = new Map<string, { target: ResponseTarget; uses: number; expires: number }>();
  const now = () => context().clock.now().getTime();

  async function apply(target: ResponseTarget, body: Json): Promise<Json> {
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
    return addEphemeral(target, body);
  }

  function addEphemeral(target: ResponseTarget, body: Json): Json {
    const ephemeral: EphemeralMessage = {
      user: target.user,
      channel: target.channel,
      ts: eventTimestamp(context().clock),
      ...shown(body),
      ...(target.threadTs ? { threadTs: target.threadTs } : {}),
    };
    context().ephemerals.push(ephemeral);
    context().emit({ type: 'ephemeral_posted', ephemeral });
    return { ok: true };
  }

  function findEphemeral(target: ResponseTarget): EphemeralMessage | undefined {
    return context().ephemerals.find(
      ({ ts, channel }) => ts === target.messageTs && channel === target.channel,
    );
  }

  async function replaceOriginal(target: ResponseTarget, body: Json): Promise<Json> {
    if (!target.isEphemeral) {
      return callAsBot('chat.update', { ...contentOf(body), channel: target.channel, ts: target.messageTs });
    }
    const ephemeral = findEphemeral(target);
    if (!ephemeral) return { ok: false, error: 'message_not_found' };
    delete ephemeral.blocks;
    Object.assign(ephemeral, shown(body));
    context().emit({ type: 'ephemeral_changed', ephemeral });
    return { ok: true };
  }

  async function removeOriginal(target: ResponseTarget): Promise<Json> {
    if (!target.messageTs) return { ok: false, error: 'message_not_found' };
    if (!target.isEphemeral)
      return callAsBot('chat.delete', { channel: target.channel, ts: target.messageTs });
    const ephemeral = findEphemeral(target);
    if (!ephemeral) return { ok: false, error: 'message_not_found' };
    context().ephemerals.splice(context().ephemerals.indexOf(ephemeral), 1);
    context().emit({ type: 'ephemeral_deleted', ephemeral });
    return { ok: true };
  }

  return {
    create(target: ResponseTarget): string {
      const id = randomUUID();
      urls.set(id, { target, uses: USES, expires: now() + LIFETIME_MS });
      return `${context().origin()}/actions/${IDENTITY.teamId}/${id}`;
    },
    async respond(id: string, body: Json): Promise<{ status: number; body: string }> {
      const entry = urls.get(id);
      if (!entry || entry.expires < now()) return { status: 404, body: 'expired_url' };
      if (entry.uses-- <= 0) return { status: 404, body: 'used_url' };
      const result = await apply(entry.target, body);
      return result.ok === true ? { status: 200, body: 'ok' } : { status: 400, body: String(result.error) };
    },
    apply,
  };
}

const contentOf = (body: Json): Json => ({
  ...(body.text === undefined ? {} : { text: body.text }),
  ...(body.blocks === undefined ? {} : { blocks: body.blocks }),
});

const shown = (body: Json): Pick<EphemeralMessage, 'text' | 'blocks'> => ({
  text: String(body.text ?? ''),
  ...(Array.isArray(body.blocks) ? { blocks: nameBlocks(listOf(body.blocks)) } : {}),
});

const isTrue = (value: unknown) => value === true || value === 'true';
