import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type KeptQuestionDesk, openKeptQuestionDesk } from '../testing/kept-question-desk.ts';

let desk: KeptQuestionDesk;

beforeAll(async () => {
  desk = await openKeptQuestionDesk();
  await desk.rewrite((text) => text.replace('roles: [member, lead, admin]', 'roles: [lead, admin]'));
});
afterAll(() => desk.close());

test('to a member a metric of leads is as one that is not there, also in a schedule', async () => {
  await desk.asked('U0TOM', { metric: 'contacts', measures: ['contacts'], period: 'all' });
  const outputOf = async (report: string) => {
    const input = { action: 'create', report, every: 'week', on: ['monday'] };
    desk.script(calls({ name: 'schedule', input }));
    return (await desk.say({ as: 'U0TOM', text: 'every Monday' })).text;
  };
  expect(await outputOf('ask:nothing')).toContain('"report":"ask:contacts"');
  expect(await outputOf('ask:interactions')).toContain('"report":"ask:contacts"');
});
