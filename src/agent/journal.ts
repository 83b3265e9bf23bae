import type { ModelCall, Step, ToolStep } from '../agent-steps.ts';
import { transact, type Writing } from '../context.ts';
import { type AgentRun, continueRun, startRun } from '../conversation/agent-runs.ts';
import { renewInbox } from '../conversation/inbox.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { conflict, type RapportError } from '../errors.ts';
import { type Assistant, boundOutput, errorOutput } from '../model/next-step.ts';
import type { Held } from '../queue/claims.ts';
import type { WithReports } from '../reports/reports.ts';
import type { Row } from '../store/schema.ts';
import type { Shown, Tool } from './tools/tool.ts';

/** Longest tool result the model is shown, in characters of JSON. */
const MAX_OUTPUT = 12_000;

/** What a tool's call counts as, in the record of the run. */
const EFFECTS = { read: 'read', show: 'read', write: 'write', card: 'write' } as const;

/** Documents that one run may put before the person besides its answer. */
const MOST_SHOWN = 3;

export type AgentInput = {
  /** The inbox row, which must stay ours while the run writes. */
  held: Held;
  channel: string;
  ts: string;
  /** The thread that is answered in. */
  threadTs: string;
  threadKey: string;
  text: string;
  /** When it was said: what “today” means in it. */
  at: Date;
};

/** What the agent works with besides the database. */
export type Agent = {
  assistant: Assistant;
  /** Sends a delivery that was put into the outbox and is claimed. */
  send(row: Row<'outbox'>): Promise<void>;
  /** The channel of the direct messages with somebody. */
  directChannel(slackUserId: string): Promise<string>;
};

/** The durable record of a run: carries out its calls, each in one transaction with its step. */
export function createJournal(
  ctx: WithReports,
  {
    input,
    agent,
    earlier,
    runId,
  }: {
    input: AgentInput;
    agent: Agent;
    earlier: { run: AgentRun; steps: Step[] } | undefined;
    runId: string;
  },
) {
  const steps: Step[] = earlier ? [...earlier.steps] : [];
  let written = steps.length;
  let started = earlier !== undefined;

  async function write(work: (ctx: Writing<WithReports>) => Promise<Step>): Promise<Step> {
    const step = await transact(ctx, async (ctx) => {
      await renewInbox(ctx, input.held);
      const done = await work(ctx);
      const unwritten = [...steps.slice(written), done];
      if (started) await continueRun(ctx, { runId, position: written, steps: unwritten });
      else {
        const { threadKey, held } = input;
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
    await write(async () => ({ kind: 'tool', callId, name, effect: 'refused', output: errorOutput(error) }));
  }

  /** Carries out one call, in one transaction with its step. Throws `RapportError`, for the loop to write down. */
  async function perform(tool: Tool, { id: callId, name, input: said }: ModelCall): Promise<void> {
    const effect = EFFECTS[tool.effect];
    const step = (output: unknown): ToolStep => ({
      kind: 'tool',
      callId,
      name,
      effect,
      output: boundOutput(output, MAX_OUTPUT),
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
    if (shown >= MOST_SHOWN)
      throw conflict(`Only ${MOST_SHOWN} reports or cards can be shown at once: answer now.`);
  }

  /** Puts what is shown into the outbox together with the step, and sends it before the model goes on. */
  async function show(
    produce: (ctx: Writing<WithReports>) => Promise<Shown>,
    { callId, step }: { callId: string; step(output: unknown): ToolStep },
  ): Promise<void> {
    const { channel, threadTs } = input;
    const direct = await agent.directChannel(ctx.actor.slackUserId);
    let delivery: Row<'outbox'> | undefined;
    await write(async (ctx) => {
      const { output, document, place, wrote } = await produce(ctx);
      const done = wrote === false ? { ...step(output), effect: 'read' as const } : step(output);
      if (!document) return done;
      requireRoomToShow();
      const to = place === 'thread' ? { channel, threadTs } : { channel: direct, threadTs: null };
      const of = { kind: 'shown', runId, memberId: ctx.actor.memberId } as const;
      delivery = await enqueueDelivery(ctx, { key: `shown:${runId}:${callId}`, ...of, ...to, document });
      return { ...done, shown: true };
    });
    if (delivery) await agent.send(delivery);
  }

  return { steps, started: () => started, perform, refuse };
}
