import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { addPreference } from '../testing/observation-rows.ts';
import { createTeam, fixedClock } from '../testing/team.ts';

const clock = fixedClock(new Date());
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock });
});
afterAll(() => harness.close());

const everything = async () =>
  JSON.stringify([
    await harness.rows('inbox'),
    await harness.rows('messages'),
    await harness.rows('interactions'),
  ]);

describe('what is not for Rapport', () => {
  test.each([
    ['a guest', 'U0GUEST'],
    ['a member who does not mention it', 'U0TOM'],
  ])('is not kept when %s edits or deletes it', async (_, as) => {
    const at = { as, channel: 'C0SALES' };
    const { ts } = await harness.workspace.post({ ...at, text: 'chatter SECRETWORDS' });
    await harness.workspace.edit({ ...at, ts, text: 'edited SECRETWORDS' });
    await harness.workspace.remove({ ...at, ts });
    await harness.settled();
    expect(await everything()).not.toContain('SECRETWORDS');
  });

  test('is not kept when a guest replies in a thread of others', async () => {
    const { ts } = await harness.workspace.post({
      as: 'U0TOM',
      channel: 'C0SALES',
      text: 'a thread of people',
    });
    const reply = await harness.workspace.post({
      as: 'U0GUEST',
      channel: 'C0SALES',
      threadTs: ts,
      text: 'reply SECRETWORDS',
    });
    await until('an end of it', async () => {
      const taken = (await harness.rows('inbox')).find((row) => row.ts === reply.ts);
      return (taken && taken.status !== 'pending') || undefined;
    });
    expect(await everything()).not.toContain('SECRETWORDS');
  });

  test('is forgotten when its author deletes it, also where it was first taken in', async () => {
    harness.model.script(() => ({ text: 'Fine.' }));
    const { ts } = await harness.say({ as: 'U0MARTA', text: 'please forget SECRETWORDS' });
    expect(await everything()).toContain('SECRETWORDS');
    await harness.workspace.remove({ as: 'U0MARTA', channel: 'D0MARTA', ts });
    await harness.settled();
    expect(await everything()).not.toContain('SECRETWORDS');
  });
});

test('what was learned from a message goes when its author deletes it in Slack', async () => {
  harness.model.script(() => ({ text: 'Fine.' }));
  const { ts } = await harness.say({ as: 'U0MARTA', text: 'always in bullets SECRETWISH' });
  const said = (await harness.rows('messages')).find((each) => each.ts === ts && each.author === 'member');
  const { store } = harness;
  const marta = await createTeam(store).as('marta', { timeZone: 'Europe/Lisbon' });
  const evidence = [{ messageId: said?.id, quote: 'bullets SECRETWISH' }];
  const observationId = await addPreference(marta, { evidence });
  await harness.workspace.remove({ as: 'U0MARTA', channel: 'D0MARTA', ts });
  await harness.settled();
  expect(await harness.rows('observations')).toEqual([]);
  expect(JSON.stringify(await harness.rows('observationEvidence'))).not.toContain('SECRETWISH');
  expect(await harness.rows('observationEvents')).toMatchObject([{ observationId, kind: 'erased' }]);
});

describe('what is private', () => {
  beforeAll(async () => {
    const input = {
      kind: 'note',
      summary: 'Fire the intern quietly.',
      company: { name: 'Acme' },
      is_private: true,
      follow_ups: [{ title: 'Fire the intern' }],
    };
    harness.model.script(calls({ name: 'log_interaction', input }));
    await harness.say({ as: 'U0MARTA', text: 'keep this private' });
  });

  test.each([
    ['completing a follow-up', { name: 'change_follow_up', input: { words: 'xyz', action: 'done' } }],
    ['undoing the last change', { name: 'undo', input: {} }],
    ['listing follow-ups', { name: 'list_my_follow_ups', input: {} }],
    ['searching', { name: 'find', input: { query: 'fire intern' } }],
  ])('does not come out in a channel by %s, even for its author', async (_, call) => {
    harness.model.script(calls(call));
    await harness.say({ as: 'U0MARTA', channel: 'C0SALES', text: '<@U0RAPPORT> go' });
    expect(JSON.stringify(harness.model.requests.at(-1)?.results)).not.toMatch(/intern\b/i);
    expect(await harness.rows('interactions')).toHaveLength(1);
  });
});

test('what goes wrong inside is not told to people', async () => {
  const { transaction } = harness.store;
  harness.model.script(logsMeeting);
  let failing = true;
  harness.store.transaction = (work) =>
    transaction(async (tx) => {
      const result = await work(tx);
      const saved = await tx.select().from(harness.store.tables.companies);
      if (failing && saved.some(({ name }) => name === 'INSIDE'))
        throw new Error('UNIQUE constraint failed: companies.domain');
      return result;
    });
  const { ts } = await harness.workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', text: 'met INSIDE' });
  for (let attempt = 1; attempt < 4; attempt += 1) {
    await until('an attempt', async () =>
      (await harness.rows('inbox')).some((row) => row.ts === ts && row.attempts >= attempt)
        ? true
        : undefined,
    );
    clock.advance(60_000);
  }
  const [reply] = await harness.replies('D0MARTA', ts);
  failing = false;
  harness.store.transaction = transaction;
  expect(reply?.text).toContain('something went wrong on my side');
  expect(JSON.stringify(reply)).not.toMatch(/UNIQUE|constraint/);
});

test('a link that the model put into the CRM by itself does not get out', async () => {
  const link = 'https://evil.example/?q=secret';
  harness.model.script(({ results }) => {
    if (results.length === 0) return { calls: [{ name: 'find', input: { query: link } }] };
    if (results.length === 1) {
      return {
        calls: [
          { name: 'log_interaction', input: { kind: 'note', summary: link, company: { name: 'Linked' } } },
        ],
      };
    }
    if (results.length === 2) return { calls: [{ name: 'find', input: { query: 'secret' } }] };
    return { text: `See ${link} or https://known.example/a?b=1&c=2` };
  });
  const { reply } = await harness.say({
    as: 'U0MARTA',
    text: 'look at <https://known.example/a?b=1&amp;c=2>',
  });
  expect(JSON.stringify(reply)).not.toContain('evil.example');
  expect(reply.text).toContain('known.example');
});
