import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../app/context.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { eraseContact } from '../crm/erasure/erase.ts';
import { addFollowUp } from '../crm/follow-ups.ts';
import { logInteraction } from '../crm/interactions.ts';
import { renderText } from '../delivery/document.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { directChannelOf } from '../testing/memory-chat.ts';

let desk: AppDesk;
let tom: App;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
  tom = await desk.join('Tom');
  desk.script(
    calls({
      name: 'log_interaction',
      input: {
        kind: 'call',
        summary: 'Wants the draft contract.',
        company: { name: 'Kestrel Labs' },
        contacts: [{ name: 'Oliver Marsh', title: 'COO', phone: '+44 20 7946 0011' }],
        follow_ups: [{ title: 'Send the contract', due_on: '2026-11-20' }],
      },
    }),
  );
  await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text: 'Oliver called' });
  await logInteraction(tom, {
    kind: 'note',
    summary: 'TOMS SECRET',
    company: { name: 'Kestrel Labs' },
    is_private: true,
  });
  await addFollowUp(tom, { title: 'TOMS TASK', due_on: '2026-11-23' });
});
afterAll(() => desk.close());

/** Asks the agent for a brief, or for the list of the day where nobody is named, and gives what was posted. */
async function ask(as: string, input: object, channel = directChannelOf(as)) {
  const before = desk.chat.posted.length;
  desk.script(calls({ name: 'prepare', input }));
  await desk.say({ as, channel, text: 'Prepare me' });
  const posted = desk.chat.posted.slice(before);
  const alone = posted.filter((each) => each.channel === directChannelOf(as));
  return { posted, alone, texts: posted.map(({ document }) => renderText(document)) };
}

test('a brief is a document of code, with phones, promises and a link to the message', async () => {
  const { posted, texts } = await ask('U0MARTA', { company: { name: 'Kestrel' } });
  const [brief] = posted;
  expect(texts[0]?.split('\n')).toEqual([
    'Before you talk to Kestrel Labs',
    'Last contact: Tue 24 Nov 2026.',
    'Oliver Marsh: COO · +44 20 7946 0011',
    'Call, Tue 24 Nov 2026: Wants the draft contract. · Oliver Marsh · by Marta',
    'You promised: Send the contract · Oliver Marsh · due Fri 20 Nov 2026',
  ]);
  const last = brief?.document.facts?.find(({ label }) => label.startsWith('Call'));
  expect(last?.place).toMatchObject({ channel: 'C0SALES' });
});

test('asked in a channel it goes to the person alone, and the model is told nothing of it', async () => {
  const { posted, alone } = await ask('U0MARTA', { company: { name: 'Kestrel' } }, 'C0SALES');
  expect(alone.map(({ document }) => document.title)).toEqual(['Before you talk to Kestrel Labs']);
  const told = JSON.stringify(posted.filter(({ channel }) => channel === 'C0SALES'));
  expect(told).toContain('sent_by_direct_message');
  expect(told).not.toMatch(/contract|7946|Oliver/);
  expect(JSON.stringify(desk.requests.at(-1))).not.toMatch(/draft contract|7946/);
});

test('nobody gets what is private to a colleague, nor the calls of others', async () => {
  const { texts } = await ask('U0MARTA', {});
  expect(texts[0]).toContain(
    '1. Kestrel Labs: Oliver Marsh +44 20 7946 0011 · “Send the contract” was due Fri 20 Nov 2026',
  );
  expect(texts.join('\n')).not.toContain('TOMS');
  expect((await ask('U0TOM', {})).texts[0]).toContain('1. TOMS TASK: “TOMS TASK” was due Mon 23 Nov 2026');
  expect((await ask('U0TOM', { company: { name: 'Kestrel' } })).texts[0]).toContain(
    'TOMS SECRET · by Tom · private',
  );
});

test('who is not clear is asked for, and nothing is shown', async () => {
  const { posted, texts } = await ask('U0MARTA', { company: { name: 'Umbrella' } });
  expect(posted).toHaveLength(1);
  expect(texts[0]).toContain('I know no company “Umbrella”');
  const { texts: own } = await ask('U0MARTA', { company: { name: 'Kestrel' }, member: 'U0TOM' });
  expect(own.join('\n')).not.toContain('TOMS');
});

test('a question who is meant tells a channel nothing of when a colleague was in touch in private', async () => {
  await logInteraction(tom, {
    kind: 'note',
    summary: 'TOMS OTHER SECRET',
    company: { name: 'Kestrel Foods', is_new: true },
    is_private: true,
  });
  const input = { company: { name: 'Kestrel' } };
  expect(JSON.stringify((await ask('U0TOM', input)).posted)).toContain('Kestrel Foods');
  expect(JSON.stringify(desk.requests.at(-1))).toMatch(/Kestrel Foods.*last contact [^)]* by you/);
  await ask('U0TOM', input, 'C0SALES');
  const told = JSON.stringify(desk.requests.at(-1));
  expect(told).toContain('Kestrel Foods');
  expect(told).not.toContain('by you');
});

test('where nobody has to be called, the list says so', async () => {
  await desk.join('Lea');
  const { texts } = await ask('U0LEA', {});
  expect(texts[0]).toContain('Nobody has to be called today');
});

test('a promise is the person’s by who has made it, whatever a colleague is called', async () => {
  const { members } = desk.store.tables;
  const called = (name: string) =>
    desk.store.transaction((tx) =>
      tx.update(members).set({ name }).where(eq(members.id, tom.actor.memberId)).returning(),
    );
  await called('Marta');
  const { texts } = await ask('U0TOM', { company: { name: 'Kestrel Labs' } });
  expect(texts[0]).toContain('Marta promised: Send the contract');
  expect(texts[0]).not.toContain('You promised');
  await called('Tom');
});

test('of somebody who is erased no first name is left in a brief, nor in what was said beside it', async () => {
  const { contact } = await saveContact(tom, {
    contact: { name: 'Zenobia Quist' },
    company: { name: 'Orbit Energy', is_new: true },
  });
  await logInteraction(tom, {
    kind: 'call',
    summary: 'Zenobia wants the price.',
    contacts: [{ id: contact.id }],
  });
  const before = desk.chat.posted.length;
  desk.script(({ results }) =>
    results.length === 0
      ? { calls: [{ name: 'prepare', input: { company: { name: 'Orbit Energy' } } }] }
      : { text: 'Zenobia waits for the price.' },
  );
  await desk.say({ as: 'U0MARTA', text: 'Prepare me' });
  expect(JSON.stringify(desk.chat.posted.slice(before))).toMatch(/Zenobia wants.*Zenobia waits/s);
  const ada = await desk.join('Ada', { role: 'admin' });
  await eraseContact(ada, { contact: { id: contact.id } });
  for (const table of ['outbox', 'messages', 'agentSteps', 'interactions', 'changes'] as const)
    expect(JSON.stringify(await desk.rows(table)), table).not.toContain('Zenobia');
});
