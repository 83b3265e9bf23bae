import { type ApiContext, type ApiMethod, forward, refuse } from '../api-context.ts';
import { findBlockProblem, nameBlocks } from '../block-rules.ts';
import { listOf } from '../emulated-slack.ts';
import { isJson } from '../http.ts';
import type { Json } from '../workspace-types.ts';

const VIEW_BLOCKS = 100;

function withNamedBlocks(body: Json): Json {
  if (!isJson(body.view)) return body;
  return { ...body, view: { ...body.view, blocks: nameBlocks(listOf(body.view.blocks)) } };
}

function viewRefusal(body: Json): Json | undefined {
  if (!isJson(body.view)) return refuse('invalid_arguments');
  const blocks = listOf(body.view.blocks);
  if (blocks.length > VIEW_BLOCKS)
    return refuse('invalid_arguments', `no more than ${VIEW_BLOCKS} items allowed`);
  const problem = findBlockProblem(blocks.slice(0, 50)) ?? findBlockProblem(blocks.slice(50));
  return problem ? refuse('invalid_arguments', problem) : undefined;
}

const openView: ApiMethod = async (context, call) => {
  const refused = viewRefusal(call.body);
  if (refused) return refused;
  const user = context.triggers.get(String(call.body.trigger_id ?? ''));
  const answer = await forward(context, { ...call, body: withNamedBlocks(call.body) });
  if (answer.ok !== true || !isJson(answer.view) || !user) return answer;
  const view = { id: String(answer.view.id), user, view: answer.view };
  context.views.set(view.id, view);
  context.emit({ type: 'view_opened', view });
  return answer;
};

const updateView: ApiMethod = async (context, call) => {
  const refused = viewRefusal(call.body);
  if (refused) return refused;
  const answer = await forward(context, { ...call, body: withNamedBlocks(call.body) });
  if (answer.ok !== true || !isJson(answer.view)) return answer;
  const open = context.views.get(String(answer.view.id));
  if (!open) return answer;
  const view = { ...open, view: answer.view };
  context.views.set(view.id, view);
  context.emit({ type: 'view_changed', view });
  return answer;
};

const publishView: ApiMethod = async (context, call) => {
  const refused = viewRefusal(call.body);
  if (refused) return refused;
  const answer = await forward(context, { ...call, body: withNamedBlocks(call.body) });
  if (answer.ok !== true || !isJson(answer.view)) return answer;
  const user = String(call.body.user_id);
  context.homes.set(user, answer.view);
  context.emit({ type: 'home_published', user, view: answer.view });
  return answer;
};

function assistantThread(body: Json): { channel: string; threadTs: string } | undefined {
  if (typeof body.channel_id !== 'string') return undefined;
  return { channel: body.channel_id, threadTs: typeof body.thread_ts === 'string' ? body.thread_ts : '' };
}

const setStatus: ApiMethod = async (context, call) => {
  const thread = assistantThread(call.body);
  if (!thread) return refuse('invalid_arguments');
  const status = String(call.body.status ?? '');
  const key = `${thread.channel}:${thread.threadTs}`;
  if (status) context.statuses.set(key, status);
  else context.statuses.delete(key);
  context.emit({ type: 'assistant_status', ...thread, status });
  return { ok: true };
};

const setSuggestedPrompts: ApiMethod = async (context, call) => {
  const thread = assistantThread(call.body);
  const prompts = listOf(call.body.prompts);
  if (!thread || prompts.length === 0 || prompts.length > 4) return refuse('invalid_arguments');
  context.prompts.set(thread.channel, prompts);
  context.emit({ type: 'assistant_prompts', channel: thread.channel, prompts });
  return { ok: true };
};

const setTitle: ApiMethod = async (_context, call) =>
  assistantThread(call.body) ? { ok: true } : refuse('invalid_arguments');

/** A trigger id the emulator will accept from the bot, for this user, for three seconds. */
export async function makeTrigger(
  context: ApiContext,
  request: { token: string; user: string; viewId?: string },
): Promise<string> {
  const answer = await context.slack.call(request.token, 'views.generateTriggerId', {
    user_id: request.user,
    ...(request.viewId ? { view_id: request.viewId } : {}),
  });
  const trigger = String(answer.trigger_id);
  context.triggers.set(trigger, request.user);
  return trigger;
}

export const surfaceMethods: Record<string, ApiMethod> = {
  'views.open': openView,
  'views.push': openView,
  'views.update': updateView,
  'views.publish': publishView,
  'assistant.threads.setStatus': setStatus,
  'assistant.threads.setSuggestedPrompts': setSuggestedPrompts,
  'assistant.threads.setTitle': setTitle,
};
