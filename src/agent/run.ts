import type { ModelMessage } from 'ai';
import type { Actor, Context } from '../context.ts';
import { continueRun, findRun, type ModelStep, type Run, type Step, startRun } from '../conversation/runs.ts';
import { LEASE_MS } from '../conversation/worker.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import { type Held, renew } from '../store/claims.ts';
import type { Row } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { storable } from '../text.ts';
import { keepKnownLinks } from './links.ts';
import { quotesOnly } from './numbers.ts';
import { type Assistant, nextStep, stepMessages } from './step.ts';
import type { Shown, Tool, Tools } from './tools/tool.ts';
import { modelTrouble } from './trouble.ts';
import { buildWindow } from './window.ts';

/** What one run may cost. Past a limit the person gets an honest sentence. */
const BUDGET = { modelSteps: 8, toolCalls: 24, tokens: 120_000, wallMs: 120_000 } as const;

/** Longest tool result the model is shown, in characters of JSON. */
const MAX_OUTPUT = 12_000;

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

export type Outcome = {
  runId: string;
  /** Whether the run row is written yet: a run that called no tool has left nothing so far. */
  started: boolean;
  status: 'done' | 'stopped';
  text: string;
  /** The last model step, not written down yet, and its position. */
  last: { step: ModelStep; position: number } | undefined;
  reason?: string;
};

/**
 * Runs the agent on one message until it answers. Every tool call is one transaction with its step; a run that was
 * interrupted goes on after its last step. Throws when the model fails; the run can then be taken up again.
 */
export async function runAgent(
  ctx: Context,
  { agent, input, signal }: { agent: Agent; input: AgentInput; signal: AbortSignal },
): Promise<Outcome> {
  const { assistant } = agent;
  const earlier = await findRun(ctx, input.held.id);
  const runId = earlier?.run.id ?? newId();
  const { channel, ts, threadKey, at } = input;
  const source = { channel, ts, threadKey, at, runId };
  const journal = createJournal({ ...ctx, source }, { input, agent, earlier, runId });
  const tools = agent.toolsFor(ctx.actor);
  const window = await buildWindow(ctx, input);
  const startedAt = ctx.clock.now().getTime();

  while (true) {
    await journal.catchUp(tools);
    const reason = exhausted(journal.steps, ctx.clock.now().getTime() - startedAt);
    if (reason) {
      return {
        runId,
        started: journal.started(),
        status: 'stopped',
        reason,
        text: stoppedText(reason),
        last: undefined,
      };
    }
    const messages = [...window, ...stepMessages(journal.steps)];
    const step = await nextStep(assistant, { messages, tools, signal }).catch((error) => {
      throw modelTrouble(error);
    });
    if (step.calls.length === 0) {
      const last = { step, position: journal.steps.length };
      const text = keepToSources(step.text, window, journal.steps);
      return { runId, started: journal.started(), status: 'done', text, last };
    }
    journal.steps.push(step);
  }
}

/** What the agent works with besides the database. */
export type Agent = {
  assistant: Assistant;
  toolsFor(actor: Actor): Tools;
  /** Sends a delivery that was put into the outbox and is claimed. */
  send(row: Row<'outbox'>): Promise<void>;
  /** The channel of the direct messages with somebody. */
  directChannel(slackUserId: string): Promise<string>;
};

/** The answer without links that nobody gave; and, after a report, without numbers that nobody gave. */
function keepToSources(text: string, window: ModelMessage[], steps: readonly Step[]): string {
  const kept = keepKnownLinks(text, linkSources(window, steps));
  const results = steps.filter((step) => step.kind === 'tool');
  const ran = results.some(({ name, effect }) => name === 'run_report' && effect === 'read');
  const given = JSON.stringify([
    window.filter(({ role }) => role === 'user').map(({ content }) => content),
    results.map(({ output }) => output),
  ]);
  return !ran || quotesOnly(kept, given) ? kept : WITHOUT_NUMBERS;
}

const WITHOUT_NUMBERS =
  'Here is the report. I leave the numbers to the table, since I was about to say some that are not in it.';

/**
 * Texts whose links may be repeated: what the run was given, and what it looked up before it wrote anything. The
 * model's own words, in calls or through what it saved, are no source.
 */
function linkSources(window: ModelMessage[], steps: readonly Step[]): string {
  const results = steps.filter((step) => step.kind === 'tool');
  const firstWrite = results.findIndex(({ effect }) => effect === 'write');
  const lookedUp = firstWrite === -1 ? results : results.slice(0, firstWrite);
  const given = window.filter(({ role }) => role === 'user').map(({ content }) => content);
  return JSON.stringify([
    given,
    lookedUp.filter(({ effect }) => effect === 'read').map(({ output }) => output),
  ]);
}

