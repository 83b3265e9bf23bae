import type { AnySQLiteTable } from 'drizzle-orm/sqlite-core';
import { type LanguageModel, nextStep, stepMessages } from '../../agent/step.ts';
import { toolsFor } from '../../agent/tools/all.ts';
import { buildWindow } from '../../agent/window.ts';
import type { Context } from '../../context.ts';
import { saveMessage } from '../../conversation/messages.ts';
import type { Step } from '../../conversation/runs.ts';
import { RapportError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Store } from '../../store/store.ts';
import type { GoldenMessage, GoldenReply, GoldenWorkspace } from './workspace.ts';

const MAX_STEPS = 8;

/** Plays threads against verbs and a model directly: no Slack, no inbox, no outbox. */
export function inProcessWorkspace(
  store: Store,
  { model, contextOf }: { model: LanguageModel; contextOf(member: string): Context },
): GoldenWorkspace {
  const threads: string[] = [];

  async function say(message: GoldenMessage): Promise<GoldenReply> {
    const audience = message.channel === 'dm' ? ('direct' as const) : ('shared' as const);
    const base = contextOf(message.as);
    const ts = `1700000000.${String(threads.length).padStart(6, '0')}`;
    const channel = message.channel === 'dm' ? `D-${message.as}` : 'C0SALES';
    const threadKey =
      (message.thread === undefined ? undefined : threads[message.thread]) ?? `${channel}:${ts}`;
    threads.push(threadKey);
    const source = { channel, ts, threadKey, runId: newId() };
    const ctx: Context = { ...base, actor: { ...base.actor, audience }, source };
    const run = await answer(ctx, { threadKey, ts, text: message.text }, model);
    const said = {
      threadKey,
      channel,
      ts,
      memberId: ctx.actor.memberId,
      audience,
      createdAt: ctx.clock.now(),
    };
    await store.transaction(async (tx) => {
      await saveMessage(tx, store, { id: newId(), ...said, author: 'member', text: message.text });
      await saveMessage(tx, store, {
        id: newId(),
        ...said,
        author: 'assistant',
        text: run.reply,
        runId: source.runId,
      });
    });
    return run;
  }

  return {
    say,
    rows: async (table) => {
      const tables = store.tables as unknown as Record<string, AnySQLiteTable>;
      const from = tables[table];
      return from ? store.read.select().from(from) : [];
    },
    close: () => store.close(),
  };
}

async function answer(
  ctx: Context,
  message: { threadKey: string; ts: string; text: string },
  model: LanguageModel,
): Promise<GoldenReply> {
  const tools = toolsFor(ctx.actor);
  const window = await buildWindow(ctx, message);
  const steps: Step[] = [];
  const tokens = { inputTokens: 0, outputTokens: 0 };
  for (let count = 0; count < MAX_STEPS; count++) {
    const messages = [...window, ...stepMessages(steps)];
    const step = await nextStep(model, { messages, tools, signal: AbortSignal.timeout(60_000) });
    tokens.inputTokens += step.inputTokens;
    tokens.outputTokens += step.outputTokens;
    if (step.calls.length === 0) return { reply: step.text, ...tokens };
    steps.push(step);
    for (const { id: callId, name, input } of step.calls) {
      const output = await execute(() => tools[name]?.run(ctx, input) ?? Promise.resolve({}));
      steps.push({ kind: 'tool', callId, name, output });
    }
  }
  return { reply: 'I stopped before I was finished.', ...tokens };
}

async function execute(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return JSON.parse(JSON.stringify((await run()) ?? null));
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    const { code, message, candidates } = error;
    return { error: { code, message, candidates } };
  }
}
