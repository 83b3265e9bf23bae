import type { WebClient } from '@slack/web-api';
import type { Chat, MessageRef, RawMessage } from '../app/chat.ts';
import type { System } from '../context.ts';
import { describeSaid } from '../conversation/message-parts.ts';
import { findMemberNames } from '../crm/members.ts';
import { conflict, messageOf } from '../errors.ts';
import { askedWaitMs, createPacedCalls } from './busy.ts';
import type { DirectChannels } from './direct-channels.ts';
import type { Identities } from './identities.ts';
import type { Installation } from './installation.ts';
import { loadFile } from './load-file.ts';
import { escapeText, isDirect, linkedChannels, mentionedUsers, readText, withoutQuotes } from './markup.ts';
import { refusesView } from './messenger.ts';
import type { LinkTo } from './permalinks.ts';
import { SLACK_POLICY } from './policy.ts';
import { createSharedChannels, isAbsence } from './shared-channels.ts';
import { orSlackTrouble } from './slack-trouble.ts';
import { buildViews, type View } from './views/document.ts';
import { buildHomeTab } from './views/home.ts';
import { endSession, showWaiting } from './waiting-status.ts';

/** Slack, as Rapport sees it. */
export function createChat(
  ctx: System,
  {
    client,
    installation,
    identities,
    directChannels,
    linkTo,
  }: {
    client: WebClient;
    installation: Installation;
    identities: Identities;
    directChannels: DirectChannels;
    linkTo: LinkTo;
  },
): Chat {
  /** Logs that something nice to have could not be shown, instead of failing. */
  const notShown = (what: string) => (error: unknown) =>
    ctx.log.debug({ error: messageOf(error) }, `${what} not shown`);

  const paced = createPacedCalls(ctx, { atOnce: SLACK_POLICY.channels.atOnce });

  return {
    identify: orSlackTrouble(identities.identify),
    forget: identities.forget,
    standingOf: orSlackTrouble(identities.standingOf),
    readText: (said) => readWords(ctx, installation, said),
    mentionedIn: ({ text }) =>
      [...new Set(mentionedUsers(withoutQuotes(text)))].filter((id) => id !== installation.botUserId),
    channelsIn: ({ text }) => [...new Set(linkedChannels(withoutQuotes(text)))],
    writeText: escapeText,
    directChannel: orSlackTrouble(directChannels.find),
    isDirect,
    membersOf: orSlackTrouble((channel, most) =>
      paced(() => listMembers(client, installation, { channel, most })),
    ),
    hasOutsiders: orSlackTrouble(createSharedChannels(ctx, client).hasOutsiders),
    showWaiting: (message, { since }) => showWaiting(ctx, { client, ...message, since }),
    endWaiting: (thread) => endSession(client, thread).catch(notShown('the end of a session')),
    suggestPrompts: async (channel, prompts) => {
      const [first, ...rest] = prompts;
      if (!first) return;
      await client.assistant.threads
        .setSuggestedPrompts({ channel_id: channel, prompts: [first, ...rest] })
        .catch(notShown('prompts'));
    },
    // An app that was installed before it had a Home tab has none until its manifest is updated.
    showHome: async (slackUserId, home) => {
      await client.views
        .publish({ user_id: slackUserId, view: buildHomeTab(home, linkTo) })
        .catch(notShown('Home tab'));
    },
    linkTo,
    loadFile: orSlackTrouble((id) => loadFile(ctx, client, id)),
    redraw: (message, document) => redraw(client, message, buildViews(document, linkTo)),
  };
}

/** What a person wrote and what came with it, as plain text with the names of people in it. */
async function readWords(
  ctx: System,
  { botUserId }: Installation,
  { text, parts, files }: RawMessage,
): Promise<string> {
  const all = [text, ...parts.map((part) => part.text)];
  const names = await findMemberNames(ctx, [...new Set(all.flatMap(mentionedUsers))]);
  const read = (words: string) => readText(words, { botUserId, names });
  return describeSaid({
    text: read(text),
    parts: parts.map((part) => (part.kind === 'unheard' ? part : { ...part, text: read(part.text) })),
    files,
  });
}

async function listMembers(
  client: WebClient,
  { botUserId }: Installation,
  { channel, most }: { channel: string; most: number },
): Promise<string[]> {
  const { members = [], response_metadata: more } = await client.conversations
    .members({ channel, limit: most + 1 })
    .catch((error) => {
      if (askedWaitMs(error) !== undefined || !isAbsence(error)) throw error;
      throw conflict('I am not in this channel: invite me first (/invite @Rapport).');
    });
  if (members.length > most || more?.next_cursor) {
    throw conflict(`There are more than ${most} people here, so I cannot check that all of them may see it.`);
  }
  return members.filter((id) => id !== botUserId);
}

/** Draws a message anew in the best view that Slack takes. */
async function redraw(client: WebClient, { channel, ts }: MessageRef, views: View[]): Promise<void> {
  for (const view of views) {
    try {
      await client.apiCall('chat.update', { channel, ts, ...view });
      return;
    } catch (error) {
      if (view === views.at(-1) || !refusesView(error)) throw error;
    }
  }
}
