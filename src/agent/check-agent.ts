import type { Actor, System } from '../context.ts';
import { crmOf } from '../crm-settings.ts';
import { newId } from '../ids.ts';
import { checkModel, type ModelCheck } from '../model/check-model.ts';
import type { Address } from '../model/context-size.ts';
import type { Assistant } from '../model/next-step.ts';
import { buildContextWindow } from './context-window.ts';
import { toolsFor } from './tools/all.ts';

/** A question that only a tool can answer. No call is carried out. */
const QUESTION = 'Which follow-ups do I have this week? Look them up.';

/**
 * Asks the agent's model for one step, with what an admin's message is sent with: instructions, context, all tools.
 * Carries nothing out.
 */
export async function checkAgent(
  ctx: System,
  { assistant, address }: { assistant: Assistant; address?: Address | undefined },
): Promise<ModelCheck> {
  const actor: Actor = {
    memberId: newId(),
    slackUserId: 'U0DOCTOR',
    name: 'Doctor',
    role: 'admin',
    timeZone: 'Europe/London',
    locale: 'en-GB',
    audience: 'direct',
  };
  const { clock } = ctx;
  const at = clock.now();
  const ts = `${at.getTime() / 1_000}`;
  const message = { threadKey: `doctor:${ts}`, channel: 'doctor', ts, threadTs: ts, text: QUESTION, at };
  const opening = await buildContextWindow({ ...ctx, actor }, message, []);
  return checkModel({ assistant, opening, tools: toolsFor(actor, crmOf(ctx)), address, clock });
}
