import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../delivery/document.ts';
import { buildPersonal } from '../observer/digest/member-news-document.ts';
import { listOrigins } from '../observer/observations/reviews.ts';
import type { NewRow } from '../store/schema.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import type { App } from './context.ts';

const DAY = 24 * 3_600_000;
const DIRECT = 'D0MARTA';

let desk: AppDesk;
let marta: App;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  marta = await desk.join('Marta');
  await desk.join('Tom');
});
afterAll(() => desk.close());
beforeEach(() => desk.script(() => ({ text: 'I see.' })));

type Told = { id: string; ts: string; told: Posted };

/** Marta says something in her direct messages, from which Rapport learns; a day later she is told. */
async function learn(
  text: string,
  given: Pick<NewRow<'observations'>, 'kind' | 'slot' | 'valueKey' | 'status'> & { subject?: string },
): Promise<Told> {
  const { ts } = await desk.say({ as: 'U0MARTA', text });
  const message = (await desk.rows('messages')).find((row) => row.ts === ts && row.author === 'member');
  if (!message) throw new Error('The message was not kept.');
  const { memberId } = message;
  desk.clock.advance(DAY);
  const { id } = await insertObservation(desk.app, { memberId, ...given }, [
    { messageId: message.id, quote: text, saidOn: '2026-11-24' },
  ]);
  return { id, ts, told: await tell(DIRECT, id) };
}

/** Tells of an observation in somebody's direct messages. */
async function tell(channel: string, id: string): Promise<Posted> {
  const row = await observation(id);
  const origins = await listOrigins(marta, [id]);
  const document = row && buildPersonal([{ observation: row, origins: origins.get(id) ?? [] }]);
  if (!document) throw new Error('There is nothing to tell.');
  return desk.post(channel, document);
}

const misses = (text: string) =>
  learn(text, { kind: 'missed_capture', slot: 'log', valueKey: text, status: 'proposed' });
const observation = async (id: string) => (await desk.rows('observations')).find((each) => each.id === id);

type Decision = Extract<Action['id'], `observation_${string}` | `capture_${string}`>;
const press = (id: Decision, { told }: Told) => desk.press(id, { as: 'U0MARTA', on: told });
const undo = ({ told, id: value }: Told) => desk.press('capture_undo', { as: 'U0MARTA', on: told, value });
const outcome = ({ told }: Told) => told.document.cards?.map((card) => card.outcome);

describe('how somebody likes answers', () => {
  const wishes = (value: string) =>
    learn(value, {
      kind: 'user_preference',
      slot: 'format',
      subject: 'member',
      valueKey: value,
      status: 'proposed',
    });

  test('is asked, and holds after a yes, once', async () => {
    const asked = await wishes('bullets');
    expect(asked.told.document.cards?.[0]).toMatchObject({
      title: 'Shall I answer you in bullet points from now on?',
      text: expect.stringContaining('“bullets”'),
    });
    const said = await Promise.all([
      press('observation_approve', asked),
      press('observation_approve', asked),
    ]);
    expect(outcome(asked)).toEqual(['From now on I answer you in bullet points.']);
    expect((await observation(asked.id))?.status).toBe('active');
    expect(said).toContainEqual({ say: expect.stringContaining('This is decided already. From now on') });
    expect(await press('observation_dismiss', asked)).toEqual({
      say: expect.stringContaining('This is decided already.'),
    });
    // A message of earlier versions says that it holds, with Undo.
    const undo = { id: 'observation_forget', label: 'Undo', value: asked.id } as const;
    const old = {
      ...asked,
      told: await desk.post(DIRECT, { text: '', cards: [{ text: 'So.', actions: [undo] }] }),
    };
    await press('observation_forget', old);
    expect(outcome(old)).toEqual(['I do not do this unless you ask for it.']);
    expect((await observation(asked.id))?.status).toBe('dismissed');
    expect(desk.chat.homes.get('U0MARTA')).toMatchObject({ kind: 'open', learned: [] });
  });

  test('takes the place of what they wanted before, and a no changes nothing', async () => {
    const [prose, bullets] = [await wishes('prose'), await wishes('bullets')];
    await press('observation_dismiss', bullets);
    await press('observation_approve', prose);
    expect(outcome(bullets)).toEqual(['I do not do this unless you ask for it.']);
    expect((await observation(prose.id))?.status).toBe('active');
    const again = await wishes('bullets');
    await press('observation_approve', again);
    expect(await observation(prose.id)).toMatchObject({ status: 'superseded', supersededBy: again.id });
  });
});

