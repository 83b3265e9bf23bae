import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../src/context.ts';
import { logInteraction } from '../../src/crm/interactions.ts';
import { ensureMember } from '../../src/crm/members.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { median, type Ratio, timed } from './measure.ts';
import { openSystem } from './open-system.ts';
import { openLeastWrite } from './write-floor.ts';

const CUSTOMERS = 50;
const WARM_UP = 300;
const WRITES = 2_000;
const SUMMARY = 'Talked about the renewal; she wants pricing by Friday.';
const PROFILE = { slackUserId: 'U1', name: 'One', email: null, timeZone: 'UTC', locale: 'en-US' };

/** log_interaction with a known company and contact, against the same reads and rows in raw SQL. */
export async function benchWrite(): Promise<Ratio[]> {
  const folder = temporaryFolder();
  const paths = { ours: join(folder.path, 'ours.db'), least: join(folder.path, 'least.db') };
  const { memberId, ctx: seeding } = await openAsMember(paths.ours);
  for (let customer = 0; customer < CUSTOMERS; customer += 1)
    await logInteraction(seeding, inputOf(customer));
  await seeding.store.close();
  copyFileSync(paths.ours, paths.least);

  const { ctx } = await openAsMember(paths.ours);
  const least = openLeastWrite(paths.least);
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let write = 0; write < WARM_UP + WRITES; write += 1) {
    const customer = write % CUSTOMERS;
    const input = inputOf(customer);
    const raw = { memberId, company: nameOf(customer), contact: `Contact ${customer}`, summary: SUMMARY };
    const ours = await timed(() => logInteraction(ctx, input));
    const theirs = await timed(() => least.log(raw));
    if (write < WARM_UP) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
  }
  least.close();
  await ctx.store.close();
  folder.remove();
  return [
    {
      what: 'log_interaction, p50, against the same reads and rows in raw SQL',
      unit: 'ms',
      ours: median(times.ours),
      theirs: median(times.theirs),
      goal: { atMost: 1.7 },
    },
  ];
}

const nameOf = (customer: number) => `Customer ${customer}`;
const inputOf = (customer: number) => ({
  // Written again and again within the hour.
  again: true,
  kind: 'meeting' as const,
  summary: SUMMARY,
  company: { name: nameOf(customer) },
  contacts: [{ name: `Contact ${customer}` }],
});

async function openAsMember(path: string): Promise<{ memberId: string; ctx: Context }> {
  const system = await openSystem(path);
  const { id: memberId, role } = await ensureMember(system, PROFILE);
  return { memberId, ctx: { ...system, actor: { ...PROFILE, memberId, role, audience: 'direct' } } };
}
