import type { App as Bolt } from '@slack/bolt';
import { type ChoiceHandler, type FormHandler, type OptionsHandler, problemsOf } from '../app/handler.ts';
import { HANDLERS } from '../app/handlers.ts';
import { doAs } from '../app/requests.ts';
import { withoutIds } from '../errors.ts';
import { LIMITS } from './limits.ts';
import type { WithClient } from './replies.ts';
import { type OpenView, readTyped, readView } from './request-bodies.ts';
import { nameOfField } from './views/entry-blocks.ts';
import { buildWords, option } from './views/form-parts.ts';
import { buildForm, READERS } from './views/forms.ts';

/** Routes forms that are filled in, choices in open forms, and what their fields offer. */
export function routeForms(ctx: WithClient, bolt: Bolt): void {
  for (const [id, handler] of entries<FormHandler<never>>(HANDLERS.form)) {
    routeForm(ctx, bolt, { id, handler });
  }
  for (const [id, handler] of entries<ChoiceHandler<never>>(HANDLERS.choice)) {
    routeChoice(ctx, bolt, { id, handler });
  }
  for (const [id, handler] of entries<OptionsHandler>(HANDLERS.options)) {
    routeOptions(ctx, bolt, { id, handler });
  }
}

const entries = <Handler>(handlers: Readonly<Record<string, Handler>>) => Object.entries(handlers);

/** A handler, and the id of what it handles. */
type Route<Handler> = { id: string; handler: Handler };

function readerOf(callbackId: string) {
  const reader = READERS[callbackId];
  if (!reader) throw new Error(`Nobody can read the form ${callbackId}.`);
  return reader;
}

function routeForm(ctx: WithClient, bolt: Bolt, { id, handler }: Route<FormHandler<never>>): void {
  bolt.view(id, async ({ ack, body }) => {
    const { asker, view } = readView(body);
    const reader = readerOf(id);
    const outcome = await doAs(ctx, { user: asker.user, gate: handler }, (ctx) =>
      handler.does(ctx, { ...reader.read(view), key: `view:${view.id}` } as never),
    );
    const answer = 'done' in outcome ? outcome.done : { problems: problemsOf(outcome.trouble) };
    if (!answer) return ack();
    const errors = 'problems' in answer ? errorsBelow(view, answer.problems) : undefined;
    if (errors) return ack({ response_action: 'errors', errors });
    const words = 'say' in answer ? answer.say : answer.problems.map(({ reason }) => reason).join('\n');
    await ack({
      response_action: 'update',
      view: buildWords(withoutIds(words), 'say' in answer ? reader.done : reader.undone),
    });
  });
}

/** Each problem below its field, what is about no field below the first; undefined for a form without fields. */
function errorsBelow({ blocks }: OpenView, problems: { param: string; reason: string }[]) {
  const fields = blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id ? [id] : []));
  const [first] = fields;
  if (!first) return undefined;
  const errors: Record<string, string> = {};
  for (const { param, reason } of problems) {
    const field = fields.find((id) => nameOfField(id) === param) ?? first;
    errors[field] = errors[field] ? `${errors[field]} ${reason}` : reason;
  }
  return errors;
}

function routeChoice(ctx: WithClient, bolt: Bolt, { id, handler }: Route<ChoiceHandler<never>>): void {
  bolt.action(id, async ({ ack, body }) => {
    await ack();
    const { asker, view } = readView(body);
    const reader = readerOf(view.callback_id);
    await doAs(ctx, { user: asker.user, gate: handler }, async (acting) => {
      const form = await handler.does(acting, reader.read(view) as never);
      await ctx.client.views.update({ view_id: view.id, hash: view.hash, view: buildForm(form) });
    });
  });
}

function routeOptions(ctx: WithClient, bolt: Bolt, { id, handler }: Route<OptionsHandler>): void {
  bolt.options(id, async ({ ack, body }) => {
    const { asker, typed } = readTyped(body);
    const limit = LIMITS.options;
    const outcome = await doAs(ctx, { user: asker.user, gate: handler }, (ctx) =>
      handler.does(ctx, { typed, limit }),
    );
    const found = 'done' in outcome ? outcome.done.slice(0, limit) : [];
    await ack({ options: found.map(({ value, label }) => option(value, label)) });
  });
}
