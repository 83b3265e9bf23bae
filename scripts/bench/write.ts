import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Context } from '../../src/context.ts';
import { logInteraction } from '../../src/crm/interactions.ts';
import { ensureMember } from '../../src/crm/members.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { median, type Ratio, timed } from './measure.ts';
import { openSystem } from './open-system.ts';

const WARM_UP = 300;
const WRITES = 2_000;

/** log_interaction with a known company and contact, against one raw row committed with synchronous=FULL. */
export async function benchWrite(): Promise<Ratio[]> {
  const folder = temporaryFolder();
  const system = await openSystem(join(folder.path, 'ours.db'));
  const profile = { slackUserId: 'U1', name: 'One', email: null, timeZone: 'UTC', locale: 'en-US' };
  const { id: memberId, role } = await ensureMember(system, profile);
  const ctx: Context = {
    ...system,
    actor: { ...profile, memberId, role, audience: 'direct' },
  };

  const raw = new Sqlite(join(folder.path, 'raw.db'));
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.exec('create table rows (id integer primary key, summary text not null)');
  const insert = raw.prepare('insert into rows (summary) values (?)');
  const summary = 'Talked about the renewal; she wants pricing by Friday.';

  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let write = 0; write < WARM_UP + WRITES; write += 1) {
    const company = { name: `Customer ${write % 50}` };
    const input = {
      kind: 'meeting' as const,
      summary,
      company,
      contacts: [{ name: `Contact ${write % 50}` }],
    };
    const ours = await timed(() => logInteraction(ctx, input));
    const theirs = await timed(() => insert.run(summary));
    if (write < WARM_UP) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
  }
  raw.close();
  await system.store.close();
  folder.remove();
  return [
    {
      what: 'log_interaction, p50, against a raw single-row commit (FULL)',
      unit: 'ms',
      ours: median(times.ours),
      theirs: median(times.theirs),
      goal: { atMost: 2.5 },
    },
  ];
}
