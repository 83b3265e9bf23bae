import { nameBlocks } from '../blocks/block-ids.ts';
import type { ActingContext } from '../context.ts';
import { isJson, listOf } from '../json.ts';
import { findBlockProblem } from '../rules/block-rules.ts';
import { findViewProblem } from '../rules/view-rules.ts';
import type { Json } from '../workspace-types.ts';
import { type ApiMethod, refuse } from './method.ts';

type ViewKind = 'modal' | 'home';

/** Modals change and close while the app is at work; that is nobody's mistake. */
const RACES = new Set(['hash_conflict', 'not_found', 'view_not_found']);

/** Runs when Slack would take the view, with every block and element named. Whoever waits for it hears of a refusal. */
function withView(kind: ViewKind, run: (ctx: ActingContext, body: Json & { view: Json }) => Json): ApiMethod {
  return (ctx, body) => {
    const problem = findViewProblem(body.view, kind);
    const answer =
      problem || !isJson(body.view)
        ? refuse('invalid_arguments', problem)
        : run(ctx, { ...body, view: { ...body.view, blocks: nameBlocks(listOf(body.view.blocks)) } });
    const error = String(answer.error);
    if (answer.ok !== true && !RACES.has(error)) {
      const reason = problem ? `${error}: ${problem}` : error;
      ctx.emit({ type: 'view_refused', user: ctx.views.viewerOf(body), reason });
    }
    return answer;
  };
}

const answered = (opened: { view: Json } | { error: string }): Json =>
  'error' in opened ? refuse(opened.error) : { ok: true, view: opened.view };

/** What Slack answers about blocks or a view that it would not show. */
function verdict(error: string, problem: string | undefined): Json {
  if (!problem) return { ok: true };
  return { ok: false, error, errors: [{ code: 'invalid', message: problem, pointer: '/' }] };
}

/** Says whether Slack would show something, and shows it to nobody. */
const validate: ApiMethod = (_ctx, { view, message, blocks }) => {
  if (isJson(view)) {
    return verdict('invalid_view', findViewProblem(view, view.type === 'home' ? 'home' : 'modal'));
  }
  const shown = isJson(message) ? message.blocks : blocks;
  return verdict('invalid_blocks', findBlockProblem(listOf(shown)));
};

export const viewMethods: Record<string, ApiMethod> = {
  'blocks.validate': validate,
  'views.open': withView('modal', ({ views }, { trigger_id, view }) =>
    answered(views.open(trigger_id, view)),
  ),
  'views.push': withView('modal', ({ views }, { trigger_id, view }) =>
    answered(views.push(trigger_id, view)),
  ),
  'views.update': withView('modal', ({ views }, { view_id, external_id, hash, view }) =>
    answered(views.update({ viewId: view_id, externalId: external_id, hash }, view)),
  ),
  'views.publish': withView('home', ({ directory, views }, { user_id, view }) => {
    const user = directory.findUser(String(user_id));
    return user ? { ok: true, view: views.publish(user.id, view) } : refuse('user_not_found');
  }),
};
