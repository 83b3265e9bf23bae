import { afterEach, beforeEach, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { directChannelOf } from '../testing/memory-chat.ts';

let desk: AppDesk;
beforeEach(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
});
afterEach(() => desk.close());

const NOTES = 'The board is going to sell the northern depots, which nobody may know. '.repeat(20).trim();

/** Marta pastes long notes, is answered so, and logs a call in the same thread; gives what was kept beside its summary. */
async function callAfter(reply: string): Promise<string | null | undefined> {
  desk.script(({ results }) => (results.length === 0 ? { text: reply } : { text: 'Saved.' }));
  const channel = directChannelOf('U0MARTA');
  const { threadTs } = await desk.say({ as: 'U0MARTA', channel, text: NOTES });
  desk.script(({ results }) =>
    results.length === 0
      ? {
          calls: [
            {
              name: 'log_interaction',
              input: { kind: 'call', summary: 'Fine.', company: { name: 'Acme', is_new: true } },
            },
          ],
        }
      : { text: 'Saved.' },
  );
  await desk.say({ as: 'U0MARTA', channel, threadTs, text: 'With Acme' });
  return (await desk.rows('interactions')).at(-1)?.details;
}

test('long notes are kept with what answers the question about them', async () => {
  expect(await callAfter('Who was this with?')).toBe(NOTES);
});

test('what was said before in the thread, and asked nothing about, is not kept with what is logged later', async () => {
  expect(await callAfter('That is a lot to keep in mind.')).toBeNull();
});

test('a pasted mail is kept whole beside its summary, however short it is; a short note is not', async () => {
  const mail =
    'From: Callum Reid <callum@quayside.example>\nSubject: Ten seats\n\nWhat do ten more seats cost?';
  const log = async (kind: string, text: string) => {
    const input = { kind, summary: 'Asks for the price.', company: { name: 'Quayside' }, again: true };
    desk.script(calls({ name: 'log_interaction', input }));
    await desk.say({ as: 'U0MARTA', text });
    return (await desk.rows('interactions')).at(-1)?.details;
  };
  expect(await log('email', mail)).toBe(mail);
  expect(await log('call', 'Quayside called and asked what ten more seats cost')).toBeNull();
});
