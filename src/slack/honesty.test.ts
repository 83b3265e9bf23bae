import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../testing/harness.ts';
import type { ModelAnswer, Script, ScriptedCall } from '../testing/model-script.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  const known = [log('Bluefin Logistics', 'Sofia Almeida'), log('Bluefin Foods', 'Rui Costa')];
  await says(known, 'Saved.', 'Calls with both Bluefins');
});
afterAll(() => harness.close());

const log = (company: string, contact: string, more: object = {}): ScriptedCall => ({
  name: 'log_interaction',
  input: {
    kind: 'call',
    summary: `${contact} asked for a quote.`,
    company: { name: company },
    contacts: [{ name: contact }],
    ...more,
  },
});

/** Makes all these calls in one step, and then says this. */
const makes =
  (calls: ScriptedCall[], text: string): Script =>
  ({ results }) =>
    results.length === 0 && calls.length > 0 ? { calls } : { text };

/** What the person reads in the end: text, card, small print. */
async function says(calls: ScriptedCall[], text: string, said: string, more: object = {}): Promise<string> {
  harness.model.script(makes(calls, text));
  const { reply } = await harness.say({ as: 'U0MARTA', text: said, ...more });
  return reply.text;
}

describe('an answer that says “saved”', () => {
  test('stands beside what was not saved, in the words of code', async () => {
    const refused = log('Bluefin', 'Ana Lopes');
    const shown = await says([refused], 'Logged the call with Ana.', 'call with Ana from Bluefin');
    expect(shown).toMatch(
      /^Logged the call with Ana\.\nNot saved: call with Ana Lopes \(Bluefin\): is Bluefin \w+ or Bluefin \w+ meant\?$/,
    );
    expect(JSON.stringify(await harness.rows('outbox'))).not.toMatch(/"value":"[^"]*\[id /);
  });

  test('stands beside both what was saved and what was not', async () => {
    const both = [log('Bluefin', 'Ana Lopes'), log('Kestrel Foods', 'Oliver Marsh')];
    const shown = await says(both, 'Logged both.', 'calls with Ana and Oliver');
    expect(shown).toMatch(/^Logged both\.\nNot saved: call with Ana.*\nLogged: Call with Oliver Marsh/);
    expect(shown).toContain('New: Kestrel Foods, Oliver Marsh');
  });

  test('is left alone when a later call made the refused one good', async () => {
    harness.model.script(({ results }) => {
      if (results.length === 0) return { calls: [log('Bluefin', 'Ana Lopes')] };
      if (results.length === 1) return { calls: [log('Bluefin Logistics', 'Ana Lopes')] };
      return { text: 'Logged.' };
    });
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'call with Ana from Bluefin' });
    expect(reply.text).toContain('Logged: Call with Ana Lopes');
    expect(reply.text).not.toContain('Not saved');
  });

  test('gets a line under it when there was no call at all for what a person told', async () => {
    expect(await says([], 'Logged!', 'Had a call with Ana of Acme today')).toBe(
      'Logged!\nNothing was saved from this message.',
    );
  });

  test.each([
    ['small talk', 'You are welcome!', 'thanks, great'],
    ['a question', 'You can tell me what happened.', 'What can you do for me today?'],
    ['a question back', 'Who was it with?', 'Had a long call today about prices'],
  ])('gets no such line for %s', async (_, text, said) => {
    expect(await says([], text, said)).toBe(text);
  });
});

describe('when the answer fails after something was saved', () => {
  test('the person is told that it is saved, and not asked to send it again', async () => {
    harness.model.script(({ results }) =>
      results.length === 0 ? { calls: [log('Globex', 'Gil Berg')] } : { status: 400 },
    );
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'call with Gil of Globex' });
    expect(reply.text).toMatch(/^Saved, as you see below; only my answer failed: /);
    expect(reply.text).toContain('Logged: Call with Gil Berg (Globex)');
    expect(reply.text).not.toMatch(/send it again in a little while/);
  });

  test('and nothing that lasts is to be tried again in a little while', async () => {
    harness.model.script(() => ({ status: 400 }));
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'call with Gil of Globex' });
    expect(reply.text).toMatch(/^Sorry, I could not finish this: .* Nothing was saved\.$/);
  });
});

