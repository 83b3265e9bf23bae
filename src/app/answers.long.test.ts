import pg from 'pg';
import { expect, test } from 'vitest';
import { transact } from '../context.ts';
import { enqueueIn } from '../conversation/inbox.ts';
import { openPostgres } from '../store/postgres.ts';
import { openAppDesk } from '../testing/app-desk.ts';
import type { Script } from '../testing/model-script.ts';
import { findPostgres, startPostgres } from '../testing/postgres-server.ts';

const programs = findPostgres();

test.skipIf(!programs)(
  'of two presses at once in two processes the second is told which one counts',
  async () => {
    const server = await startPostgres(programs ?? '');
    const admin = new pg.Client(server.url);
    await admin.connect();
    const store = openPostgres(server.url);
    await store.migrate();
    const desk = await openAppDesk({ store, reports: 'none' });
    const marta = await desk.join('Marta');
    const call =
      (company: object): Script =>
      ({ results }) =>
        results.length > 0
          ? { text: 'Which one do you mean?' }
          : {
              calls: [
                { name: 'log_interaction', input: { kind: 'call', summary: 'Spoke with them.', company } },
              ],
            };
    for (const name of ['Quorvex Logistics', 'Quorvex Shipping']) {
      desk.script(call({ name, is_new: true }));
      await desk.say({ as: 'U0MARTA', text: `spoke with ${name}` });
    }
    desk.script(call({ name: 'Quorvex' }));
    const { reply: card } = await desk.say({ as: 'U0MARTA', text: 'spoke with Quorvex' });
    if (!card) throw new Error('Nothing was asked.');
    const runId = card.document.actions?.[0]?.value ?? '';
    const [asking] = (await desk.rows('inbox')).slice(-1);
    if (!asking) throw new Error('No message was taken in.');
    const { pressed } = await transact(marta, async (ctx) => {
      const { kind, channel, threadKey } = asking;
      const ts = '1795000000.000001';
      const answer = { text: '“Quorvex Shipping”', user: 'U0MARTA', files: [], ts, channel, threadTs: null };
      const payload = { ...answer, addressed: true, direct: true };
      const ids = { eventId: null, dedupeKey: `answer:${runId}`, messageTs: ts, clientMsgId: null };
      await enqueueIn(ctx, { ...ids, kind, channel, threadKey, ts, payload, status: 'pending' });
      const pressed = desk.press('answer_1', { as: 'U0MARTA', on: card });
      for (let waiting = 0; waiting === 0; ) {
        const { rows } = await admin.query('select count(*)::int as count from pg_locks where not granted');
        waiting = rows[0].count;
      }
      return { pressed };
    });
    expect(await pressed).toEqual({ say: 'This question is answered already.' });
    expect(card.document.facts?.at(-1)).toEqual({ label: 'Answered', value: '“Quorvex Shipping”' });
    await desk.close();
    await store.close();
    await admin.end();
    await server.stop();
  },
);
