import { z } from 'zod';
import { buildConversation, buildPageState, canSee } from './page-state.ts';
import type { PlaygroundOptions } from './page-types.ts';
import type { Delivery, Json, Workspace } from './workspace-types.ts';

const Acting = z.strictObject({ as: z.string().min(1) });
const InConversation = Acting.extend({ channel: z.string().min(1) });
const OnMessage = InConversation.extend({ ts: z.string().min(1) });
const Post = InConversation.extend({
  text: z.string().trim().min(1).max(12_000),
  threadTs: z.string().optional(),
});
const Edit = OnMessage.extend({ text: z.string().trim().min(1).max(12_000) });
const React = OnMessage.extend({ name: z.string().min(1), remove: z.boolean() });
const Click = OnMessage.extend({
  actionId: z.string(),
  blockId: z.string().optional(),
  value: z.string().optional(),
});
const ViewRef = Acting.extend({ viewId: z.string().min(1) });
const SubmitView = ViewRef.extend({
  values: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});

/** An answer the page shows as it is. */
const problem = (message: string): PageAnswer => ({ status: 422, body: { error: message } });

export type PageAnswer = { status: number; body: Json };
export type PageRequest = { method: string; path: string; query: Record<string, string>; body: unknown };

type Handler = (options: PlaygroundOptions, input: unknown) => Promise<Json>;

const ROUTES: Record<string, Handler> = {
  'GET /api/state': async (options, input) => {
    const { as } = z.object({ as: z.string().default('') }).parse(input);
    return { ...buildPageState(options, actingMember(options.workspace, as)) };
  },
  'GET /api/conversation': async ({ workspace }, input) => {
    const { as, channel } = visible(workspace, InConversation.parse(input));
    return { ...(await buildConversation(workspace, as, channel)) };
  },
  'GET /api/views': async ({ workspace }, input) => {
    const { as } = Acting.parse(input);
    return { views: workspace.views(as).map(({ id, view }) => ({ id, view })) };
  },
  'POST /api/post': async ({ workspace }, input) => {
    const { threadTs, text, ...where } = visible(workspace, Post.parse(input));
    const message = { ...where, text: encodeText(workspace, text), ...(threadTs ? { threadTs } : {}) };
    const { ts, deliveries } = await workspace.post(message);
    return { ts, ...outcome(deliveries) };
  },
  'POST /api/edit': async ({ workspace }, input) => {
    const edit = visible(workspace, Edit.parse(input));
    return outcome(await workspace.edit({ ...edit, text: encodeText(workspace, edit.text) }));
  },
  'POST /api/remove': async ({ workspace }, input) =>
    outcome(await workspace.remove(visible(workspace, OnMessage.parse(input)))),
  'POST /api/react': async ({ workspace }, input) =>
    outcome(await workspace.react(visible(workspace, React.parse(input)))),
  'POST /api/click': async ({ workspace }, input) => {
    const { as, channel, ts, actionId, blockId, value } = visible(workspace, Click.parse(input));
    const where = { as, channel, messageTs: ts, actionId };
    const { payload: _sent, ...delivery } = await workspace.click({
      ...where,
      ...(blockId === undefined ? {} : { blockId }),
      ...(value === undefined ? {} : { value }),
    });
    return outcome([delivery]);
  },
  'POST /api/submit-view': async ({ workspace }, input) => {
    const { payload: _sent, ...delivery } = await workspace.submitView(SubmitView.parse(input));
    return { ...outcome([delivery]), answer: delivery.body };
  },
  'POST /api/close-view': async ({ workspace }, input) => {
    await workspace.closeView(ViewRef.parse(input));
    return {};
  },
  'POST /api/open-direct': async ({ workspace }, input) => {
    const { as } = Acting.parse(input);
    return outcome([await workspace.openHome(as, 'messages')]);
  },
};

export async function answerPage(options: PlaygroundOptions, request: PageRequest): Promise<PageAnswer> {
  const handler = ROUTES[`${request.method} ${request.path}`];
  if (!handler) return { status: 404, body: { error: 'There is nothing here.' } };
  try {
    const input = request.method === 'GET' ? request.query : request.body;
    return { status: 200, body: await handler(options, input) };
  } catch (error) {
    if (error instanceof z.ZodError) return problem(z.prettifyError(error));
    return problem(error instanceof Error ? error.message : 'That did not work.');
  }
}

function visible<T extends { as: string; channel: string }>(workspace: Workspace, input: T): T {
  if (canSee(workspace, input.as, input.channel)) return input;
  throw new Error('This member is not in that conversation.');
}

function actingMember(workspace: Workspace, as: string): string {
  const active = workspace.users().filter((user) => !user.deleted && !user.isBot);
  const chosen = active.find((user) => user.id === as) ?? active[0];
  if (!chosen) throw new Error('This workspace has no members to act as.');
  return chosen.id;
}

/** As Slack sends it: `&`, `<` and `>` escaped, "@Rapport" and "@Marta Lindqvist" mentions. */
function encodeText(workspace: Workspace, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const addressed = escaped.replace(/(^|[\s(])@rapport\b/gi, `$1<@${workspace.botUserId}>`);
  return workspace
    .users()
    .reduce((so, user) => so.replaceAll(`@${user.realName}`, `<@${user.id}>`), addressed);
}

function outcome(deliveries: Delivery[]): Json {
  const failed = deliveries.find(({ status }) => status < 200 || status >= 300);
  if (!failed) return { delivered: true };
  const reason = failed.error === 'connection_failed' ? 'is not running' : 'did not accept this';
  return { delivered: false, notice: `Rapport ${reason}. Your message is kept here.` };
}
