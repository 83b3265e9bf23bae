import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Context, transact } from '../context.ts';
import { changeInteraction } from '../crm/interaction-changes.ts';
import { logInteraction } from '../crm/interactions.ts';
import { undo } from '../crm/undo.ts';
import { newId } from '../ids.ts';
import { measureUsefulness } from '../observer/digest/usefulness.ts';
import { recordExposures } from '../observer/observations/exposures.ts';
import type { Row } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { addObservation } from '../testing/observation-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { startRun } from './agent-runs.ts';
import { recordCorrectedRuns, recordCorrection, recordThumb } from './feedback.ts';

const HOUR_MS = 3_600_000;

describe.each(Object.entries(DIALECTS))('what people think of answers, on %s', (_, open) => {
  let store: Store;
  let team: Team;
  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
  });
  afterAll(() => store.close());

  /** A run of somebody that has come to its end, in a channel. */
  const answered = async (
    ctx: Context,
    { channel = 'C1', status = 'done' }: { channel?: string; status?: Row<'agentRuns'>['status'] } = {},
  ) => {
    const id = newId();
    const inboxId = newId();
    const threadKey = `${channel}:${id}`;
    await transact(ctx, async (ctx) => {
      await ctx.db.insert(store.tables.inbox).values({
        id: inboxId,
        kind: 'message',
        dedupeKey: inboxId,
        threadKey,
        ts: id,
        status: 'done',
        receivedAt: ctx.clock.now(),
        dueAt: ctx.clock.now(),
      });
      await startRun(ctx, { id, inboxId, threadKey, model: 'none', steps: [], ending: { status } });
    });
    return id;
  };
  const thumb = (ctx: Context, runId: string, isGood: boolean, channel = 'C1') =>
    transact(ctx, (ctx) => recordThumb(ctx, { runId, channel, isGood }));
  const opinionsOn = async (runId: string) =>
    (await store.read.select().from(store.tables.feedback)).filter((row) => row.runId === runId);

  test('a thumb is kept once for each person, and who changes their mind is believed', async () => {
    const marta = await team.as('Marta');
    const tom = await team.as('Tom', { audience: 'shared' });
    const runId = await answered(marta);
    for (const isGood of [true, true, false])
      await thumb({ ...marta, actor: { ...marta.actor, audience: 'shared' } }, runId, isGood);
    await thumb(tom, runId, true);
    const kept = (await opinionsOn(runId)).map(({ memberId, kind, isGood }) => ({ memberId, kind, isGood }));
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual({ memberId: marta.actor.memberId, kind: 'thumb', isGood: false });
    expect(kept).toContainEqual({ memberId: tom.actor.memberId, kind: 'thumb', isGood: true });
  });

  test('an answer in a direct message is rated by whom it was given to, and in its own channel', async () => {
    const marta = await team.as('Marta');
    const runId = await answered(marta, { channel: 'D0MARTA' });
    await expect(thumb(await team.as('Tom'), runId, false, 'D0MARTA')).rejects.toThrow('Only the person');
    await expect(thumb(marta, runId, false, 'D0OTHER')).rejects.toThrow('do not know this answer');
    await expect(thumb(marta, newId(), false, 'D0MARTA')).rejects.toThrow('do not know this answer');
    expect(await opinionsOn(runId)).toEqual([]);
    await thumb(marta, runId, false, 'D0MARTA');
    expect(await opinionsOn(runId)).toHaveLength(1);
  });

  test('what a later run takes back is a correction of the run that saved it, once', async () => {
    const marta = await team.as('Marta');
    const [first, second] = [await answered(marta), await answered(marta)];
    const source = { channel: 'C1', ts: '1', threadKey: 'C1:1', at: marta.clock.now() };
    const input = { kind: 'call', summary: 'Wrong.', company: { name: 'Acme' } } as const;
    await logInteraction({ ...marta, source: { ...source, runId: first } }, input);
    const undoing = { ...marta, source: { ...source, runId: second } };
    await undo(undoing, {});
    await logInteraction(undoing, input);
    await undo(undoing, {});
    for (let times = 0; times < 2; times += 1) {
      await transact(marta, (ctx) => recordCorrectedRuns(ctx, { byRunId: second }));
    }
    const { memberId } = marta.actor;
    expect(await opinionsOn(first)).toMatchObject([{ memberId, kind: 'correction', isGood: false }]);
    expect(await opinionsOn(second)).toEqual([]);
  });

  test.each([
    ['taken back', 'person_changed', 0],
    ['taken back', 'misread', 1],
    ['put right', 'person_changed', 0],
    ['put right', undefined, 0],
    ['put right', 'misread', 1],
  ] as const)('what is %s because %s is %i corrections', async (how, because, times) => {
    const marta = await team.as('Marta');
    const [first, second] = [await answered(marta), await answered(marta)];
    const source = { channel: 'C1', ts: '1', threadKey: 'C1:1', at: marta.clock.now() };
    const input = { kind: 'call', summary: 'Wrong.', company: { name: 'Acme' } } as const;
    const saved = await logInteraction({ ...marta, source: { ...source, runId: first } }, input);
    const later = { ...marta, source: { ...source, runId: second } };
    if (how === 'taken back') await undo(later, { because });
    else await changeInteraction(later, { interaction_id: saved.change_id, summary: 'Right.', because });
    await transact(marta, (ctx) => recordCorrectedRuns(ctx, { byRunId: second }));
    expect(await opinionsOn(first)).toHaveLength(times);
    expect(await opinionsOn(second)).toEqual([]);
  });

  test('taking back what no run has saved corrects no answer', async () => {
    const marta = await team.as('Marta');
    const runId = newId();
    await transact(marta, (ctx) => recordCorrection(ctx, { runId }));
    expect(await opinionsOn(runId)).toEqual([]);
  });

  test('is counted with and without something learned, since an instant, for finished answers', async () => {
    const marta = await team.as('Marta', { audience: 'shared' });
    const tom = await team.as('Tom', { audience: 'shared' });
    team.system.clock.advance(HOUR_MS);
    const since = team.system.clock.now();
    const none = { members: 0, replies: 0, thumbsUp: 0, thumbsDown: 0, corrections: 0 };
    expect(await measureUsefulness(team.system, { since })).toEqual({ withLearned: none, without: none });

    const id = await addObservation(marta, { scope: marta.actor.memberId, claim: 'Prefers short answers.' });
    const told = async (runId: string) => {
      const shown = [{ id }, { id: newId() }];
      for (let times = 0; times < 2; times += 1) {
        await transact(marta, (ctx) => recordExposures(ctx, { runId, shown }));
      }
    };
    const [liked, disputed, plain, stopped] = [
      await answered(marta),
      await answered(marta),
      await answered(marta),
      await answered(marta, { status: 'stopped' }),
    ];
    for (const runId of [liked, disputed, stopped]) await told(runId);
    await thumb(marta, liked, true);
    await thumb(marta, disputed, false);
    await thumb(tom, disputed, true);
    await thumb(marta, plain, false);
    await thumb(marta, stopped, false);
    await transact(tom, (ctx) => recordCorrection(ctx, { runId: disputed }));

    const exposures = await store.read.select().from(store.tables.exposures);
    expect(exposures.map(({ runId, observationId }) => [runId, observationId]).toSorted()).toEqual(
      [liked, disputed, stopped].map((runId) => [runId, id]).toSorted(),
    );
    expect(await measureUsefulness(team.system, { since })).toEqual({
      withLearned: { members: 1, replies: 2, thumbsUp: 2, thumbsDown: 1, corrections: 1 },
      without: { members: 1, replies: 1, thumbsUp: 0, thumbsDown: 1, corrections: 0 },
    });
  });
});
