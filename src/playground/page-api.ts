import { z } from 'zod';
import type { Delivery, Json, Workspace } from '../emulator/workspace-types.ts';
import { findMorning } from './next-morning.ts';
import {
  Acting,
  ChooseShortcut,
  Click,
  ClickView,
  Command,
  Download,
  Edit,
  InConversation,
  InView,
  Jump,
  OnMessage,
  OpenDirect,
  Post,
  React,
  SubmitView,
  Suggest,
  SuggestInView,
} from './page-requests.ts';
import { buildConversation, buildPageState, canSee } from './page-state.ts';
import { encodeCommandText, encodeText } from './page-text.ts';
import type { PageViews, PlaygroundOptions } from './page-types.ts';

/** A refusal that the page shows word for word. */
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
    return { ...(await buildConversation(workspace, visible(workspace, InConversation.parse(input)))) };
  },
  'GET /api/views': async ({ workspace }, input) => {
    const { as } = Acting.parse(input);
    const modals = workspace.views(as).map(({ id, view }) => ({ id, view }));
    return { modals, home: workspace.homeView(as) ?? null } satisfies PageViews;
  },
  'POST /api/post': async ({ workspace }, input) => {
    const { threadTs, text, ...where } = visible(workspace, Post.parse(input));
    const message = { ...where, text: encodeText(workspace, text), ...(threadTs ? { threadTs } : {}) };
    const { ts, deliveries } = await workspace.post(message);
    return { ts, ...outcome(deliveries) };
  },
  'POST /api/command': async ({ workspace }, input) => {
    const { as, channel, text } = visible(workspace, Command.parse(input));
    return runCommand(workspace, { as, channel, text });
  },
  'POST /api/shortcut': async ({ workspace }, input) => {
    const { on, ...chosen } = ChooseShortcut.parse(input);
    const at = on && visible(workspace, { as: chosen.as, ...on });
    const place = at ? { on: { channel: at.channel, messageTs: at.ts } } : {};
    return interaction(await workspace.shortcut({ ...chosen, ...place }));
  },
  'POST /api/edit': async ({ workspace }, input) => {
    const edit = visible(workspace, Edit.parse(input));
    return outcome(await workspace.edit({ ...edit, text: encodeText(workspace, edit.text) }));
  },
  'POST /api/remove': async ({ workspace }, input) =>
    outcome(await workspace.remove(visible(workspace, OnMessage.parse(input)))),
  'POST /api/stop': async ({ workspace }, input) => {
    const { as, channel, ts: threadTs } = visible(workspace, OnMessage.parse(input));
    return outcome([await workspace.stopSession({ as, channel, threadTs })]);
  },
  'POST /api/react': async ({ workspace }, input) =>
    outcome(await workspace.react(visible(workspace, React.parse(input)))),
  'POST /api/click': async ({ workspace }, input) => {
    const { ts: messageTs, ...touch } = visible(workspace, Click.parse(input));
    return interaction(await workspace.click({ ...touch, messageTs }));
  },
  'POST /api/click-view': async ({ workspace }, input) =>
    interaction(await workspace.clickView(ClickView.parse(input))),
  'POST /api/suggest': async ({ workspace }, input) => {
    const { ts: messageTs, ...query } = visible(workspace, Suggest.parse(input));
    return { groups: (await workspace.suggest({ ...query, messageTs })).groups };
  },
  'POST /api/suggest-view': async ({ workspace }, input) => ({
    groups: (await workspace.suggest(SuggestInView.parse(input))).groups,
  }),
  'POST /api/submit-view': async ({ workspace }, input) => {
    const delivery = await workspace.submitView(SubmitView.parse(input));
    return { ...interaction(delivery), answer: delivery.body };
  },
  'POST /api/close-view': async ({ workspace }, input) => {
    await workspace.closeView(InView.parse(input));
    return {};
  },
  'POST /api/open-direct': async ({ workspace }, input) => {
    const { as, tab } = OpenDirect.parse(input);
    return outcome([await workspace.openHome(as, tab)]);
  },
  'POST /api/jump': async ({ workspace }, input) => {
    await workspace.jump(Jump.parse(input).ms);
    return {};
  },
  'POST /api/sleep': async ({ workspace }, input) => {
    const { as } = Acting.parse(input);
    const member = workspace.users().find(({ id }) => id === as);
    const now = workspace.now();
    const night = (await workspace.nextNight())?.getTime() ?? Infinity;
    const morning = findMorning({ now, night, timeZone: member?.timeZone ?? 'UTC' });
    await workspace.jump(morning.getTime() - now.getTime());
    return {};
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

/** Finds a file of a conversation for somebody who is in it; for everybody else the file does not exist. */
export async function findDownload({ workspace }: PlaygroundOptions, query: Record<string, string>) {
  const wanted = Download.safeParse(query);
  if (!wanted.success || !canSee(workspace, wanted.data)) return undefined;
  return workspace.readFile(wanted.data);
}

async function runCommand(
  workspace: Workspace,
  { as, channel, text }: { as: string; channel: string; text: string },
): Promise<Json> {
  const [command = '', rest = ''] = text.trim().split(/\s(.*)/s);
  if (!workspace.commands().some((known) => known.command === command)) {
    const rule = 'In Slack, all messages that begin with "/" are commands.';
    return { isRefused: true, notice: `${command} is not a valid command. ${rule}` };
  }
  const sent = encodeCommandText(workspace, { as, text: rest.trim() });
  const delivery = await workspace.command({ as, channel, command, text: sent });
  const reason = failureOf(delivery);
  return reason ? { isRefused: true, notice: `${command} failed with the error "${reason}".` } : {};
}

function visible<T extends { as: string; channel: string }>(workspace: Workspace, input: T): T {
  if (canSee(workspace, input)) return input;
  throw new Error('This member is not in that conversation.');
}

function actingMember(workspace: Workspace, as: string): string {
  const active = workspace.users().filter((user) => !user.deleted && !user.isBot);
  const chosen = active.find((user) => user.id === as) ?? active[0];
  if (!chosen) throw new Error('This workspace has no members to act as.');
  return chosen.id;
}

/** Slack's name for what went wrong with a command. */
function failureOf({ status, error }: Delivery): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  return error === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
}

/** The answer to a click or a form: nothing is kept of one that does not arrive. */
const interaction = (delivery: Delivery): Json =>
  failureOf(delivery) ? { notice: 'We had some trouble connecting. Try again?' } : {};

function outcome(deliveries: Delivery[]): Json {
  const failed = deliveries.find(({ status }) => status < 200 || status >= 300);
  if (!failed) return { delivered: true };
  const reason = failed.error === 'connection_failed' ? 'is not running' : 'did not accept this';
  return { delivered: false, notice: `Rapport ${reason}. Your message is kept here.` };
}