describe('something that was not logged', () => {
  test('is logged with the day on which it was said, once', async () => {
    const missed = await misses('met CAPTURED');
    expect(missed.told.document.cards?.[0]?.text).toContain('met CAPTURED');
    desk.script(logsMeeting);
    const said = await Promise.all([press('capture_log', missed), press('capture_log', missed)]);
    expect(desk.replies(DIRECT, missed.ts)).toHaveLength(1);
    expect(missed.told.document.cards).toMatchObject([
      {
        title: 'Logged',
        text: expect.stringMatching(/^Logged: Meeting with CAPTURED/),
        note: expect.stringContaining('met CAPTURED'),
        actions: [{ id: 'capture_undo', label: 'Undo', value: missed.id }],
      },
    ]);
    const logged = (await desk.rows('interactions')).filter(({ summary }) => summary.includes('CAPTURED'));
    const message = (await desk.rows('messages')).find(
      (row) => row.ts === missed.ts && row.author === 'member',
    );
    expect(logged).toMatchObject([{ summary: 'Log this:\nmet CAPTURED', sourceTs: missed.ts }]);
    expect(logged[0]?.occurredOn).toBe(message?.createdAt.toISOString().slice(0, 10));
    expect(message?.createdAt.getTime()).toBe(desk.clock.now().getTime() - DAY);
    expect(said).toContainEqual({ say: expect.stringContaining('This is decided already. Being logged') });
  });

  test('is taken back with Undo on its card, and nothing else of the message changes', async () => {
    const missed = await misses('met TAKENBACK');
    desk.script(logsMeeting);
    await press('capture_log', missed);
    await undo(missed);
    expect(outcome(missed)).toEqual(['Logged, and undone by Marta.']);
    expect(JSON.stringify(await desk.rows('interactions'))).not.toContain('TAKENBACK');
    expect(await undo(missed)).toBeUndefined();
    expect(outcome(missed)).toEqual(['Logged, and undone by Marta.']);
  });

  test('is answered where it was written when there is something to ask', async () => {
    const missed = await misses('met UNCLEAR');
    desk.script(() => ({ text: 'Whom did you meet?' }));
    await press('capture_log', missed);
    expect(desk.replies(DIRECT, missed.ts).at(-1)?.document.text).toBe('Whom did you meet?');
    expect(outcome(missed)).toEqual(['Not logged: the reason stands where you wrote it.']);
    expect(await undo(missed)).toEqual({ say: expect.stringContaining('decided already') });
  });

  test('is left alone when nobody wants it', async () => {
    const missed = await misses('met UNWANTED');
    await press('capture_skip', missed);
    expect(outcome(missed)).toEqual(['Not logged.']);
    expect((await observation(missed.id))?.status).toBe('dismissed');
    expect(await desk.rows('suppressions')).toContainEqual(
      expect.objectContaining({ valueKey: 'met UNWANTED' }),
    );
  });

  test('is not logged when its message was deleted meanwhile', async () => {
    const missed = await misses('met DELETED');
    await desk.remove({ as: 'U0MARTA', channel: DIRECT, ts: missed.ts });
    desk.script(logsMeeting);
    const reply = await press('capture_log', missed);
    expect(reply).toEqual({ say: expect.stringContaining('nothing to log') });
    expect((await observation(missed.id))?.status).not.toBe('active');
    expect(JSON.stringify(await desk.rows('interactions'))).not.toContain('DELETED');
  });

  test('is for nobody to log but who said it', async () => {
    const missed = await misses('met GUARDED');
    const copy = await tell('D0TOM', missed.id);
    const press = (id: Decision) => desk.press(id, { as: 'U0TOM', on: copy });
    expect(await press('capture_log')).toEqual({ say: expect.stringContaining('nothing to log') });
    expect(await press('capture_skip')).toEqual({ say: 'This is not known any more.' });
    expect((await observation(missed.id))?.status).toBe('proposed');
  });
});
