import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { type CrmDesk, failure, getCustomer, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { find } from './find.ts';
import { addFollowUp, changeFollowUp, listMyFollowUps } from './follow-ups.ts';
import { listMyInteractions, logInteraction } from './interactions.ts';
import { relate } from './relationships.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('follow-ups on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let tom: CrmDesk['tom'];
  let lead: CrmDesk['lead'];
  let store: CrmDesk['store'];
  let rows: CrmDesk['rows'];
  let everything: CrmDesk['everything'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, tom, lead, store, rows, everything } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  test('whole notes are kept, found and shown, and several follow-ups go to whom they are for', async () => {
    await logInteraction(marta, meeting('Brightwater Clinics', 'Grace Holloway', 'Dev Menon'));
    const details = `Pilot result: 412 of 415 samples.\n${'They need SSO. '.repeat(60)}pentest`;
    const saved = await logInteraction(marta, {
      ...meeting('Brightwater', 'Grace', 'Dev Menon'),
      contacts: [{ name: 'Grace' }, { name: 'Dev Menon' }, { name: 'Amir Patel', phone: '+44 20 7946 0011' }],
      details,
      follow_ups: [
        { title: 'Send the pen test report', contact: 'Amir', due_on: '2026-12-01' },
        { title: 'Offer for three sites', contact: 'Grace Holloway' },
        { title: 'Book the next meeting' },
      ],
    });
    expect(saved.created).toEqual(['contact Amir Patel']);
    const { open_follow_ups } = await listMyFollowUps(marta, {});
    expect(open_follow_ups.map(({ title, contact }) => [title, contact])).toEqual([
      ['Send the pen test report', 'Amir Patel'],
      ['Offer for three sites', 'Grace Holloway'],
      ['Book the next meeting', undefined],
    ]);
    expect((await find(tom, { query: 'pentest' })).interactions).toMatchObject([{ details }]);
    const listed = await listMyInteractions(marta, {});
    expect(listed.interactions[0]?.details).toHaveLength(400 + ' […]'.length);
    expect((await listMyInteractions(marta, { limit: 1 })).interactions[0]?.details).toBe(details);
    await undo(marta, { change_id: saved.change_id });
    expect((await find(tom, { query: 'pentest' })).interactions).toEqual([]);
    expect((await listMyFollowUps(marta, {})).open_follow_ups).toEqual([]);
  });

  test('what is logged tells the open follow-ups of the person with this customer, at most three', async () => {
    const company = { name: 'Acme' };
    expect(await logInteraction(marta, meeting('Acme', 'Ana Lopes'))).not.toHaveProperty('open_follow_ups');
    await addFollowUp(marta, { title: 'Call Ana', contact: { name: 'Ana' } });
    await addFollowUp(marta, { title: 'Send the offer', company, due_on: '2026-12-04' });
    await addFollowUp(marta, { title: 'Send pricing', company, due_on: '2026-11-27' });
    await addFollowUp(marta, { title: 'Visit Globex', company: { name: 'Globex' } });
    await addFollowUp(tom, { title: 'Toms promise', company });
    const told = async (ctx: typeof marta, log: Parameters<typeof logInteraction>[1]) =>
      (await logInteraction(ctx, log)).open_follow_ups?.map(({ title }) => title);
    const promises = { ...meeting('Acme'), follow_ups: [{ title: 'Book a room', due_on: '2026-11-25' }] };
    expect(await told(marta, promises)).toEqual(['Send pricing', 'Send the offer', 'Call Ana']);
    expect(await told(marta, meeting('Acme'))).toEqual(['Book a room', 'Send pricing', 'Send the offer']);
    await changeFollowUp(marta, { words: 'Book a room', action: 'done' });
    const { open_follow_ups } = await logInteraction(marta, meeting('Acme'));
    expect(open_follow_ups?.[0]).toEqual({
      id: expect.any(String),
      title: 'Send pricing',
      due_on: '2026-11-27',
    });
    expect(await told(tom, { ...meeting('Acme'), is_private: true })).toEqual(['Toms promise']);
    await logInteraction(tom, {
      ...meeting('Acme'),
      is_private: true,
      follow_ups: [{ title: 'Keep it quiet' }],
    });
    expect(await told(tom, meeting('Acme'))).toEqual(['Toms promise', 'Keep it quiet']);
    const shared = { ...tom, actor: { ...tom.actor, audience: 'shared' as const } };
    expect(await told(shared, meeting('Acme'))).toEqual(['Toms promise']);
  });

  test('a follow-up for nobody who is known is refused, and nothing is saved', async () => {
    const log = { ...meeting('Acme', 'Ana Lopes'), follow_ups: [{ title: 'Call', contact: 'Zoe' }] };
    expect((await failure(logInteraction(marta, log))).message).toContain('“Zoe”');
    expect(await rows('companies')).toEqual([]);
  });

  test('a promise to somebody who has left the company is not one to it', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    await relate(marta, {
      contact: { name: 'Ana Lopes' },
      kind: 'works_at',
      company: { name: 'Acme' },
      ended_on: '2026-11-20',
    });
    await addFollowUp(marta, { title: 'Call Ana', contact: { name: 'Ana Lopes' } });
    expect((await getCustomer(marta, { company: { name: 'Acme' } })).open_follow_ups).toEqual([]);
  });

  test('a follow-up is found by its words, with those of its customer, moved, done and opened again', async () => {
    await logInteraction(marta, meeting('Halden Pharma', 'Lars Nygaard'));
    const contact = { name: 'Lars Nygaard' };
    await addFollowUp(marta, { title: 'Return the security questionnaire', contact, due_on: '2026-11-20' });
    await addFollowUp(marta, { title: 'Propose dates for the visit in Oslo' });
    const before = await everything();
    const moved = await changeFollowUp(marta, {
      words: 'the Oslo visit',
      action: 'change',
      due_on: '2026-12-04',
    });
    expect(moved.saved).toBe('Propose dates for the visit in Oslo: due Fri 4 Dec 2026');
    const done = await changeFollowUp(marta, { words: 'Halden questionnaire follow-up', action: 'done' });
    expect(done).toMatchObject({
      saved: 'Done: Return the security questionnaire',
      follow_up: { status: 'done', for: 'Lars Nygaard (Halden Pharma)' },
    });
    const reopened = await changeFollowUp(marta, {
      words: 'questionnaire',
      action: 'reopen',
      due_on: '2026-11-30',
    });
    expect(reopened.saved).toBe('Open again: Return the security questionnaire, due Mon 30 Nov 2026');
    const renamed = await changeFollowUp(marta, {
      words: 'questionnaire',
      action: 'change',
      title: 'Send it',
    });
    expect(renamed.saved).toBe(
      'Return the security questionnaire: title Return the security questionnaire → Send it',
    );
    for (const { change_id } of [renamed, reopened, done, moved]) await undo(marta, { change_id });
    expect(await everything()).toBe(before);
  });

  test('of what is open five are told where no word fits, and words with other endings are like each other', async () => {
    const ask = (words: string) => failure(changeFollowUp(marta, { words, action: 'done' }));
    expect((await ask('the offer')).message).toBe(
      'I know no open follow-up of yours “the offer”. There is none.',
    );
    for (const word of ['one', 'two', 'three', 'four', 'five', 'six'])
      await addFollowUp(marta, { title: `Send number ${word}`, due_on: '2026-12-01' });
    await addFollowUp(marta, { title: 'Answer the questionnaires' });
    const { message, candidates } = await ask('thanks a lot');
    expect(candidates).toEqual([]);
    expect(message.match(/\[id /g)).toHaveLength(5);
    expect((await ask('questionnaire for Rui')).candidates).toEqual([
      expect.stringContaining('Answer the questionnaires'),
    ]);
  });

  test('a follow-up that is not clear is asked about, the likeliest first; those of others are theirs', async () => {
    await addFollowUp(marta, { title: 'Send pricing to Ana' });
    await addFollowUp(marta, { title: 'Send pricing to Rui' });
    await addFollowUp(tom, { title: 'Toms promise' });
    const ask = (words: string) => failure(changeFollowUp(marta, { words, action: 'done' }));
    expect((await ask('pricing')).candidates).toHaveLength(2);
    expect((await ask('pricing for Rui and Bo')).candidates[0]).toContain('Send pricing to Rui');
    expect((await ask('Toms promise')).code).toBe('not_found');
    const unlike = await ask('the visit in Oslo');
    expect(unlike).toMatchObject({ code: 'not_found', candidates: [] });
    expect(unlike.message).toMatch(
      /^I know no open follow-up of yours “the visit in Oslo”\. Open are: Send pricing to Ana \[id \w+\]; Send pricing to Rui \[id \w+\]\.$/,
    );
    expect((await changeFollowUp(marta, { words: 'send pricing to Ana', action: 'done' })).saved).toBe(
      'Done: Send pricing to Ana',
    );
  });

  test('a follow-up says for whom it is, by their full name and where they work', async () => {
    await logInteraction(marta, meeting('Bluefin Logistics', 'Henrik Dahl'));
    const call = await addFollowUp(marta, { title: 'Call Henrik', contact: { name: 'Henrik' } });
    expect(call.follow_up).toEqual({
      id: call.follow_up.id,
      title: 'Call Henrik',
      for: 'Henrik Dahl (Bluefin Logistics)',
    });
    const visit = await addFollowUp(marta, { title: 'Plan the visit', company: { name: 'Bluefin' } });
    expect(visit.follow_up.for).toBe('Bluefin Logistics');
    const moved = await changeFollowUp(marta, {
      words: 'visit',
      action: 'change',
      contact: { name: 'Sara Holm' },
    });
    expect(moved).toMatchObject({
      follow_up: { for: 'Sara Holm (Bluefin Logistics)' },
      created: ['contact Sara Holm'],
    });
    const mail = await addFollowUp(marta, { title: 'Mail the board' });
    expect(mail.follow_up).not.toHaveProperty('for');
    const logged = await logInteraction(marta, {
      ...meeting('Bluefin', 'Henrik'),
      follow_ups: [{ title: 'Send dates', contact: 'Henrik' }],
    });
    expect(logged.follow_ups).toMatchObject([{ for: 'Henrik Dahl (Bluefin Logistics)' }]);
  });

  test('follow-ups are changed and completed by their owner or a lead', async () => {
    await logInteraction(marta, meeting('Acme', 'Ana Lopes'));
    const { follow_up: followUp } = await addFollowUp(marta, {
      title: 'Send the deck',
      company: { name: 'Acme' },
    });
    const done = { follow_up_id: followUp.id, action: 'done' as const };
    expect((await failure(changeFollowUp(tom, done))).code).toBe('forbidden');
    const moved = await changeFollowUp(marta, { ...done, action: 'change', due_on: '2026-12-01' });
    expect(moved.saved).toBe('Send the deck: due Tue 1 Dec 2026');
    await changeFollowUp(lead, done);
    expect((await failure(changeFollowUp(marta, done))).code).toBe('invalid');
    const [row] = await store.read
      .select()
      .from(store.tables.followUps)
      .where(eq(store.tables.followUps.id, followUp.id));
    expect(row).toMatchObject({ status: 'done', dueOn: '2026-12-01', memberId: marta.actor.memberId });
  });

  test('a follow-up is also named by the change that wrote it; of several, one has to be named', async () => {
    const change = async (follow_up_id: string, action: 'done' | 'reopen') =>
      (await changeFollowUp(marta, { follow_up_id, action })).saved;
    const added = await addFollowUp(marta, { title: 'Mail the board' });
    expect(await change(added.change_id, 'done')).toBe('Done: Mail the board');
    const { change_id: logged } = await logInteraction(marta, {
      ...meeting('Acme', 'Ana Lopes'),
      follow_ups: [{ title: 'Send dates' }, { title: 'Send pricing' }],
    });
    const several = await failure(change(logged, 'done'));
    expect(several.code).toBe('ambiguous');
    expect(several.message).toContain('Give the follow_up_id of the one, or ask.');
    expect(several.candidates).toEqual(
      ['Send dates (Ana Lopes, Acme)', 'Send pricing (Ana Lopes, Acme)'].map((name) =>
        expect.stringContaining(`${name} [id `),
      ),
    );
    await changeFollowUp(marta, { words: 'Send dates', action: 'done' });
    expect(await change(logged, 'done')).toBe('Done: Send pricing');
    expect((await failure(change(logged, 'done'))).message).toContain('already done');
    expect((await failure(change(newId(), 'done'))).code).toBe('not_found');
    const note = await logInteraction(marta, meeting('Acme'));
    expect((await failure(change(note.change_id, 'done'))).code).toBe('not_found');
  });

  test('open follow-ups are listed by urgency, one’s own alone', async () => {
    await logInteraction(marta, meeting('Acme'));
    await addFollowUp(marta, { title: 'Some day' });
    await addFollowUp(marta, { title: 'Later', due_on: '2026-12-01', company: { name: 'Acme' } });
    await addFollowUp(marta, { title: 'Overdue', due_on: '2026-11-20' });
    await addFollowUp(tom, { title: 'Toms', due_on: '2026-11-20' });
    const titles = async (input: object) =>
      (await listMyFollowUps(marta, input)).open_follow_ups.map(({ title }) => title);
    expect(await titles({})).toEqual(['Overdue', 'Later', 'Some day']);
    expect(await titles({ due_until: '2026-11-24' })).toEqual(['Overdue']);
    expect(await titles({ company: { name: 'Acme' } })).toEqual(['Later']);
  });
  test('a follow-up with a day is found behind any number without one, whether it is open or done', async () => {
    const without = Array.from({ length: 1_001 }, (_, at) => ({
      title: `Some day ${at}`,
      memberId: marta.actor.memberId,
      createdAt: marta.clock.now(),
    }));
    const dated = { words: 'the renewal offer' };
    await addFollowUp(marta, { title: 'Send the renewal offer', due_on: '2026-12-01' });
    for (const [status, action] of [
      ['open', 'done'],
      ['done', 'reopen'],
    ] as const) {
      await store.transaction((tx) =>
        tx.insert(store.tables.followUps).values(without.map((row) => ({ ...row, id: newId(), status }))),
      );
      const { follow_up } = await changeFollowUp(marta, { ...dated, action });
      expect(follow_up.title).toBe('Send the renewal offer');
    }
  });
});
