import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';

const channel = 'C0SALES';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  for (const name of ['Marta', 'Tom']) await desk.join(name);
  await desk.join('Ada', { role: 'admin' });
});
afterAll(() => desk.close());
beforeEach(() => desk.script(logsMeeting));

const summaries = async () => (await desk.rows('interactions')).map(({ summary }) => summary);
const log = (text: string) => desk.say({ as: 'U0MARTA', channel, text });

/** What is offered in the thread of a message that was edited or deleted. */
function offerBelow(ts: string): Posted {
  const [, offer] = desk.replies(channel, ts);
  if (!offer) throw new Error('There is no offer.');
  return offer;
}

async function edit(ts: string, text: string): Promise<Posted> {
  await desk.edit({ as: 'U0MARTA', channel, ts, text });
  return offerBelow(ts);
}

const idsOf = ({ document }: Posted) => document.actions?.map(({ id }) => id);

describe('an edited message', () => {
  test('can be read again by its author: the old goes, the new comes', async () => {
    const { ts } = await log('met WRONGCO');
    const offer = await edit(ts, 'met RIGHTCO');
    expect(offer.document.text).toContain('edited the message');
    const refused = await desk.press('apply_edit', { as: 'U0ADA', on: offer });
    expect(refused).toEqual({ say: expect.stringContaining('Only the author') });
    const accept = () => desk.press('apply_edit', { as: 'U0MARTA', on: offer });
    await Promise.all([accept(), accept()]);
    const now = await summaries();
    expect(now.filter((summary) => summary.includes('RIGHTCO'))).toHaveLength(1);
    expect(now.filter((summary) => summary.includes('WRONGCO'))).toHaveLength(0);
    expect(desk.replies(channel, ts)).toHaveLength(3);
    expect(JSON.stringify(desk.requests.at(-1)?.messages)).toContain('RIGHTCO');
    expect(offer.document.facts?.at(-1)?.value).toBe('by Marta, to read the edited message');
  });

  test('is not read again where outsiders have come to read along: what was kept stays', async () => {
    const { ts } = await log('met BEFORESHARE');
    const offer = await edit(ts, 'met AFTERSHARE');
    desk.chat.outsiders.add(channel);
    const refused = await desk.press('apply_edit', { as: 'U0MARTA', on: offer });
    desk.chat.outsiders.delete(channel);
    expect(refused).toEqual({ say: expect.stringContaining('outside your team') });
    const now = (await summaries()).join();
    expect(now).toContain('BEFORESHARE');
    expect(now).not.toContain('AFTERSHARE');
  });

  test('is read once, though its button could be pressed again', async () => {
    const { ts } = await log('met ONCEWRONG');
    const offer = await edit(ts, 'met ONCERIGHT');
    const accept = () => desk.press('apply_edit', { as: 'U0MARTA', on: offer });
    desk.chat.breakDrawing(true);
    await accept();
    expect(idsOf(offer)).toContain('apply_edit');
    await accept();
    desk.chat.breakDrawing(false);
    expect((await summaries()).filter((summary) => summary.includes('ONCERIGHT'))).toHaveLength(1);
  });

  test('offers its author a choice that others cannot make', async () => {
    const { ts } = await log('met MINE');
    const offer = await edit(ts, 'met STILLMINE');
    const refused = await desk.press('dismiss', { as: 'U0TOM', on: offer });
    expect(refused).toEqual({ say: expect.stringContaining('Only the author') });
    expect(idsOf(offer)).toContain('apply_edit');
    await desk.press('dismiss', { as: 'U0MARTA', on: offer });
    expect(offer.document.facts).toContainEqual({ label: 'Kept', value: 'by Marta' });
  });

  test('that was edited again since is not read by the older offer', async () => {
    const { ts } = await log('met AGAIN');
    const older = await edit(ts, 'met AGAINONE');
    await desk.edit({ as: 'U0MARTA', channel, ts, text: 'met AGAINTWO' });
    const late = await desk.press('apply_edit', { as: 'U0MARTA', on: older });
    expect(late).toEqual({ say: expect.stringContaining('use the newer offer') });
    expect(await summaries()).toContain('met AGAIN');
  });

  test('that saved nothing brings no offer', async () => {
    desk.script(() => ({ text: 'Good morning!' }));
    const { ts } = await log('good morning');
    await desk.edit({ as: 'U0MARTA', channel, ts, text: 'good evening' });
    expect(desk.replies(channel, ts)).toHaveLength(1);
  });
});

test('a deleted message is forgotten, and what it led to can be taken back', async () => {
  const { ts } = await log('met DELETED');
  await desk.remove({ as: 'U0MARTA', channel, ts });
  const offer = offerBelow(ts);
  expect(offer.document.text).toContain('was deleted');
  const kept = (await desk.rows('messages')).filter((row) => row.ts === ts && row.author === 'member');
  expect(kept).toEqual([]);
  await desk.press('retract', { as: 'U0MARTA', on: offer });
  expect(await summaries()).not.toContain('met DELETED');
  expect(offer.document.facts).toContainEqual({ label: 'Taken back', value: 'by Marta' });
});
