import { and, asc, between, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Step } from '../../agent-steps.ts';
import type { System } from '../../context.ts';
import { listSteps } from '../../conversation/agent-runs.ts';
import { chunks } from '../../store/chunks.ts';
import { fold } from '../../text.ts';
import type { Between } from '../signals/questions.ts';

/** Somebody has spoken of a company that nobody knows, not even one called nearly so. */
export type UnknownName = { name: string; memberId: string };

const Naming = z.looseObject({ company: z.looseObject({ name: z.string() }) });
const Refused = z.looseObject({ error: z.looseObject({ code: z.literal('not_found') }) });

/** Runs whose steps are read at once. */
const AT_ONCE = 50;

/** Lists the names of companies that were looked up in vain and stand in the message of who asked, each once for a message. */
export async function listUnknownNames(ctx: System, { since, until }: Between): Promise<UnknownName[]> {
  const { agentRuns, agentSteps, inbox, messages } = ctx.store.tables;
  const runs = await ctx.db
    .selectDistinct({ id: agentRuns.id, memberId: agentRuns.memberId, text: messages.text })
    .from(agentRuns)
    .innerJoin(agentSteps, eq(agentSteps.runId, agentRuns.id))
    .innerJoin(inbox, eq(inbox.id, agentRuns.inboxId))
    .innerJoin(
      messages,
      and(
        eq(messages.channel, inbox.channel),
        eq(messages.ts, inbox.messageTs),
        eq(messages.author, 'member'),
        eq(messages.memberId, agentRuns.memberId),
      ),
    )
    .where(
      and(
        between(agentRuns.finishedAt, since, new Date(until.getTime() - 1)),
        eq(agentSteps.kind, 'tool'),
        sql`cast(${agentSteps.content} as text) like '%not_found%'`,
      ),
    )
    .orderBy(asc(agentRuns.id));
  const found: UnknownName[] = [];
  for (const some of chunks(runs, AT_ONCE)) {
    const steps = await listSteps(
      ctx,
      some.map(({ id }) => id),
    );
    for (const { id, memberId, text } of some) {
      const names = unknownIn(steps.get(id) ?? []).filter((name) => isSaidIn(name, text));
      const once = new Map(names.map((name) => [fold(name), name]));
      found.push(...[...once.values()].map((name) => ({ name, memberId })));
    }
  }
  return found;
}

/** The names that calls of these steps gave to a company and that are not known. */
function unknownIn(steps: readonly Step[]): string[] {
  const calls = new Map(
    steps.flatMap((step) => (step.kind === 'model' ? step.calls : [])).map((call) => [call.id, call]),
  );
  return steps.flatMap((step) => {
    if (step.kind !== 'tool' || step.effect !== 'refused' || step.asked) return [];
    const naming = Naming.safeParse(calls.get(step.callId)?.input);
    return Refused.safeParse(step.output).success && naming.success ? [naming.data.company.name] : [];
  });
}

/** Whether a name stands in a text as whole words: a model may have made up another. */
function isSaidIn(name: string, text: string): boolean {
  return fold(name) !== '' && ` ${fold(text)} `.includes(` ${fold(name)} `);
}
