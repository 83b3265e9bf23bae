import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reportPair, sayDifferent } from '../crm/duplicates.ts';
import { eraseContact } from '../crm/erasure/erase.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';
import type { MergeForm } from './merge-screens.ts';

describe.each(Object.entries(DIALECTS))('two that may be one, on %s', (_, open) => {
  let desk: AppDesk;
  let lea: App;
  beforeAll(async () => {
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    await desk.join('Marta');
    lea = await desk.join('Lea', { role: 'lead' });
    await desk.join('Ada', { role: 'admin' });
  });
  afterAll(async () => {
    await desk.close();
    await desk.store.close();
  });

  let count = 0;
  let names: [string, string];
  /** Two companies of one name, with an interaction each. */
  beforeEach(async () => {
    count += 1;
    const word = `Quorvex${String.fromCharCode(64 + count).repeat(3)}`;
    names = [`${word} Ltd`, `${word} GmbH`];
    for (const name of names) {
      const company = { name, is_new: true };
      const input = { kind: 'call', summary: `Spoke with ${name}.`, company };
      desk.script(calls({ name: 'log_interaction', input }));
      await desk.say({ as: 'U0MARTA', text: `spoke with ${name}` });
    }
    desk.script(sameCustomer());
  });

  const sameCustomer = () => {
    const [company, otherCompany] = names.map((name) => ({ name }));
    return calls({ name: 'same_customer', input: { company, other_company: otherCompany } });
  };

  test('of which only one is known are no two: it is said so, and not asked whether the one is meant', async () => {
    const [company, other] = [{ name: 'Nordfisk Trading' }, { name: 'Nordfisk Tradingg' }];
    desk.script(calls({ name: 'save_company', input: { company } }));
    await desk.say({ as: 'U0MARTA', text: 'add it' });
    for (const input of [
      { company, other_company: other },
      { company: other, other_company: company },
    ]) {
      desk.script(calls({ name: 'same_customer', input }));
      const { reply } = await desk.say({ as: 'U0LEA', text: 'these are one' });
      expect(reply?.document.text).toContain('Only Nordfisk Trading [id ');
      expect(reply?.document.text).toContain('there is nothing to merge');
    }
  });

  const companies = async () => (await desk.rows('companies')).map(({ name }) => name);
  const both = async () => (await companies()).filter((name) => names.includes(name));

  /** Somebody says that the two are one; gives the card that was shown. */
  async function say(as: string, threadTs?: string): Promise<Posted & { root: string }> {
    const before = desk.chat.posted.length;
    const said = await desk.say({
      as,
      text: `${names[0]} is the same as ${names[1]}`,
      ...(threadTs ? { threadTs } : {}),
    });
    const card = desk.chat.posted.slice(before).find(({ document }) => document.cards);
    if (!card) throw new Error('No card was shown.');
    return Object.assign(card, { root: said.threadTs });
  }

  async function openForm(as: string, on: Posted, value?: string): Promise<MergeForm> {
    const answer = await desk.press('merge_open', { as, on, ...(value ? { value } : {}) });
    if (!answer || !('form' in answer) || answer.form.kind !== 'merge_fields')
      throw new Error(JSON.stringify(answer));
    return answer.form;
  }

  const pairId = (card: Posted) => card.document.cards?.[0]?.actions[0]?.value ?? '';
  const shown = (card: Posted) => JSON.stringify(card.document.cards);

  test('a lead sees both on a card, chooses by a form, and Undo on the card brings both back', async () => {
    const card = await say('U0LEA');
    expect(shown(card)).toContain(names[0]);
    expect(shown(card)).toContain('1 interaction');
    expect(await both()).toHaveLength(2);
    const { origin, preview } = await openForm('U0LEA', card);
    expect(preview.fields.find(({ field }) => field === 'name')?.staysAs).toBe('alias');
    const told = await desk.submit('merge_fields', { as: 'U0LEA', origin, choices: { name: 'merged' } });
    expect(told).toEqual({ say: expect.stringContaining(`Merged ${names[1]} into ${names[0]}`) });
    expect(await both()).toEqual([names[1]]);
    expect(shown(card)).toContain(`${names[1]} into ${names[0]}`);
    expect(card.document.cards?.[0]?.actions.map(({ id }) => id)).toEqual(['merge_undo']);
    expect(await desk.press('merge_undo', { as: 'U0LEA', on: card })).toEqual({
      say: expect.stringContaining('Both are there again'),
    });
    expect(await both()).toHaveLength(2);
    expect(card.document.cards?.[0]?.actions[0]?.id).toBe('merge_open');
  });

  test('what a member says is noted, without buttons; their presses and forms are refused', async () => {
    const card = await say('U0MARTA');
    expect(card.document.cards?.[0]).toMatchObject({
      actions: [],
      outcome: 'Noted for the leads of the team.',
    });
    const [pair] = (await desk.rows('duplicates')).slice(-1);
    expect(pair).toMatchObject({ status: 'open' });
    const leads = await say('U0LEA');
    const { origin } = await openForm('U0LEA', leads);
    for (const id of ['merge_open', 'merge_different', 'merge_later', 'merge_undo'] as const) {
      expect(await desk.press(id, { as: 'U0MARTA', on: leads, value: pairId(leads) })).toEqual({
        say: expect.stringContaining('Only leads and admins'),
      });
    }
    const filled = await desk.submit('merge_fields', { as: 'U0MARTA', origin, choices: {} });
    expect(filled).toEqual({
      problems: [{ param: '', reason: expect.stringContaining('Only leads and admins') }],
    });
    await desk.pressOnHome('home_different', { as: 'U0MARTA', value: pairId(leads) });
    expect(await both()).toHaveLength(2);
    expect((await desk.rows('duplicates')).find(({ id }) => id === pair?.id)?.status).toBe('open');
  });

  test('two who merge at once: the second is told, and nothing is merged twice', async () => {
    const card = await say('U0LEA');
    const [one, other] = [await openForm('U0LEA', card), await openForm('U0ADA', card)];
    await desk.submit('merge_fields', { as: 'U0LEA', origin: one.origin, choices: {} });
    expect(await desk.submit('merge_fields', { as: 'U0ADA', origin: other.origin, choices: {} })).toEqual({
      problems: [{ param: '', reason: expect.stringMatching(/merged already: .*by Lea/) }],
    });
    const stale = await desk.press('merge_open', { as: 'U0ADA', on: card, value: pairId(card) });
    expect(stale).toEqual({ form: { kind: 'words', text: expect.stringContaining('merged already') } });
    expect(
      (await desk.rows('changes')).filter(
        ({ verb, summary }) => verb === 'merge_companies' && summary.includes(names[0].split(' ')[0] ?? ''),
      ),
    ).toHaveLength(1);
  });

  test('a form is refused when something has changed since it was opened, and says what', async () => {
    const card = await say('U0LEA');
    const { origin } = await openForm('U0LEA', card);
    const company = { name: names[0] };
    desk.script(calls({ name: 'save_company', input: { company, about: 'Makes lamps.' } }));
    await desk.say({ as: 'U0MARTA', text: 'they make lamps' });
    expect(await desk.submit('merge_fields', { as: 'U0LEA', origin, choices: {} })).toEqual({
      problems: [{ param: '', reason: expect.stringContaining('about (now “Makes lamps.” and nothing)') }],
    });
    expect(await both()).toHaveLength(2);
  });

  test('“undo” in the thread of the card takes the merge back; elsewhere it does not', async () => {
    const card = await say('U0LEA');
    const { origin } = await openForm('U0LEA', card);
    await desk.submit('merge_fields', { as: 'U0LEA', origin, choices: {} });
    desk.script(calls({ name: 'undo', input: {} }));
    await desk.say({ as: 'U0LEA', channel: 'C0SALES', text: 'undo' });
    expect(await both()).toHaveLength(1);
    await desk.say({ as: 'U0LEA', text: 'undo', threadTs: card.root });
    expect(await both()).toHaveLength(2);
    expect(card.document.cards?.[0]?.actions[0]?.id).toBe('merge_open');
  });

  test('“Two different” is remembered, and “Not now” leaves them on Home', async () => {
    const card = await say('U0LEA');
    await desk.press('merge_later', { as: 'U0LEA', on: card });
    expect(shown(card)).toContain('Not now, as Lea has said');
    const again = await say('U0LEA');
    await desk.press('merge_different', { as: 'U0ADA', on: again });
    expect(shown(again)).toContain('Two different, as Ada has said.');
    expect((await desk.rows('duplicates')).find(({ id }) => id === pairId(again))?.status).toBe('different');
    const members = await say('U0MARTA');
    expect(shown(members)).toContain(
      'Ada has said that they are two. A lead or an admin can merge them all the same.',
    );
    const leads = await say('U0LEA');
    expect(shown(leads)).toContain('Ada has said that they are two.');
    const { origin } = await openForm('U0LEA', leads);
    await desk.submit('merge_fields', { as: 'U0LEA', origin, choices: {} });
    expect(await both()).toHaveLength(1);
  });

  test('values that name no pair are refused', async () => {
    const card = await say('U0LEA');
    for (const value of ['', 'x', '{"id":1}']) {
      for (const id of ['merge_open', 'merge_different', 'merge_later', 'merge_undo'] as const) {
        const answer = await desk.press(id, { as: 'U0ADA', on: card, value });
        expect(JSON.stringify(answer), id).toMatch(/not find|not known|no pair|not one any more|not valid/);
      }
    }
  });

  test('a name that another company has already cannot be taken: a card asks whether the two are one', async () => {
    const rename = calls({ name: 'save_company', input: { company: { name: names[1] }, name: names[0] } });
    desk.script(rename);
    const { ts, channel } = await desk.say({ as: 'U0LEA', text: `${names[1]} is called ${names[0]} now` });
    const card = desk.replies(channel, ts).at(-1);
    expect(card?.document.cards?.[0]).toMatchObject({ title: 'May be one company' });
    expect(card?.document.cards?.[0]?.actions[0]?.id).toBe('merge_open');
    expect(await both()).toHaveLength(2);
    desk.script(rename);
    const members = await desk.say({ as: 'U0MARTA', text: `${names[1]} is called ${names[0]} now` });
    const noted = desk.replies(members.channel, members.ts).at(-1);
    expect(noted?.document.cards?.[0]).toMatchObject({
      actions: [],
      outcome: expect.stringContaining('Noted'),
    });
  });

  test('so is it with the name of a colleague; people of one name are told apart by words', async () => {
    const contacts = ['Eva Klein', 'Eva Sommer'].map((name) => ({ name }));
    const input = { kind: 'call', summary: 'Spoke.', company: { name: names[0] }, contacts };
    desk.script(calls({ name: 'log_interaction', input }));
    await desk.say({ as: 'U0LEA', text: 'spoke with both' });
    const [eva] = (await desk.rows('contacts')).filter(({ name }) => name === 'Eva Klein').slice(-1);
    const rename = (more: object = {}) =>
      calls({ name: 'save_contact', input: { contact: { id: eva?.id, ...more }, name: 'Eva Sommer' } });
    desk.script(rename());
    const { ts, channel } = await desk.say({ as: 'U0LEA', text: 'Eva Klein is Eva Sommer now' });
    const card = desk.replies(channel, ts).at(-1);
    expect(card?.document.cards?.[0]).toMatchObject({ title: 'May be one person' });
    expect(desk.replies(channel, ts).flatMap(({ document }) => document.actions ?? [])).toEqual([]);
    desk.script(rename({ is_new: true }));
    await desk.say({ as: 'U0LEA', text: 'they are two', threadTs: ts });
    expect((await desk.rows('contacts')).find(({ id }) => id === eva?.id)?.name).toBe('Eva Sommer');
  });

  test('a merge of somebody who was erased since cannot be taken back, and it is said why', async () => {
    const people = ['Uwe Brandt', 'Uwe Brand'].map((name) => ({ name: `${name} ${names[0]}`, is_new: true }));
    const input = { kind: 'call', summary: 'Spoke.', company: { name: names[0] }, contacts: people };
    desk.script(calls({ name: 'log_interaction', input }));
    await desk.say({ as: 'U0LEA', text: 'spoke with both' });
    const [one, other] = (await desk.rows('contacts')).filter(({ name }) => name.includes('Uwe')).slice(-2);
    const contacts = { contact: { id: one?.id }, other_contact: { id: other?.id } };
    desk.script(calls({ name: 'same_customer', input: contacts }));
    const card = await say('U0LEA');
    const { origin } = await openForm('U0LEA', card);
    await desk.submit('merge_fields', { as: 'U0LEA', origin, choices: {} });
    await eraseContact(await desk.join('Ada', { role: 'admin' }), { contact: { id: one?.id } });
    const told = await desk.press('merge_undo', { as: 'U0LEA', on: card, value: origin.pair });
    expect(told).toEqual({ say: expect.stringContaining('not find both of them') });
  });

  test('Home shows leads who may be one, each to be decided; members see none of it', async () => {
    await say('U0MARTA');
    const openHome = (user: string) =>
      desk.receive({ kind: 'home_opened', threadKey: `home:${user}`, payload: { user, tab: 'home' } });
    await openHome('U0LEA');
    const home = desk.chat.homes.get('U0LEA');
    const pairs = home?.kind === 'open' ? home.pairs : undefined;
    expect(pairs?.shown[0]).toMatchObject({ one: expect.stringContaining(names[0].split(' ')[0] ?? '') });
    expect(pairs?.shown.length).toBeLessThanOrEqual(3);
    await desk.pressOnHome('home_different', { as: 'U0LEA', value: pairs?.shown[0]?.id ?? '' });
    const after = desk.chat.homes.get('U0LEA');
    expect(after).toMatchObject({ notice: 'I have noted that they are two.' });
    expect(JSON.stringify(after)).not.toContain(pairs?.shown[0]?.id);
    await openHome('U0MARTA');
    expect(desk.chat.homes.get('U0MARTA')).toMatchObject({ pairs: undefined });
  });

  test('who has written one as new and then says that they are one is heard', async () => {
    const rest = ['Nord', 'Sued'].map((word) => `${names[0]} ${word}`);
    for (const name of rest) {
      desk.script(calls({ name: 'save_company', input: { company: { name, is_new: true } } }));
      await desk.say({ as: 'U0MARTA', text: `new: ${name}` });
    }
    const [one, other] = (await desk.rows('companies')).filter(({ name }) => rest.includes(name));
    names = [rest[0] ?? '', rest[1] ?? ''];
    const pair = { kind: 'company' as const, oneId: one?.id ?? '', otherId: other?.id ?? '' };
    await sayDifferent(lea, await reportPair(lea, pair).then(({ id }) => ({ id })));
    desk.script(sameCustomer());
    expect(shown(await say('U0MARTA'))).toContain('Lea has said that they are two');
    expect(shown(await say('U0LEA'))).not.toContain('has said that they are two');
    expect(shown(await say('U0MARTA'))).toContain('Noted for the leads of the team.');
  });
});
