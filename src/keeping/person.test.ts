import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { logInteraction } from '../crm/interactions.ts';
import { listMembers } from '../crm/members.ts';
import { readMemberData } from '../crm/subject-access/member-data.ts';
import { fieldsPointingAt } from '../crm/subject-access/pointing-rows.ts';
import { newId } from '../ids.ts';
import { defineSchema } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type CrmDesk, openCrmDesk } from '../testing/crm-desk.ts';
import { fillWithGenerated } from '../testing/generated-rows.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readPerson, renderPerson, writePerson } from './person.ts';

describe.each(Object.entries(DIALECTS))('all about one person on %s', (_, open) => {
  let desk: CrmDesk;
  let admin: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const log = (summary: string, ...names: string[]) =>
    logInteraction(desk.marta, {
      kind: 'meeting',
      summary,
      company: { name: 'Acme' },
      contacts: names.map((name) => ({ name })),
      again: true,
    });
  const say = async (ctx: Context, text: string, audience: 'direct' | 'shared' = 'direct') => {
    const id = newId();
    const now = ctx.clock.now();
    await desk.store.transaction((tx) =>
      tx.insert(desk.store.tables.messages).values({
        ...{ id, threadKey: `D1:${id}`, channel: 'D1', ts: id, author: 'member', audience, text },
        ...{ memberId: ctx.actor.memberId, createdAt: now },
      }),
    );
  };

  test('a contact: what they are, what happened with them, and where else they stand', async () => {
    await log('Ana Lopes signs on Monday.', 'Ana Lopes');
    await saveContact(desk.marta, {
      contact: { name: 'Ana Lopes' },
      email: 'ana@acme.example',
      title: 'Buyer',
    });
    await say(desk.tom, 'Rui is ill. Ana Lopes has sent the contract! Pedro wants a discount.');
    const data = await readPerson(admin, 'Ana Lopes');
    expect(data).toMatchObject({ kind: 'contact', name: 'Ana Lopes' });
    expect(data.rows.contacts).toMatchObject([{ email: 'ana@acme.example', title: 'Buyer' }]);
    expect(data.rows.relationships).toHaveLength(1);
    expect(data.rows.interactions).toMatchObject([{ summary: 'Ana Lopes signs on Monday.' }]);
    expect(data.rows.changes).toHaveLength(2);
    expect(data.passages.map(({ passage }) => passage)).toContain('Ana Lopes has sent the contract!');
    expect(JSON.stringify(data)).not.toMatch(/ill|discount/);
  });

  test('of what happened with others as well only the sentences in which they stand', async () => {
    await log('Rui is getting divorced. Ana Lopes will decide.', 'Ana Lopes', 'Rui Costa');
    const data = await readPerson(admin, 'Ana Lopes');
    expect(data.rows.interactions).toMatchObject([{ passages: ['Ana Lopes will decide.'] }]);
    expect(JSON.stringify(data)).not.toContain('divorced');
    expect(renderPerson(data, '2026-11-24T10:00:00Z')).toContain('Ana Lopes will decide.');
  });

  test('a name that several have is asked back, also where a member has it', async () => {
    await log('Met.', 'Tom Berg', 'Tom Hall');
    await expect(readPerson(admin, 'Tom')).rejects.toThrow(/Tom Berg.*Tom Hall.*member tom/s);
    await expect(readPerson(admin, 'Nobody Known')).rejects.toMatchObject({ code: 'not_found' });
    expect(await readPerson(admin, 'U0TOM')).toMatchObject({ kind: 'member', name: 'tom' });
  });

  test('a member: their words and what they did, and of others what was said about them in the open', async () => {
    await log('Met.', 'Ana Lopes');
    await say(desk.marta, 'Met Ana.');
    await say(desk.tom, 'It rains. <@U0MARTA> knows Acme. So does Lea.', 'shared');
    await say(desk.tom, '<@U0MARTA> is late again.');
    const data = await readPerson(admin, 'marta');
    expect(data.rows.members).toMatchObject([{ slackUserId: 'U0MARTA' }]);
    expect(data.rows.messages).toMatchObject([{ text: 'Met Ana.' }]);
    expect(data.rows.interactions).toMatchObject([{ summary: 'Met.' }]);
    // A customer whom they have added is not about them.
    expect(JSON.stringify(data.rows.contacts)).not.toContain('Ana');
    expect(data.passages.map(({ passage }) => passage)).toEqual(['<@U0MARTA> knows Acme.']);
  });

  test('who is neither is told of as neither', async () => {
    await expect(readPerson(admin, 'Nobody Here')).rejects.toThrow(
      'I know no contact or member “Nobody Here”.',
    );
  });

  test('only an admin may have it', async () => {
    await log('Met.', 'Ana Lopes');
    await expect(readPerson(desk.lead, 'Ana Lopes')).rejects.toThrow('Only an admin');
    await expect(readPerson(desk.lead, 'marta')).rejects.toThrow('Only an admin');
  });
});

test('no table in which a member can stand is forgotten', async () => {
  const store = await DIALECTS.sqlite();
  await fillWithGenerated(store, { random: seededRandom(2), each: 12 });
  const admin = await createTeam(store).as('ada', { role: 'admin' });
  const seen = new Set<string>();
  for (const member of await listMembers(admin))
    for (const name of Object.keys((await readMemberData(admin, { member })).rows)) seen.add(name);
  const tables = Object.keys(defineSchema('sqlite')) as (keyof Store['tables'])[];
  const pointing = tables.filter((from) => fieldsPointingAt(admin, { from, to: 'members' }).length > 0);
  expect(pointing.length).toBeGreaterThan(20);
  expect([...seen]).toEqual(expect.arrayContaining(pointing));
  await store.close();
});

describe('the files', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  test('are for this user alone, JSON and text, and nothing is overwritten', async () => {
    const store = await DIALECTS.sqlite();
    const admin = await createTeam(store).as('ada', { role: 'admin' });
    const data = await readPerson(admin, 'ada');
    const file = join(folder.path, 'ada.json');
    const { json, text } = await writePerson(admin, { data, file });
    expect([json, text].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ rapport: 'person', name: 'ada' });
    expect(readFileSync(text, 'utf8')).toContain('Email: ada@example.com');
    await expect(writePerson(admin, { data, file })).rejects.toThrow('EEXIST');
    await store.close();
  });
});
