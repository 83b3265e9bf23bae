import type { ModelCall, Step, ToolStep } from '../agent-steps.ts';
import { transact, type Writing } from '../context.ts';
import { type AgentRun, continueRun, startRun } from '../conversation/agent-runs.ts';
import { renewInbox } from '../conversation/inbox.ts';
import { enqueueClaimed } from '../delivery/outbox.ts';
import { conflict, type RapportError } from '../errors.ts';
import type { ReadCall, StepJournal } from '../model/agent-loop.ts';
import { isRecord } from '../model/json-text.ts';
import { boundOutput, errorOutput } from '../model/next-step.ts';
import type { Row } from '../store/schema.ts';
import type { IncomingMessage, WithAgent } from './agent.ts';
import { listPressed } from './answered-names.ts';
import { AGENT_POLICY } from './policy.ts';
import type { DocumentResult, Tool } from './tools/tool.ts';

/** The effect that the record of the run gives to a call, by the effect of its tool. */
const EFFECTS = { read: 'read', show: 'read', write: 'write', card: 'write' } as const;

/** What people can decide about a call that was refused: whom a name means, or whether two are one. */
function askedIn({ asked: name, choices, more, pair }: RapportError): Pick<ToolStep, 'asked' | 'pair'> {
  if (pair) return { pair };
  if (!name || !choices || choices.length === 0) return {};
  return { asked: { name, choices, ...(more === undefined ? {} : { more }) } };
}

/** A result that says what of the call was not read. */
const withUnread = (output: unknown, notRead: readonly string[]) =>
  isRecord(output) && notRead.length > 0 ? { not_read: notRead, ...output } : output;

/** The durable record of one run: carries out its calls, each in one transaction with its step. */
export type Journal = StepJournal<Tool> & {
  /** Whether the row of the run is written: a run that has called no tool has left nothing so far. */
  started(): boolean;
};

/** Begins the record of a run, or goes on with the record of a run that was interrupted. */
export function createJournal(
  ctx: WithAgent,
  {
    message,
    earlier,
    runId,
  }: {
    message: IncomingMessage;
    earlier: { run: AgentRun; steps: Step[] } | undefined;
    runId: string;
  },
): Journal {
  const { agent } = ctx;
  const steps: Step[] = earlier ? [...earlier.steps] : [];
  let written = steps.length;
  let started = earlier !== undefined;

  async function write(work: (ctx: Writing<WithAgent>) => Promise<Step>): Promise<Step> {
    const step = await transact(ctx, async (ctx) => {
      await renewInbox(ctx, message.held);
      const done = await work(ctx);
      const unwritten = [...steps.slice(written), done];
      if (started) await continueRun(ctx, { runId, position: written, steps: unwritten });
      else {
        const { threadKey, held } = message;
        await startRun(ctx, {
          id: runId,
          inboxId: held.id,
          threadKey,
          model: agent.assistant.name,
          steps: unwritten,
        });
      }
      return done;
    });
    started = true;
    steps.push(step);
    written = steps.length;
    return step;
  }

  /** Writes down that a call was refused, or not carried out, and why. */
  async function refuse({ id: callId, name }: ModelCall, error: RapportError): Promise<void> {
    const output = errorOutput(error);
    const asked = askedIn(error);
    const answered = asked.asked ? listPressed(message.answer) : [];
    await write(async () => ({
      kind: 'tool',
      callId,
      name,
      effect: 'refused',
      output,
      ...asked,
      ...(answered.length > 0 ? { answered } : {}),
    }));
  }

  /** Carries out one call. Throws `RapportError`, for the loop to write down. */
  async function perform(tool: Tool, { id: callId, name, input: said, notRead }: ReadCall): Promise<void> {
    const effect = EFFECTS[tool.effect];
    const step = (output: unknown): ToolStep => ({
      kind: 'tool',
      callId,
      name,
      effect,
      output: boundOutput(withUnread(output, notRead), AGENT_POLICY.tools.resultLength),
    });
    if (tool.effect === 'show' || tool.effect === 'card') {
      if (tool.effect === 'show') requireRoomToShow();
      if (tool.effect === 'card') return show((ctx) => tool.run(ctx, said), { callId, step });
      const found = await tool.run(ctx, said);
      return show(async () => found, { callId, step });
    }
    if (effect === 'write') {
      await write(async (ctx) => step(await tool.run(ctx, said)));
      return;
    }
    const output = await tool.run(ctx, said);
    await write(async () => step(output));
  }

  function requireRoomToShow(): void {
    const shown = steps.filter((step) => step.kind === 'tool' && step.shown).length;
    if (shown >= AGENT_POLICY.tools.documents)
      throw conflict(
        `Only ${AGENT_POLICY.tools.documents} reports or cards can be shown at once: answer now.`,
      );
  }

  /** Puts what is shown into the outbox together with the step, and sends it before the model goes on. */
  async function show(
    produce: (ctx: Writing<WithAgent>) => Promise<DocumentResult>,
    { callId, step }: { callId: string; step(output: unknown): ToolStep },
  ): Promise<void> {
    const { channel, threadTs } = message;
    const direct = await agent.directChannel(ctx.actor.slackUserId);
    let delivery: Row<'outbox'> | undefined;
    await write(async (ctx) => {
      const { output, document, place, wrote } = await produce(ctx);
      const done = wrote === false ? { ...step(output), effect: 'read' as const } : step(output);
      if (!document) return done;
      requireRoomToShow();
      const to = place === 'thread' ? { channel, threadTs } : { channel: direct, threadTs: null };
      const of = { kind: 'shown', runId, memberId: ctx.actor.memberId } as const;
      delivery = await enqueueClaimed(ctx, { key: `shown:${runId}:${callId}`, ...of, ...to, document });
      return { ...done, shown: true };
    });
    if (delivery) await agent.send(delivery);
  }

  return { steps, started: () => started, perform, refuse };
}