/** Which limit is reached, in words. */
function exhausted(steps: readonly Step[], elapsedMs: number): string | undefined {
  const said = steps.filter((step) => step.kind === 'model');
  const tokens = said.reduce((sum, step) => sum + step.inputTokens + step.outputTokens, 0);
  if (said.length >= BUDGET.modelSteps) return `${BUDGET.modelSteps} steps`;
  if (steps.length - said.length >= BUDGET.toolCalls) return `${BUDGET.toolCalls} tool calls`;
  if (tokens >= BUDGET.tokens) return `${BUDGET.tokens} tokens`;
  if (elapsedMs >= BUDGET.wallMs) return `${BUDGET.wallMs / 1_000} seconds`;
  return undefined;
}

const stoppedText = (limit: string) =>
  `I stopped before I was finished: this took more than ${limit}. What I have saved so far, if anything, is below; please say the rest in smaller pieces.`;

/** The durable record of a run: executes the calls that have no result yet, each in one transaction with its step. */
function createJournal(
  ctx: Context,
  {
    input,
    agent,
    earlier,
    runId,
  }: {
    input: AgentInput;
    agent: Agent;
    earlier: { run: Run; steps: Step[] } | undefined;
    runId: string;
  },
) {
  const steps: Step[] = earlier ? [...earlier.steps] : [];
  let written = steps.length;
  let started = earlier !== undefined;

  async function write(work: (tx: Tx) => Promise<Step>): Promise<Step> {
    const step = await ctx.store.transaction(async (tx) => {
      const now = ctx.clock.now();
      await renew(tx, ctx.store.tables, { table: 'inbox', held: input.held, now, leaseMs: LEASE_MS });
      const done = await work(tx);
      const unwritten = [...steps.slice(written), done];
      if (started) await continueRun(tx, ctx, { runId, position: written, steps: unwritten });
      else {
        const { threadKey, held } = input;
        await startRun(tx, ctx, {
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

  async function execute(call: ModelStep['calls'][number], tools: Tools): Promise<void> {
    const { id: callId, name } = call;
    const refuse = (error: RapportError) =>
      write(async () => ({ kind: 'tool', callId, name, effect: 'refused', output: asError(error) }));
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (!tool) {
      await refuse(
        new RapportError(
          'not_found',
          `There is no tool “${name}”. There are: ${Object.keys(tools).join(', ')}.`,
        ),
      );
      return;
    }
    try {
      await perform(tool, call);
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      await refuse(error);
    }
  }

  async function perform(
    tool: Tool,
    { id: callId, name, input: said }: ModelStep['calls'][number],
  ): Promise<void> {
    const effect = tool.effect === 'show' ? 'read' : tool.effect;
    const step = (output: unknown): Step => ({ kind: 'tool', callId, name, effect, output: bounded(output) });
    if (tool.effect === 'show') return show(await tool.run(ctx, said), { callId, step });
    if (effect === 'write') {
      await write(async (tx) => step(await tool.run({ ...ctx, tx }, said)));
      return;
    }
    const output = await tool.run(ctx, said);
    await write(async () => step(output));
  }

  /** Puts what is shown into the outbox together with the step, and sends it before the model goes on. */
  async function show(
    { output, document, place }: Shown,
    { callId, step }: { callId: string; step(output: unknown): Step },
  ): Promise<void> {
    const { channel, threadTs } = input;
    const to =
      place === 'thread'
        ? { channel, threadTs }
        : { channel: await agent.directChannel(ctx.actor.slackUserId), threadTs: null };
    let delivery: Row<'outbox'> | undefined;
    await write(async (tx) => {
      const key = `shown:${runId}:${callId}`;
      delivery = document && (await enqueueDelivery(tx, ctx, { key, ...to, document }));
      return step(output);
    });
    if (delivery) await agent.send(delivery);
  }

  return {
    steps,
    started: () => started,
    /** Executes every call of the last model step that has no result yet. */
    catchUp: async (tools: Tools): Promise<void> => {
      const at = steps.findLastIndex((step) => step.kind === 'model');
      const step = steps[at];
      if (step?.kind !== 'model') return;
      const answered = steps.length - at - 1;
      for (const call of step.calls.slice(answered)) await execute(call, tools);
    },
  };
}

function asError({ code, message, candidates }: RapportError) {
  return { error: { code, message, candidates } };
}

/** A result as JSON, cut down when it is too long to be shown. */
function bounded(output: unknown): unknown {
  const json = JSON.stringify(output ?? null);
  if (json.length <= MAX_OUTPUT) return storable(JSON.parse(json));
  return storable({ cut_off: true, beginning: json.slice(0, MAX_OUTPUT) });
}
