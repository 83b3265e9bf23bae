import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { logInteraction } from './interactions.ts';
import { undo } from './undo.ts';

const NOTE = {
  kind: 'meeting' as const,
  summary: 'Talked about the renewal: they want 40 seats by May.',
  company: { name: 'Acme' },
  contacts: [{ name: 'Ana Lopes' }],
};
const MINUTE = 60_000;

describe.each(Object.entries(DIALECTS))('a note that is told twice on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const pass = (minutes: number) => desk.team.system.clock.advance(minutes * MINUTE);
  const count = async () => (await desk.rows('interactions')).length;

  test('within the hour it is asked about, and written when it happened again', async () => {
    await logInteraction(marta, NOTE);
    pass(14);
    const error = await failure(logInteraction(marta, NOTE));
    expect(error.code).toBe('conflict');
    expect(error.message).toMatch(/^You told me this at \d\d:\d\d \(14 minutes ago\), and it is saved\./);
    expect(await count()).toBe(1);
    await logInteraction(marta, { ...NOTE, again: true });
    expect(await count()).toBe(2);
  });

  test.each([
    ['in other letters and signs', { summary: 'talked about the RENEWAL - they want 40 seats by May' }],
    ['with one more word', { summary: 'Talked about the renewal: they really want 40 seats by May.' }],
  ])('%s it is asked about', async (_, more) => {
    await logInteraction(marta, NOTE);
    expect((await failure(logInteraction(marta, { ...NOTE, ...more }))).code).toBe('conflict');
  });

  test.each([
    ['with another number', { summary: 'Talked about the renewal: they want 45 seats by May.' }],
    ['of another day', { occurred_on: '2026-11-20' }],
    ['with another company', { company: { name: 'Globex' }, contacts: [] }],
    ['with one more person', { contacts: [{ name: 'Ana Lopes' }, { name: 'Bo Berg' }] }],
    ['with other words', { summary: 'Asked about the invoice.' }],
  ])('%s it is another one', async (_, more) => {
    await logInteraction(marta, NOTE);
    await logInteraction(marta, { ...NOTE, ...more });
    expect(await count()).toBe(2);
  });

  test('the same details are the same, however they are summed up', async () => {
    const details = 'They want 40 seats by May, and a discount if they sign this year.';
    await logInteraction(marta, { ...NOTE, details });
    const other = logInteraction(marta, { ...NOTE, summary: 'Renewal talks.', details });
    expect((await failure(other)).code).toBe('conflict');
  });

  test('after an hour, by somebody else, or once it is taken back, it is told for the first time', async () => {
    const { change_id } = await logInteraction(marta, NOTE);
    await undo(marta, { change_id });
    await logInteraction(marta, NOTE);
    await logInteraction(desk.tom, NOTE);
    pass(61);
    await logInteraction(marta, NOTE);
    expect(await count()).toBe(3);
  });

  test('what is private is not told of where others read along', async () => {
    await logInteraction(marta, { ...NOTE, is_private: true });
    expect((await failure(logInteraction(marta, NOTE))).code).toBe('conflict');
    const shared = { ...marta, actor: { ...marta.actor, audience: 'shared' as const } };
    await logInteraction(shared, NOTE);
    expect(await count()).toBe(2);
  });
});
