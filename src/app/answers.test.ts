import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import type { ModelRequest, Script } from '../testing/model-script.ts';
import { DIALECTS } from '../testing/stores.ts';

describe.each(Object.entries(DIALECTS))('a question that is answered by buttons, on %s', (_, open) => {
  let desk: AppDesk;
  let count = 0;
  let word = '';
  beforeAll(async () => {
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    await desk.join('Marta');
    await desk.join('Tom');
  });
  afterAll(async () => {
    await desk.close();
    await desk.store.close();
  });

  const logged = (company: object, summary: string) => ({
    name: 'log_interaction',
    input: { kind: 'call', summary, company },
  });

  /** Two companies whose names begin alike. */
  beforeEach(async () => {
    count += 1;
    word = `Blarvex${String.fromCharCode(64 + count).repeat(3)}`;
    for (const rest of ['Logistics', 'Shipping']) {
      const company = {
        name: `${word} ${rest}`,
        domain: `${word}-${rest}.example`.toLowerCase(),
        is_new: true,
      };
      desk.script(onceThen(logged(company, `First call with ${rest}.`), 'Saved.'));
      await desk.say({ as: 'U0MARTA', text: `call with ${rest}` });
    }
    desk.script(asks);
  });

  const onceThen =
    (call: { name: string; input: unknown }, text: string): Script =>
    ({ results }) =>
      results.length > 0 ? { text } : { calls: [call] };

  /** A model that logs a call with the short name, whatever it is told, and asks when that is refused. */
  const asks: Script = ({ results }) => {
    const [result] = results;
    if (!result) return { calls: [logged({ name: word }, 'Talked about the offer.')] };
    return JSON.stringify(result).includes('"error"')
      ? { text: `Which ${word} do you mean?` }
      : { text: 'Saved.' };
  };

  async function ask(channel = 'D0MARTA'): Promise<{ card: Posted; ts: string }> {
    const { reply, ts } = await desk.say({
      as: 'U0MARTA',
      channel,
      text: `call with ${word} about the offer`,
    });
    if (!reply) throw new Error('There is no answer.');
    return { card: reply, ts };
  }

  const labels = (card: Posted) => card.document.actions?.map(({ label }) => label) ?? [];
  const talks = async () => {
    const companies = new Map((await desk.rows('companies')).map(({ id, name }) => [id, name]));
    return (await desk.rows('interactions'))
      .filter(({ summary }) => summary === 'Talked about the offer.')
      .map(({ companyId }) => companies.get(companyId ?? ''))
      .filter((name) => name?.startsWith(word));
  };
  const aliases = async () => (await desk.rows('aliases')).filter(({ name }) => name === word);

  test.each(['D0MARTA', 'C0SALES'])('a press answers the question, once, in %s', async (channel) => {
    const { card, ts } = await ask(channel);
    expect(labels(card)).toEqual([
      expect.stringContaining(`${word} Logistics (`),
      expect.stringContaining(`${word} Shipping (`),
      'Another company',
    ]);
    expect(JSON.stringify(card.document)).not.toMatch(/\[id /);
    expect(await desk.press('answer_2', { as: 'U0MARTA', on: card })).toBeUndefined();
    expect(await talks()).toEqual([`${word} Shipping`]);
    expect(card.document.actions).toBeUndefined();
    expect(card.document.facts?.at(-1)).toEqual({
      label: 'Answered',
      value: expect.stringContaining('Shipping'),
    });
    expect(desk.replies(channel, ts).at(-1)?.document.facts).toContainEqual(
      expect.objectContaining({ label: 'Logged' }),
    );
    expect(await aliases()).toMatchObject([{ source: 'answer' }]);
  });

  test('of presses on two buttons the first counts, also when they come at once', async () => {
    const { card } = await ask();
    const press = (id: 'answer_1' | 'answer_2') =>
      desk.press(id, { as: 'U0MARTA', on: card, value: runOf(card) });
    const runId = runOf(card);
    const said = await Promise.all([press('answer_1'), press('answer_2')]);
    expect(said.filter((each) => each === undefined)).toHaveLength(1);
    expect(said).toContainEqual({ say: 'This question is answered already.' });
    expect(await desk.press('answer_2', { as: 'U0MARTA', on: card, value: runId })).toEqual({
      say: 'This question is answered already.',
    });
    expect(await talks()).toHaveLength(1);
  });

  const runOf = (card: Posted) => card.document.actions?.[0]?.value ?? '';

  test('somebody else cannot answer, and the buttons stay', async () => {
    const { card } = await ask('C0SALES');
    expect(await desk.press('answer_1', { as: 'U0TOM', on: card })).toEqual({
      say: 'This question was for somebody else: only they can answer it.',
    });
    expect(labels(card)).toHaveLength(3);
    expect(await talks()).toEqual([]);
  });

  test('“Another company” makes a new one, which is remembered as different', async () => {
    const { card } = await ask();
    await desk.press('answer_else', { as: 'U0MARTA', on: card });
    expect(await talks()).toEqual([word]);
    expect(await aliases()).toEqual([]);
  });

  test('an answer in words ends the question: its buttons answer nothing any more', async () => {
    const { card, ts } = await ask();
    const shipping = (await desk.rows('companies')).find(({ name }) => name === `${word} Shipping`);
    desk.script(onceThen(logged({ id: shipping?.id, name: word }, 'Talked about the offer.'), 'Saved.'));
    await desk.say({ as: 'U0MARTA', text: 'Shipping', threadTs: ts });
    expect(await aliases()).toMatchObject([{ companyId: shipping?.id, source: 'answer' }]);
    expect(await desk.press('answer_1', { as: 'U0MARTA', on: card })).toEqual({
      say: expect.stringContaining('This question is over'),
    });
    expect(card.document.actions).toBeUndefined();
    expect(await talks()).toEqual([`${word} Shipping`]);
  });

  test('an answer in words elsewhere ends it, too; other messages there do not', async () => {
    const { card } = await ask();
    desk.script(() => ({ text: 'Hello.' }));
    await desk.say({ as: 'U0MARTA', text: 'hello' });
    const shipping = (await desk.rows('companies')).find(({ name }) => name === `${word} Shipping`);
    desk.script(onceThen(logged({ id: shipping?.id }, 'Talked about the offer.'), 'Saved.'));
    await desk.say({ as: 'U0MARTA', text: 'I meant Shipping' });
    expect(await desk.press('answer_1', { as: 'U0MARTA', on: card })).toEqual({
      say: expect.stringContaining('This question is over'),
    });
    expect(await talks()).toEqual([`${word} Shipping`]);
  });

  test('a question is answered days after, and the model is told whom the person has chosen', async () => {
    const { card } = await ask();
    desk.clock.advance(3 * 24 * 3_600_000);
    const seen: ModelRequest[] = [];
    desk.script((request) => {
      seen.push(request);
      return asks(request);
    });
    await desk.press('answer_1', { as: 'U0MARTA', on: card });
    const window = JSON.stringify(seen[0]?.messages);
    expect(seen[0]?.said).toContain(`${word} Logistics`);
    expect(window).toContain('\\"answered\\":true');
    expect(window).not.toContain(`${word} Shipping (`);
    expect(await talks()).toEqual([`${word} Logistics`]);
  });

  test('a model cannot make another choice of the answer, nor learn a name that nobody was asked about', async () => {
    const { card } = await ask();
    const [logistics, shipping] = (await desk.rows('companies')).filter(({ name }) => name.startsWith(word));
    desk.script(onceThen(logged({ id: shipping?.id, name: word }, 'Talked about the offer.'), 'Saved.'));
    await desk.press('answer_1', { as: 'U0MARTA', on: card });
    expect(await talks()).toEqual([logistics?.name]);
    desk.script(onceThen(logged({ id: shipping?.id, name: 'Made Up' }, 'Another talk.'), 'Saved.'));
    await desk.say({ as: 'U0MARTA', text: 'talked to Made Up' });
    expect((await desk.rows('aliases')).filter(({ name }) => name === 'Made Up')).toEqual([]);
  });

  test('where nothing tells another company from the one that is known, the person is asked for it, without buttons', async () => {
    const name = `${word} Shipping`;
    const twin = logged({ name, is_new: true }, 'Talked about the offer.');
    desk.script(({ results }) => (results.length > 0 ? { text: `Which ${word}?` } : { calls: [twin] }));
    const { reply, threadTs } = await desk.say({ as: 'U0MARTA', text: `call with another ${name}` });
    if (!reply) throw new Error('There is no answer.');
    expect(labels(reply)).toEqual([expect.stringContaining(name), 'Another company']);
    await desk.press('answer_else', { as: 'U0MARTA', on: reply });
    const answer = desk.replies('D0MARTA', threadTs).at(-1);
    expect(answer?.document.facts?.[0]?.value).toContain(`Nothing tells another “${name}” from the one`);
    expect(answer?.document.actions).toBeUndefined();
    const domain = `other-${word}.example`.toLowerCase();
    desk.script(onceThen(logged({ name, domain, is_new: true }, 'Talked about the offer.'), 'Saved.'));
    await desk.say({ as: 'U0MARTA', text: domain, threadTs });
    expect(await talks()).toEqual([name]);
    expect((await desk.rows('companies')).filter((each) => each.name === name)).toHaveLength(2);
  });

  test('presses with values of no question are refused', async () => {
    const { card } = await ask();
    for (const value of ['', 'x', '01HGERCX000000000000000000']) {
      expect(await desk.press('answer_1', { as: 'U0MARTA', on: card, value })).toEqual({
        say: expect.stringContaining('not known any more'),
      });
    }
    expect(await desk.press('answer_5', { as: 'U0MARTA', on: card, value: runOf(card) })).toEqual({
      say: expect.stringContaining('not known any more'),
    });
  });

  test('a question about a customer is answered by a press, too', async () => {
    const asksAbout: Script = ({ said, results }) => {
      const [result] = results;
      if (!result) return { calls: [{ name: 'get_customer', input: { company: { name: word } } }] };
      const isRefused = JSON.stringify(result).includes('"error"');
      return {
        text: isRefused ? `Which ${word} do you mean?` : `Answered ${said}: ${JSON.stringify(result)}`,
      };
    };
    desk.script(asksAbout);
    const { reply, ts } = await desk.say({ as: 'U0MARTA', text: `what do we know about ${word}?` });
    if (!reply) throw new Error('There is no answer.');
    expect(labels(reply)).toHaveLength(3);
    await desk.press('answer_1', { as: 'U0MARTA', on: reply });
    expect(desk.replies('D0MARTA', ts).at(-1)?.document.text).toContain(`"name":"${word} Logistics"`);
    expect(JSON.stringify(desk.requests.at(-1)?.messages)).toContain(`name\\":\\"“${word} Logistics`);
  });

  test('an answer is taken though the card cannot be drawn anew, and a later press says so', async () => {
    const { card } = await ask();
    desk.chat.breakDrawing(true);
    await desk.press('answer_1', { as: 'U0MARTA', on: card });
    desk.chat.breakDrawing(false);
    expect(await talks()).toEqual([`${word} Logistics`]);
    expect(labels(card)).toHaveLength(3);
    expect(await desk.press('answer_2', { as: 'U0MARTA', on: card })).toEqual({
      say: 'This question is answered already.',
    });
    expect(labels(card)).toEqual([]);
    expect(card.document.facts?.at(-1)?.value).toContain('Logistics');
  });
});
