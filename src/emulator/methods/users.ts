import { z } from 'zod';
import { IDENTITY } from '../ids.ts';
import { secondsOf } from '../state/timestamps.ts';
import { flag, Paging, paginate, text } from './arguments.ts';
import { type ApiMethod, method, refuse } from './method.ts';

const info = method({
  scope: 'users:read',
  input: z.object({ user: text, include_locale: flag }),
  answer: ({ directory }, { user, include_locale: withLocale }) =>
    directory.findUser(user)
      ? { ok: true, user: directory.slackUser(user, withLocale) }
      : refuse('user_not_found'),
});

const list = method({
  scope: 'users:read',
  input: Paging.extend({ include_locale: flag }),
  answer: ({ directory, clock }, { include_locale: withLocale, ...paging }) => {
    // Strangers are found by id only, as in Slack.
    const users = directory.everybody().filter(({ isStranger }) => !isStranger);
    const { page, nextCursor } = paginate(users, { ...paging, keyOf: ({ id }) => id });
    return {
      ok: true,
      members: page.map(({ id }) => directory.slackUser(id, withLocale)),
      cache_ts: secondsOf(clock),
      response_metadata: { next_cursor: nextCursor },
    };
  },
});

const lookupByEmail = method({
  scope: 'users:read.email',
  input: z.object({ email: text, include_locale: flag }),
  answer: ({ directory }, { email, include_locale: withLocale }) => {
    const user = email && directory.people().find((each) => each.email === email);
    if (!user || user.deleted) return refuse('users_not_found');
    return { ok: true, user: directory.slackUser(user.id, withLocale) };
  },
});

const botInfo = method({
  scope: 'users:read',
  input: z.object({ bot: text }),
  answer: (_ctx, { bot }) => {
    if (bot !== IDENTITY.botId) return refuse('bot_not_found');
    const { botId: id, botName: name, appId: app_id, botUserId: user_id } = IDENTITY;
    return { ok: true, bot: { id, name, app_id, user_id, deleted: false, icons: {} } };
  },
});

const authTest = method({
  input: z.object({}),
  answer: ({ directory, teamName, actor }) => ({
    ok: true,
    url: 'https://rapport.slack.com/',
    team: teamName,
    team_id: IDENTITY.teamId,
    ...(directory.organisation ? { enterprise_id: directory.organisation.id } : {}),
    is_enterprise_install: directory.organisation?.isInstalledForAll ?? false,
    user: directory.getUser(actor.id).name,
    user_id: actor.id,
    ...(actor.kind === 'bot' ? { bot_id: IDENTITY.botId, app_id: IDENTITY.appId } : {}),
  }),
});

export const userMethods: Record<string, ApiMethod> = {
  'auth.test': authTest,
  'bots.info': botInfo,
  'users.info': info,
  'users.list': list,
  'users.lookupByEmail': lookupByEmail,
};
