import { z } from 'zod';
import type { Json, SlackMessage } from '../workspace-types.ts';
import { flag, Paging, paginate, required, text } from './arguments.ts';
import { refuseReader } from './channel-access.ts';
import { type ApiMethod, method, refuse } from './method.ts';

const Query = Paging.extend({
  channel: required('channel_not_found'),
  oldest: z.coerce.string().default('0'),
  latest: z.coerce.string().default('9'),
  inclusive: flag,
  include_all_metadata: flag,
});
type Query = z.infer<typeof Query>;

const history = method({
  input: Query,
  answer: (ctx, query) => {
    const { channel } = query;
    const refused = refuseReader(ctx, channel, 'history');
    if (refused) return refused;
    if (!ctx.directory.isMember(channel, ctx.actor.id)) return refuse('not_in_channel');
    const newestFirst = ctx.messages.top(channel).filter(isIn(query)).reverse();
    return { ...answerPage(query, { messages: newestFirst }), pin_count: 0 };
  },
});

const replies = method({
  input: Query.extend({ ts: text }),
  answer: (ctx, { ts, ...query }) => {
    const { channel, limit = 1_000 } = query;
    const refused = refuseReader(ctx, channel, 'history');
    if (refused) return refused;
    if (!ctx.directory.isMember(channel, ctx.actor.id)) return refuse('not_in_channel');
    const [parent, ...thread] = ctx.messages.thread(channel, ts);
    if (!parent) return refuse('thread_not_found');
    // The message that was answered leads every page.
    return answerPage({ ...query, limit }, { leading: [parent], messages: thread.filter(isIn(query)) });
  },
});

const isIn =
  ({ oldest, latest, inclusive }: Query) =>
  ({ ts }: SlackMessage) =>
    (ts > oldest && ts < latest) || (inclusive && (ts === oldest || ts === latest));

function answerPage(
  query: Query,
  { leading = [], messages }: { leading?: SlackMessage[]; messages: SlackMessage[] },
): Json {
  const { page, nextCursor } = paginate(messages, { ...query, keyOf: ({ ts }) => ts });
  const shown = [...leading, ...page];
  return {
    ok: true,
    messages: query.include_all_metadata ? shown : shown.map(({ metadata: _hidden, ...rest }) => rest),
    has_more: nextCursor !== '',
    ...(nextCursor ? { response_metadata: { next_cursor: nextCursor } } : {}),
  };
}

export const historyMethods: Record<string, ApiMethod> = {
  'conversations.history': history,
  'conversations.replies': replies,
};
