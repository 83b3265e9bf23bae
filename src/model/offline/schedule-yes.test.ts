import { describe, expect, test } from 'vitest';
import { respond } from '../../testing/golden/offline-prompts.ts';
import { runOf } from '../../testing/golden/report-prompts.ts';
import { CALLS_IN_BERLIN, OFFERED, scheduled } from '../../testing/golden/schedule-prompts.ts';

const ASKED = 'Send me new-contacts every day at 9:00';
const PRESS = 'Press “Schedule it” on the card to start it.';
const thread = [
  { from: 'Marta', text: ASKED },
  { from: 'Rapport', text: PRESS },
];
const offers = { schedules: [OFFERED, CALLS_IN_BERLIN] };
const recent = { recent_messages: [{ on: '2026-11-24', text: ASKED }] };

describe('an answer in words to a card', () => {
  test.each(['yes', 'Yes please!', 'ok do it', 'ok', 'sure, go ahead', 'schedule it', 'Yes. Do it.', '👍'])(
    '“%s” starts nothing, and says what does',
    async (text) => {
      for (const context of [{ thread }, recent]) {
        expect(await runOf(text, [], context)).toEqual([{ tool: 'list_schedules', input: {} }]);
        const { text: said, calls } = await respond(text, { context, answers: [offers] });
        expect(calls).toEqual([]);
        expect(said).toBe('Please press “Schedule it” on the card; I cannot say yes for you.');
      }
    },
  );

  test('in a channel the card is in direct messages', async () => {
    const { text } = await respond('yes', { context: { thread, place: 'channel' }, answers: [offers] });
    expect(text).toBe(
      'Please press “Schedule it” on the card in your direct messages; I cannot say yes for you.',
    );
  });

  test.each(['no', 'no, thanks', 'not now'])('“%s” withdraws the offer', async (text) => {
    const cancelled = [{ tool: 'cancel_schedule', input: { id: '3' } }];
    expect(await runOf(text, [offers], { thread })).toEqual(cancelled);
    const { text: said } = await respond(text, { context: { thread }, answers: [offers, OFFERED] });
    expect(said).toMatch(/^All right, “New contacts” .+; the offer is withdrawn\.$/);
  });

  test('nothing is said about a card that was pressed already', async () => {
    const answers = [{ schedules: [scheduled('3', 'new-contacts')] }];
    for (const context of [{ thread }, recent])
      expect((await respond('yes', { context, answers })).text).toBe('All right.');
  });

  test("somebody else's yes is none", async () => {
    const others = thread.with(0, { from: 'Tom', text: ASKED });
    expect(await runOf('yes', [], { thread: others })).toEqual([]);
  });

  test.each(['great, thanks', 'thanks'])('“%s” is only polite', async (text) => {
    expect(await respond(text, { context: { thread } })).toEqual({ text: 'You are welcome!', calls: [] });
  });
});
