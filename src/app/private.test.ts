import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderText } from '../delivery/document.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Script } from '../testing/model-script.ts';

/* What is called private in a channel: the channel reads nothing of it, whatever becomes of it. */

const channel = 'C0SALES';
let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
  await desk.join('Tom');
  for (const rest of ['Logistics', 'Shipping']) {
    const company = {
      name: `Blarvex ${rest}`,
      domain: `blarvex-${rest}.example`.toLowerCase(),
      is_new: true,
    };
    desk.script(
      calls({ name: 'log_interaction', input: { kind: 'call', summary: `First with ${rest}.`, company } }),
    );
    await desk.say({ as: 'U0MARTA', text: `call with ${rest}` });
  }
});
afterAll(() => desk.close());

const logs = (input: object, words: (isRefused: boolean) => string): Script => {
  const call = { name: 'log_interaction', input: { kind: 'call', is_private: true, ...input } };
  return ({ results }) =>
    results.length === 0 ? { calls: [call] } : { text: words(JSON.stringify(results).includes('"error"')) };
};
const since = (start: number, where: string) =>
  desk.chat.posted.slice(start).filter((posted) => posted.channel === where);
const told = (start: number, where: string) =>
  JSON.stringify(since(start, where).map(({ document }) => document));
const hidden = async () => (await desk.rows('interactions')).filter(({ isPrivate }) => isPrivate);

test('a question about it is asked by direct message, and so is the answer to its button', async () => {
  const start = desk.chat.posted.length;
  const words = (isRefused: boolean) => (isRefused ? 'Which Blarvex do you mean?' : 'Kept: Ana is LEAVING.');
  desk.script(logs({ summary: 'Ana is LEAVING.', company: { name: 'Blarvex' } }, words));
  await desk.say({ as: 'U0MARTA', channel, text: 'private: Ana at Blarvex is off' });
  expect(told(start, channel)).not.toMatch(/Blarvex|LEAVING|answer_1/);
  expect(told(start, channel)).toContain('I have answered you by direct message.');
  const question = since(start, 'D0MARTA').find(({ document }) =>
    document.actions?.some(({ id }) => id === 'answer_1'),
  );
  if (!question) throw new Error('Nothing was asked by direct message.');
  expect(renderText(question.document)).toContain('Which Blarvex do you mean?');
  expect(await hidden()).toEqual([]);
  const before = desk.chat.posted.length;
  await desk.press('answer_1', { as: 'U0MARTA', on: question });
  expect(await hidden()).toMatchObject([{ summary: 'Ana is LEAVING.' }]);
  expect(told(before, channel)).not.toMatch(/Blarvex|LEAVING/);
  expect(told(before, 'D0MARTA')).toContain('LEAVING');
});

test('an edit of it offers in the channel to read it again, and tells there nothing of what was or is', async () => {
  desk.script(logs({ summary: 'The SECRET price.', company: { name: 'Globex' } }, () => 'Kept: SECRET.'));
  const { ts } = await desk.say({ as: 'U0MARTA', channel, text: 'private: the price' });
  const start = desk.chat.posted.length;
  await desk.edit({ as: 'U0MARTA', channel, ts, text: 'private: the other price' });
  const [offer] = since(start, channel);
  if (!offer) throw new Error('Nothing was offered.');
  expect(JSON.stringify(offer.document)).not.toMatch(/SECRET|Globex/);
  desk.script(logs({ summary: 'The OTHER price.', company: { name: 'Globex' } }, () => 'Kept: OTHER.'));
  expect(await desk.press('apply_edit', { as: 'U0TOM', on: offer })).toEqual({
    say: expect.stringContaining('Only the author'),
  });
  await desk.press('apply_edit', { as: 'U0MARTA', on: offer });
  const summaries = (await hidden()).map(({ summary }) => summary);
  expect(summaries).toContain('The OTHER price.');
  expect(summaries).not.toContain('The SECRET price.');
  expect(told(start, channel)).not.toMatch(/SECRET|OTHER|Globex/);
  expect(told(start, 'D0MARTA')).toContain('OTHER');
});
