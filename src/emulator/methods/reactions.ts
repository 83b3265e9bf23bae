import { z } from 'zod';
import type { SlackMessage } from '../workspace-types.ts';
import { required, text } from './arguments.ts';
import { change } from './message-writes.ts';
import { type ApiMethod, method, refuse } from './method.ts';

type Reactions = NonNullable<SlackMessage['reactions']>;

/** Gives the reactions to a message after a change, or Slack's code for why there is none. */
type Rule = (reactions: Reactions, reaction: { name: string; user: string }) => Reactions | string;

const add: Rule = (reactions, { name, user }) => {
  const users = reactions.find((each) => each.name === name)?.users ?? [];
  if (users.includes(user)) return 'already_reacted';
  const added = { name, users: [...users, user], count: users.length + 1 };
  return users.length === 0
    ? [...reactions, added]
    : reactions.map((each) => (each.name === name ? added : each));
};

const remove: Rule = (reactions, { name, user }) => {
  const found = reactions.find((each) => each.name === name);
  if (!found?.users.includes(user)) return 'no_reaction';
  const users = found.users.filter((each) => each !== user);
  return reactions
    .map((each) => (each === found ? { name, users, count: users.length } : each))
    .filter(({ count }) => count > 0);
};

const reacting = (rule: Rule): ApiMethod =>
  method({
    scope: 'reactions:write',
    input: z.object({ channel: text, timestamp: text, name: required('invalid_name') }),
    answer: (ctx, { channel, timestamp: ts, name }) => {
      const { directory, messages, actor } = ctx;
      if (!directory.canRead(channel, actor.id)) return refuse('not_in_channel');
      const message = messages.get(channel, ts);
      if (!message) return refuse('message_not_found');
      const next = rule(message.reactions ?? [], { name, user: actor.id });
      if (typeof next === 'string') return refuse(next);
      change(ctx, { channel, ts }, ({ reactions: _before, ...rest }) =>
        next.length > 0 ? { ...rest, reactions: next } : rest,
      );
      return { ok: true };
    },
  });

export const reactionMethods: Record<string, ApiMethod> = {
  'reactions.add': reacting(add),
  'reactions.remove': reacting(remove),
};