describe('what is private', () => {
  test('is told to the person alone when it was saved from a channel', async () => {
    const direct = harness.workspace.directChannel('U0MARTA');
    const before = (await harness.workspace.messages(direct)).length;
    const said = `<@${harness.workspace.botUserId}> private: Dev told me he is leaving`;
    const call = log('Brightwater', 'Dev Menon', { is_private: true, summary: 'Dev is leaving.' });
    const shown = await says([call], 'Kept: Dev is leaving.', said, { channel: 'C0SALES' });
    expect(shown).toMatch(/^I have sent you what I saved by direct message/);
    await harness.settled();
    const channel = JSON.stringify(await harness.workspace.messages('C0SALES')).replaceAll(said, '');
    expect(channel).not.toMatch(/Dev|leaving\.|Logged/);
    const [alone] = (await harness.workspace.messages(direct)).slice(before);
    expect(alone?.text).toContain('Kept: Dev is leaving.');
    expect(alone?.text).toContain('Logged privately: Call with Dev Menon (Brightwater)');
    const kept = await harness.rows('messages');
    expect(kept.filter(({ author, text }) => author === 'assistant' && text.includes('Dev is'))).toEqual([]);
    await harness.workspace.click({
      as: 'U0MARTA',
      channel: direct,
      messageTs: alone?.ts ?? '',
      actionId: 'undo_run',
    });
    await harness.settled();
    expect((await harness.rows('interactions')).filter(({ isPrivate }) => isPrivate)).toEqual([]);
  });
});

describe('when the answer fails after something was done that no card shows', () => {
  const undone =
    (failure: ModelAnswer): Script =>
    (request) =>
      request.results.length === 0 ? { calls: [{ name: 'undo', input: {} }] } : failure;

  test('the person is told what was taken back, and not asked to say “undo that” again', async () => {
    await says([log('Initech', 'Ida Holm')], 'Saved.', 'call with Ida of Initech');
    harness.model.script(undone({ status: 400 }));
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'undo that' });
    expect(reply.text).toMatch(/^Undone: Call with Ida Holm \(Initech\); only my answer failed: /);
    expect(reply.text).toMatch(/Please do not send it again\.$/);
    expect(reply.text).not.toContain('Nothing was saved');
  });

  test('a channel is told that something was taken back, and not what', async () => {
    const channel = 'C0SALES';
    const mention = `<@${harness.workspace.botUserId}>`;
    harness.model.script(makes([log('Hooli', 'Hal Ek')], 'Saved.'));
    const told = `${mention} call with Hal of Hooli`;
    const { ts: threadTs } = await harness.say({ as: 'U0MARTA', channel, text: told });
    harness.model.script(undone({ status: 400 }));
    const { reply } = await harness.say({ as: 'U0MARTA', channel, text: `${mention} undo that`, threadTs });
    expect(reply.text).toMatch(/^Undone; only my answer failed: /);
  });

  test('the person is told what became of a schedule', async () => {
    const call = (action: string, more: object = {}) => ({ name: 'schedule', input: { action, ...more } });
    const every = { report: 'my-week', every: 'week', on: ['friday'], at: '17:00' };
    await says([call('create', every)], 'Press the button.', 'my week every Friday');
    harness.model.script(({ results }) =>
      results.length === 0 ? { calls: [call('end')] } : { status: 400 },
    );
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'no, stop it' });
    expect(reply.text).toMatch(/^Schedule of .*, every Friday at 17:00 .*: ended; only my answer failed: /);
    expect(reply.text).not.toContain('Nothing was saved');
  });

  test('and after too many steps, too', async () => {
    await says([log('Umbra', 'Una Berg')], 'Saved.', 'call with Una of Umbra');
    harness.model.script(({ results }) => ({
      calls: [results.length === 0 ? { name: 'undo', input: {} } : { name: 'find', input: { query: 'Una' } }],
    }));
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'undo that' });
    expect(reply.text).toContain('I stopped before I was finished');
    expect(reply.text).toContain('Also done: Undone: Call with Una Berg (Umbra).');
  });
});
