import { initialValues, mergeValues } from '../blocks/element-state.ts';
import type { EmulatorContext } from '../context.ts';
import { buildViewClosed, buildViewSubmission } from '../events/interaction-payloads.ts';
import { IDENTITY } from '../ids.ts';
import { listOf, parseJsonObject, record } from '../json.ts';
import { callMethod } from '../methods/call-method.ts';
import { type AppConnection, interactionRequest } from '../server/app-connection.ts';
import type { Delivery, DeliveryOptions, Json, OpenView, ViewSubmission } from '../workspace-types.ts';

/** Modals that people submit and close. */
export function createMemberViews(ctx: EmulatorContext, { app }: { app: AppConnection }) {
  const { views } = ctx;

  function mustShow(method: string, body: Json) {
    const answer = callMethod(ctx, { actor: BOT, method, body });
    if (answer.ok === true) return;
    const [detail] = (record(answer.response_metadata)?.messages as string[] | undefined) ?? [];
    throw new Error(`Slack would not show this view: ${answer.error}${detail ? `, ${detail}` : ''}`);
  }

  /** Does to a modal what the app answered: keep it with errors, change it, stack another, or close it. */
  function settle(open: OpenView, delivery: Delivery) {
    if (delivery.status !== 200) return;
    const answer = parseJsonObject(delivery.body) ?? {};
    switch (answer.response_action) {
      case 'errors':
        return requireErrors(open, record(answer.errors) ?? {});
      case 'update':
        return mustShow('views.update', { view_id: open.id, view: answer.view });
      case 'push':
        return mustShow('views.push', { trigger_id: views.trigger(open.user, open.id), view: answer.view });
      case 'clear':
        return views.clear(open.user);
      default:
        return views.close(open);
    }
  }

  return {
    async submitView(input: ViewSubmission, options?: DeliveryOptions) {
      const open = views.get(input.viewId, input.as);
      const payload = buildViewSubmission(ctx, {
        as: input.as,
        open,
        values: mergeValues(initialValues(listOf(open.view.blocks)), input.values ?? {}),
        triggerId: views.trigger(input.as, open.id),
      });
      const delivery = await app.send(interactionRequest(payload), options);
      settle(open, delivery);
      return { ...delivery, payload };
    },

    async closeView(input: { as: string; viewId: string }): Promise<Delivery | undefined> {
      const open = views.get(input.viewId, input.as);
      views.close(open);
      if (open.view.notify_on_close !== true) return undefined;
      return app.send(interactionRequest(buildViewClosed(ctx, { as: input.as, open })));
    },
  };
}

const BOT = { kind: 'bot', id: IDENTITY.botUserId } as const;

/** Slack shows errors under input blocks, and says only that something went wrong when one is not there. */
function requireErrors(open: OpenView, errors: Json) {
  const inputs = listOf(open.view.blocks).filter(({ type }) => type === 'input');
  const ids = inputs.map((block) => String(block.block_id));
  const lost = Object.keys(errors).find((id) => !ids.includes(id));
  if (lost)
    throw new Error(
      `There is no input block "${lost}" to show an error under. There are: ${ids.join(', ')}.`,
    );
}
