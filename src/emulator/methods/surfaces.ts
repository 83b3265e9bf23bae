import { nameBlocks } from '../blocks/block-ids.ts';
import { type ApiContext, type ApiMethod, refuse } from '../context.ts';
import { isJson, listOf } from '../json.ts';
import { findViewProblem } from '../rules/view-rules.ts';
import type { Json } from '../workspace-types.ts';

type ViewKind = 'modal' | 'home';

/** Modals change and close while the app is at work; that is nobody's mistake. */
const RACES = new Set(['hash_conflict', 'not_found', 'view_not_found']);

/** Runs when Slack would take the view, with every block and element named. Whoever waits for it hears of a refusal. */
function withView(kind: ViewKind, run: (context: ApiContext, body: Json, view: Json) => Json): ApiMethod {
  return async (context, { body }) => {
    const problem = findViewProblem(body.view, kind);
    const answer =
      problem || !isJson(body.view)
        ? refuse('invalid_arguments', problem)
        : run(context, body, { ...body.view, blocks: nameBlocks(listOf(body.view.blocks)) });
    const error = String(answer.error);
    if (answer.ok !== true && !RACES.has(error)) {
      const reason = problem ? `${error}: ${problem}` : error;
      context.emit({ type: 'view_refused', user: context.views.viewerOf(body), reason });
    }
    return answer;
  };
}

const answered = (opened: { view: Json } | { error: string }): Json =>
  'error' in opened ? refuse(opened.error) : { ok: true, view: opened.view };

const openView = withView('modal', ({ views }, body, view) => answered(views.open(body.trigger_id, view)));
const pushView = withView('modal', ({ views }, body, view) => answered(views.push(body.trigger_id, view)));
const updateView = withView('modal', ({ views }, body, view) => {
  const which = { viewId: body.view_id, externalId: body.external_id, hash: body.hash };
  return answered(views.update(which, view));
});
const publishView = withView('home', ({ directory, views }, body, view) => {
  const user = directory.findUser(String(body.user_id));
  return user ? { ok: true, view: views.publish(user.id, view) } : refuse('user_not_found');
});

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

export const surfaceMethods: Record<string, ApiMethod> = {
  'views.open': openView,
  'views.push': pushView,
  'views.update': updateView,
  'views.publish': publishView,
  'assistant.threads.setStatus': setStatus,
  'assistant.threads.setSuggestedPrompts': setSuggestedPrompts,
  'assistant.threads.setTitle': setTitle,
};
