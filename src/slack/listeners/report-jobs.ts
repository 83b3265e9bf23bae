import { z } from 'zod';
import { actorOf } from '../../app/people.ts';
import { transact } from '../../context.ts';
import { endInbox } from '../../conversation/inbox.ts';
import { deliverReport } from '../../delivery/deliver-report.ts';
import type { Document } from '../../delivery/document.ts';
import { enqueueDelivery } from '../../delivery/outbox.ts';
import { RapportError } from '../../errors.ts';
import type { Row } from '../../store/schema.ts';
import type { Services } from '../services.ts';
import { Asked } from '../views/report-form.ts';
import { requireEverybody } from './report-share.ts';

/** A report that somebody wants to have, as the inbox keeps it until it is there. */
export const ReportJob = z.strictObject({
  user: z.string(),
  report: z.string(),
  given: z.record(z.string(), z.unknown()),
  source: z.enum(['command', 'button']),
  /** A message, the rows as a file, or a message that a whole channel reads. */
  as: z.enum(['message', 'csv', 'shared']),
  /** The message under which it was asked for, if it was one. */
  asked: Asked.optional(),
  /** The channel that reads it, when it is shared. */
  channel: z.string().optional(),
});
export type ReportJob = z.infer<typeof ReportJob>;

/** Takes a job in durably, once for each `key`; one person's jobs are done one after the other. */
export async function enqueueReport(
  { enqueue, system }: Services,
  job: ReportJob,
  key: string,
): Promise<void> {
  await enqueue({
    kind: 'report',
    eventId: null,
    dedupeKey: `report:${key}`,
    clientMsgId: null,
    threadKey: `report:${job.user}`,
    channel: null,
    ts: (system.clock.now().getTime() / 1_000).toFixed(6),
    payload: job,
    status: 'pending',
  });
}

/** Runs a report for whoever asked, with the rights they have now, and delivers it. What is refused is said to them alone. */
export async function handleReport(services: Services, row: Row<'inbox'>): Promise<void> {
  const { system, identities, reports } = services;
  const job = ReportJob.parse(row.payload);
  const identified = await identities.identify(job.user);
  if (identified.kind === 'refused') {
    return transact(system, (ctx) => endInbox(ctx, { held: row, end: { status: 'refused' } }));
  }
  const ctx = { ...system, reports, actor: actorOf(identified, 'direct') };
  try {
    const { report: name, given, source, as } = job;
    const { result, document } = await deliverReport(ctx, { name, given, source, as });
    if (job.as === 'shared') await requireEverybody(services, job.channel ?? '', result.report);
    await deliver(services, row, { job, document });
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    await refuse(services, row, { job, text: error.message });
  }
}

/** It could not be done: the person is told. */
export async function giveUpReport(services: Services, row: Row<'inbox'>, reason: string): Promise<void> {
  const job = ReportJob.parse(row.payload);
  await refuse(services, row, { job, text: `Sorry, I could not run “${job.report}”: ${reason}.` });
}

function refuse(services: Services, row: Row<'inbox'>, { job, text }: { job: ReportJob; text: string }) {
  return deliver(services, row, { job: { ...job, channel: undefined }, document: { text } });
}

async function deliver(
  { system, sender, directChannel }: Services,
  row: Row<'inbox'>,
  { job, document }: { job: Pick<ReportJob, 'user' | 'channel' | 'asked'>; document: Document },
): Promise<void> {
  const direct = await directChannel(job.user);
  const channel = job.channel ?? direct;
  // In the person's own direct messages the answer stays in its thread; asked for elsewhere, it goes there.
  const threadTs = job.asked?.channel === channel ? (job.asked.threadTs ?? null) : null;
  const delivery = await transact(system, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'done' } });
    return enqueueDelivery(ctx, { key: `report:${row.id}`, channel, threadTs, document });
  });
  if (delivery) await sender.send(delivery);
}
