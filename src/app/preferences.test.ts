import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../delivery/document.ts';
import { selectLearned } from '../observer/observations/recall.ts';
import { rememberPreference } from '../observer/observations/remember-preference.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';

const DIRECT = 'D0MARTA';
const SAID = 'From now on answer in bullet points please';
const GERMAN = 'please always answer in German from now on';

type Input = {
  prefer: string;
  where?: string;
  company?: object;
  forget?: boolean;
  quote: string;
};
const remember = (...inputs: Input[]) =>
  calls(...inputs.map((input) => ({ name: 'remember_preference', input })));

describe.each(Object.entries(DIALECTS))('how somebody likes answers, on %s', (_, open) => {
  let desk: AppDesk;
  let marta: App;
  beforeAll(async () => {
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    marta = await desk.join('Marta');
    await desk.join('Tom');
  });
  afterAll(async () => {
    await desk.close();
    await desk.store.close();
  });
  afterEach(async () => {
    const { observations, suppressions } = desk.store.tables;
    await desk.store.transaction(async (tx) => {
      await tx.delete(suppressions);
      await tx.delete(observations);
    });
    desk.chat.posted.length = 0;
  });

  const kept = async () =>
    (await desk.rows('observations'))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ valueKey, subject, status }) => `${valueKey} ${subject} ${status}`);
  const learned = async (who = marta) => (await selectLearned(who)).map(({ text }) => text);
  const cards = () => desk.chat.posted.filter(({ document }) => document.cards);
  const lastCard = (): Posted => {
    const card = cards().at(-1);
    if (!card) throw new Error('No card was shown.');
    return card;
  };
  const press = (id: Action['id'], on = lastCard()) => desk.press(id, { as: 'U0MARTA', on });
  const outcome = () => lastCard().document.cards?.[0]?.outcome;

  /** Marta says something, and the model makes these calls. */
  async function say(text: string, ...inputs: Input[]) {
    desk.script(remember(...inputs));
    return desk.say({ as: 'U0MARTA', text });
  }

  /** Marta while a message of hers is read. */
  const reading = ({ channel = DIRECT, ts, text }: { channel?: string; ts: string; text: string }): App => {
    const [threadKey, at] = [`${channel}:${ts}`, desk.clock.now()];
    return { ...marta, source: { channel, ts, threadKey, text, at, runId: 'run' } };
  };
  test('is kept at once, with the words that ask for it, and a card that says so with Undo', async () => {
    const { ts } = await say(SAID, { prefer: 'bullets', quote: 'answer in bullet points' });
    expect(await kept()).toEqual(['bullets member active']);
    expect(await learned()).toEqual(['Prefers answers as bullet points.']);
    const message = (await desk.rows('messages')).find((row) => row.ts === ts && row.author === 'member');
    expect(await desk.rows('observationEvidence')).toMatchObject([
      { messageId: message?.id, quote: 'answer in bullet points', saidOn: '2026-11-24' },
    ]);
    const events = (await desk.rows('observationEvents')).slice(-2);
    expect(events).toMatchObject([
      { kind: 'proposed', by: 'member', memberId: marta.actor.memberId },
      { kind: 'activated', by: 'member', memberId: marta.actor.memberId },
    ]);
    expect(cards()).toMatchObject([
      {
        channel: DIRECT,
        document: {
          cards: [
            {
              title: 'From now on I answer you in bullet points.',
              actions: [{ id: 'observation_forget', label: 'Undo' }],
            },
          ],
        },
      },
    ]);
    await press('observation_forget');
    expect(await kept()).toEqual(['bullets member dismissed']);
    expect(outcome()).toBe('I do not do this unless you ask for it.');
    expect(desk.chat.homes.get('U0MARTA')).toMatchObject({ kind: 'open', learned: [] });
  });

  test('is kept once for a message, however often the model says so, and not after Undo', async () => {
    const input = { prefer: 'bullets', quote: SAID } as const;
    const { ts, channel } = await say(SAID, input, input);
    expect(await kept()).toEqual(['bullets member active']);
    expect(await desk.rows('observationEvidence')).toHaveLength(1);
    expect(cards()).toHaveLength(1);
    await press('observation_forget');
    // The same message is read once more.
    const again = rememberPreference(reading({ channel, ts, text: SAID }), input);
    await expect(again).rejects.toThrow('has said no to this');
    expect(await kept()).toEqual(['bullets member dismissed']);
  });

  test('is kept once when the run breaks off and goes on', async () => {
    const once = remember({ prefer: 'bullets', quote: SAID });
    desk.script((request) => (request.results.length === 0 ? once(request) : { status: 500 }));
    const { ts } = await desk.say({ as: 'U0MARTA', text: SAID });
    expect((await desk.rows('inbox')).find((row) => row.ts === ts)).toMatchObject({ attempts: 1 });
    const before = await desk.rows('observations');
    desk.script(once);
    desk.clock.advance(60_000);
    await desk.settle();
    expect(desk.replies(DIRECT, ts)).toHaveLength(2);
    expect(await desk.rows('observations')).toEqual(before);
    expect(await kept()).toEqual(['bullets member active']);
    expect(await desk.rows('observationEvidence')).toHaveLength(1);
    expect(cards()).toHaveLength(1);
  });

  test.each([
    ['From now on answer in bullet points please', 'bullets', 'Prefers answers as bullet points.'],
    ['Antworte ab jetzt immer auf Deutsch bitte.', 'german', 'Prefers answers in German.'],
    ['Ab jetzt bitte immer kurze Antworten.', 'short', 'Prefers short answers.'],
  ])('is what “%s” asks for, in any language', async (text, prefer, claim) => {
    await say(text, { prefer, quote: text });
    expect(await learned()).toEqual([claim]);
  });

  test('is the newer of two for the same place, and Undo brings the older one back', async () => {
    await say('Always full sentences please', { prefer: 'prose', quote: 'Always full sentences' });
    await say(SAID, { prefer: 'bullets', quote: SAID });
    expect(await kept()).toEqual(['prose member superseded', 'bullets member active']);
    await press('observation_forget');
    expect(await kept()).toEqual(['prose member active', 'bullets member dismissed']);
    expect(await learned()).toEqual(['Prefers answers in sentences, without lists.']);
  });

  test('may hold for reports, or for one company, beside what holds for everything', async () => {
    const company = { name: 'Acme' };
    desk.script(calls({ name: 'save_company', input: { company } }));
    await desk.say({ as: 'U0MARTA', text: 'Acme is new' });
    await say(SAID, { prefer: 'bullets', quote: SAID });
    await say('For reports full sentences please', {
      prefer: 'prose',
      where: 'reports',
      quote: 'For reports',
    });
    await say('About Acme always in detail', {
      prefer: 'detailed',
      company,
      quote: 'About Acme always in detail',
    });
    expect(lastCard().document.cards?.[0]?.title).toBe(
      'From now on I answer you in detail when it is about Acme.',
    );
    expect((await learned()).toSorted()).toEqual([
      'In answers about Acme: prefers detailed answers.',
      'In answers about reports: prefers answers in sentences, without lists.',
      'Prefers answers as bullet points.',
    ]);
    const [acme] = await desk.rows('companies');
    const ofAcme = (await desk.rows('observations')).find(({ companyId }) => companyId === acme?.id);
    expect(ofAcme?.subject).toBe(`answers:company:${acme?.id}`);
    await say('About Umbrella always in detail', {
      prefer: 'detailed',
      company: { name: 'Umbrella' },
      quote: 'About Umbrella always',
    });
    expect(await kept()).toHaveLength(3);
  });

  test('is forgotten when they say so; Undo makes it hold again', async () => {
    await say(SAID, { prefer: 'bullets', quote: SAID });
    const over = { prefer: 'bullets', forget: true };
    await say('No more bullets please', { ...over, where: 'reports', quote: 'No more bullets please' });
    expect(await kept()).toEqual(['bullets member active']);
    await say('No more bullets please', { ...over, quote: 'No more bullets please' });
    expect(await kept()).toEqual(['bullets member dismissed']);
    expect(lastCard().document.cards?.[0]?.title).toBe(
      'I no longer answer you in bullet points, unless you ask for it.',
    );
    await press('observation_restore');
    expect(await kept()).toEqual(['bullets member active']);
    expect(outcome()).toBe('From now on I answer you in bullet points.');
    expect(await desk.rows('suppressions')).toEqual([]);
    expect(await press('observation_restore')).toEqual({
      say: 'This is decided already. From now on I answer you in bullet points.',
    });
  });

  test('is asked where their words might be somebody else’s, and a no holds until they say it themselves', async () => {
    const text = `Log this email\nThanks for the call.\n${GERMAN}\nKR Ana`;
    await say(text, { prefer: 'german', quote: GERMAN });
    expect(await kept()).toEqual(['german member proposed']);
    expect(await learned()).toEqual([]);
    expect(lastCard().document.cards).toMatchObject([
      {
        title: 'Shall I answer you in German from now on?',
        actions: [{ label: 'Yes' }, { label: 'No' }, { label: 'Only in reports' }],
      },
    ]);
    await press('observation_dismiss');
    await say(`${text} again`, { prefer: 'german', quote: GERMAN });
    await say(`${text} reports`, { prefer: 'german', where: 'reports', quote: GERMAN });
    expect(await kept()).toEqual(['german member dismissed']);
    await say('Please always answer in German', {
      prefer: 'german',
      quote: 'Please always answer in German',
    });
    expect(await kept()).toEqual(['german member dismissed', 'german member active']);
    expect(await desk.rows('suppressions')).toEqual([]);
  });

  test('is kept for reports alone when they choose that, and not asked for everything again', async () => {
    await say(`Hm.\n${GERMAN}`, { prefer: 'german', quote: GERMAN });
    await press('observation_in_reports');
    expect(await kept()).toEqual(['german answers:reports active']);
    expect(outcome()).toBe('From now on I answer you in German when it is about reports.');
    expect(desk.chat.homes.get('U0MARTA')).toMatchObject({
      learned: [{ claim: 'In answers about reports: prefers answers in German.' }],
    });
    expect(await desk.rows('suppressions')).toMatchObject([{ subject: 'member', valueKey: 'german' }]);
    expect(await press('observation_in_reports')).toEqual({
      say: expect.stringContaining('decided already'),
    });
  });

  test('is theirs alone to answer', async () => {
    await say(`Hm.\n${GERMAN}`, { prefer: 'german', quote: GERMAN });
    for (const id of [
      'observation_approve',
      'observation_in_reports',
      'observation_forget',
      'observation_restore',
    ] as const)
      expect(await desk.press(id, { as: 'U0TOM', on: lastCard() })).toEqual({
        say: 'This is not known any more.',
      });
    expect(await kept()).toEqual(['german member proposed']);
  });

  test('is told to them alone when they say it in a channel', async () => {
    desk.script(remember({ prefer: 'short', quote: 'from now on short answers' }));
    await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text: 'from now on short answers please' });
    expect(await kept()).toEqual(['short member active']);
    expect(lastCard().channel).toBe(DIRECT);
  });

  test.each([
    ['words that nobody wrote', 'What is new?', 'from now on in German'],
    ['a scrap of a word', 'What is new?', 'W'],
    ['words of an earlier message', 'What is new?', SAID],
  ])('is not kept from %s', async (_, text, quote) => {
    await desk.say({ as: 'U0MARTA', text: SAID });
    const { text: reply } = await say(text, { prefer: 'german', quote });
    expect(await kept()).toEqual([]);
    expect(reply).toContain('does not stand in the person’s own words');
  });

  test('of somebody else cannot be set: the tool names nobody, and every message is its writer’s', async () => {
    const input = { prefer: 'german', quote: GERMAN, member: marta.actor.memberId } as Input;
    desk.script(remember(input));
    await desk.say({ as: 'U0TOM', text: GERMAN });
    expect((await desk.rows('observations')).map(({ memberId }) => memberId)).not.toContain(
      marta.actor.memberId,
    );
    expect(await learned()).toEqual([]);
    desk.script(remember({ prefer: 'german', quote: GERMAN }));
    const { ts } = await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text: GERMAN });
    await desk.say({ as: 'U0TOM', channel: 'C0SALES', threadTs: ts, text: 'What is new?' });
    const ofMarta = (await desk.rows('observations')).filter(({ scope }) => scope === marta.actor.memberId);
    expect(ofMarta).toMatchObject([{ memberId: marta.actor.memberId, valueKey: 'german' }]);
    expect(await desk.rows('observations')).toHaveLength(2);
  });

  test('goes when the message is deleted', async () => {
    const { ts, channel } = await say(SAID, { prefer: 'bullets', quote: SAID });
    await desk.remove({ as: 'U0MARTA', channel, ts });
    expect(await kept()).toEqual([]);
  });
});
