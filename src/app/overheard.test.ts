import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderText } from '../delivery/document.ts';
import { RapportError } from '../errors.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';

const channel = 'C0SALES';

let desk: AppDesk;
let hasOutsiders: (channel: string) => Promise<boolean>;
beforeEach(async () => {
  desk = await openAppDesk({ reports: 'none' });
  ({ hasOutsiders } = desk.chat);
  desk.chat.hasOutsiders = (asked) => hasOutsiders(asked);
  await desk.join('Marta');
});
afterEach(() => desk.close());

/** What is said in the channel while `work` goes on. */
async function saidDuring(work: () => Promise<unknown>): Promise<string[]> {
  const before = desk.chat.posted.length;
  await work();
  return desk.chat.posted.slice(before).map(({ document }) => renderText(document));
}

/** The model saves something and is down from then on, until the message is given up. */
async function failAfterSaving(meanwhile: () => void): Promise<string[]> {
  let isUp = true;
  desk.script((request) => {
    if (!isUp) return { status: 503 };
    isUp = false;
    return logsMeeting(request);
  });
  await desk.say({ as: 'U0MARTA', channel, text: 'met SECRETCO' });
  expect(await desk.rows('interactions')).toHaveLength(1);
  meanwhile();
  return saidDuring(async () => {
    for (let time = 0; time < 60; time += 1) {
      desk.clock.advance(30 * 60_000);
      await desk.settle();
    }
  });
}

test('an edit or a deletion offers nothing where outsiders have come, and the words go all the same', async () => {
  desk.script(logsMeeting);
  const { ts } = await desk.say({ as: 'U0MARTA', channel, text: 'met SECRETCO' });
  desk.chat.outsiders.add(channel);
  const said = await saidDuring(async () => {
    await desk.edit({ as: 'U0MARTA', channel, ts, text: 'met OTHERCO' });
    await desk.remove({ as: 'U0MARTA', channel, ts });
  });
  expect(said).toEqual([]);
  expect((await desk.rows('messages')).filter(({ author }) => author === 'member')).toEqual([]);
  expect((await desk.rows('inbox')).map(({ status }) => status)).toEqual(['done']);
});

test('what was saved before a message failed is not shown to outsiders who have come', async () => {
  const said = await failAfterSaving(() => desk.chat.outsiders.add(channel));
  expect(said.join()).not.toContain('SECRETCO');
  expect(said.join()).not.toContain('kept nothing');
  expect(said.at(-1)).toContain('People from outside your team read this channel now');
});

test('nor where Slack does not say who reads the channel', async () => {
  const said = await failAfterSaving(() => {
    hasOutsiders = async () => {
      throw new RapportError('unavailable', 'Slack does not answer me at the moment');
    };
  });
  expect(said.join()).not.toContain('SECRETCO');
  expect(said.at(-1)).toContain('could not check with Slack who reads this channel');
  expect((await desk.rows('inbox'))[0]).toMatchObject({
    status: 'failed',
    payload: { text: 'met SECRETCO' },
  });
});

test('a reply to others that fails gets no apology in their thread', async () => {
  desk.chat.refuse('U0MARTA', new Error('Nobody answers.'));
  const said = await saidDuring(async () => {
    await desk.say({ as: 'U0MARTA', channel, threadTs: '1764000100.000100', text: 'see you at six' });
    for (let time = 0; time < 5; time += 1) {
      desk.clock.advance(60_000);
      await desk.settle();
    }
  });
  expect(said).toEqual([]);
  expect((await desk.rows('inbox')).map(({ status }) => status)).toEqual(['parked']);
});
