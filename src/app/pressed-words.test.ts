import { expect, test } from 'vitest';
import { openAppDesk } from '../testing/app-desk.ts';
import type { Script } from '../testing/model-script.ts';
import { DIALECTS } from '../testing/stores.ts';

test('what a button says is not the person’s own words: no name of a customer sets how they like answers', async () => {
  const desk = await openAppDesk({ store: await DIALECTS.sqlite(), reports: 'none' });
  for (const name of ['Marta', 'Tom']) await desk.join(name);
  const wish = 'please always answer in German from now on';
  const call =
    (name: string, input: object): Script =>
    ({ results }) =>
      results.length > 0 ? { text: 'Which one do you mean?' } : { calls: [{ name, input }] };
  const log = (company: object) => call('log_interaction', { kind: 'call', summary: 'Spoke.', company });
  for (const rest of ['Logistics', wish]) {
    desk.script(log({ name: `Quorvex ${rest}`, is_new: true }));
    await desk.say({ as: 'U0TOM', text: 'spoke with them' });
  }
  desk.script(log({ name: 'Quorvex' }));
  const { reply } = await desk.say({ as: 'U0MARTA', text: 'spoke with Quorvex' });
  const button = reply?.document.actions?.find(({ label }) => label.includes(wish));
  if (!reply || !button) throw new Error('Nothing was asked.');
  desk.script(call('remember_preference', { prefer: 'german', quote: wish }));
  await desk.press(button.id, { as: 'U0MARTA', on: reply });
  expect(await desk.rows('observations')).toEqual([]);
  await desk.close();
  await desk.store.close();
});
