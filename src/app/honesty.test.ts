import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderText } from '../delivery/document.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { ModelAnswer, Script, ScriptedCall } from '../testing/model-script.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk();
  await desk.join('Marta');
  const known = [log('Bluefin Logistics', 'Sofia Almeida'), log('Bluefin Foods', 'Rui Costa')];
  await says(known, 'Saved.', 'Calls with both Bluefins');
});
afterAll(() => desk.close());

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
  desk.script(makes(calls, text));
  return (await desk.say({ as: 'U0MARTA', text: said, ...more })).text;
}

test('a card names a company by its domain, and a person by their address, as they are on record', async () => {
  const first = {
    kind: 'email',
    summary: 'Wrote.',
    company: { domain: 'booking.com' },
    contacts: [{ email: 'info@booking.com' }],
  };
  await says([{ name: 'log_interaction', input: first }], 'Saved.', 'mail from info@booking.com');
  const note = { company: { name: 'booking' }, note: 'See https://evil.example/x' };
  const calls = [
    { name: 'add_note', input: note },
    {
      name: 'log_interaction',
      input: { ...first, kind: 'call', summary: 'Called back.', contacts: [{ email: 'info@booking.com' }] },
    },
  ];
  const shown = await says(calls, 'Saved.', 'Booking said where to look, and called');
  expect(shown).toContain('Logged: Call with info@booking.com (booking.com)');
  expect(shown).toMatch(/Note: .*booking\.com.*\[link removed\]/);
});

describe('an answer that says “saved”', () => {
  test('stands beside what was not saved, in the words of code', async () => {
    const refused = log('Bluefin', 'Ana Lopes');
    const shown = await says([refused], 'Logged the call with Ana.', 'call with Ana from Bluefin');
    expect(shown).toMatch(
      /^Logged the call with Ana\.\nNot saved: call with Ana Lopes \(Bluefin\)\. Which one: Bluefin \w+ \([^()]*\); or Bluefin \w+ \([^()]*\)\?$/,
    );
    expect(JSON.stringify(await desk.rows('outbox'))).not.toMatch(/"value":"[^"]*\[id /);
  });

  test('stands beside both what was saved and what was not', async () => {
    const both = [log('Bluefin', 'Ana Lopes'), log('Kestrel Foods', 'Oliver Marsh')];
    const shown = await says(both, 'Logged both.', 'calls with Ana and Oliver');
    expect(shown).toMatch(/^Logged both\.\nNot saved: call with Ana.*\nLogged: Call with Oliver Marsh/);
    expect(shown).toContain('New: Kestrel Foods, Oliver Marsh');
  });

  test('is left alone when a later call made the refused one good', async () => {
    desk.script(({ results }) => {
      if (results.length === 0) return { calls: [log('Bluefin', 'Ana Lopes')] };
      if (results.length === 1) return { calls: [log('Bluefin Logistics', 'Ana Lopes')] };
      return { text: 'Logged.' };
    });
    const { text } = await desk.say({ as: 'U0MARTA', text: 'call with Ana from Bluefin' });
    expect(text).toContain('Logged: Call with Ana Lopes');
    expect(text).not.toContain('Not saved');
  });

  test('gets a line under it when there was no call at all for what a person told', async () => {
    expect(await says([], 'Logged!', 'Had a call with Ana of Acme today')).toBe(
      'Logged!\nNothing was saved from this message.',
    );
  });

  test('gets a line under it when its calls found all on record already', async () => {
    const calls = [
      {
        name: 'relate',
        input: {
          contact: { name: 'Sofia Almeida' },
          kind: 'works_at',
          company: { name: 'Bluefin Logistics' },
        },
      },
    ];
    expect(
      await says(calls, 'She is there full time now.', 'Sofia Almeida is at Bluefin full time now'),
    ).toBe('She is there full time now.\nNothing new was saved from this message.');
  });

  test.each([
    ['small talk', 'You are welcome!', 'thanks, great'],
    ['a question', 'You can tell me what happened.', 'What can you do for me today?'],
    ['a question back', 'Who was it with?', 'Had a long call today about prices'],
  ])('gets no such line for %s', async (_, text, said) => {
    expect(await says([], text, said)).toBe(text);
  });
});

test('a report that was refused is named beside an answer that does not say so', async () => {
  const run = { name: 'run_report', input: { name: 'weekly-interactions' } };
  expect(await says([run], 'Here you are.', 'weekly numbers of the team please')).toBe(
    'Here you are.\nNot run: “weekly-interactions” is for leads and admins.',
  );
});

describe('when the answer fails after something was saved', () => {
  test('the person is told that it is saved, and not asked to send it again', async () => {
    desk.script(({ results }) =>
      results.length === 0 ? { calls: [log('Globex', 'Gil Berg')] } : { status: 400 },
    );
    const { text } = await desk.say({ as: 'U0MARTA', text: 'call with Gil of Globex' });
    expect(text).toMatch(/^Saved, as you see below; only my answer failed: /);
    expect(text).toContain('Logged: Call with Gil Berg (Globex)');
    expect(text).not.toMatch(/send it again in a little while/);
  });

  test('and nothing that lasts is to be tried again in a little while', async () => {
    desk.script(() => ({ status: 400 }));
    const { text } = await desk.say({ as: 'U0MARTA', text: 'call with Gil of Globex' });
    expect(text).toMatch(/^Sorry, I could not finish this: .* Nothing was saved\.$/);
  });
});

describe('what is private', () => {
  test('is told to the person alone when it was saved from a channel', async () => {
    const said = 'private: Dev told me he is leaving';
    const call = log('Brightwater', 'Dev Menon', { is_private: true, summary: 'Dev is leaving.' });
    const before = desk.chat.posted.length;
    const shown = await says([call], 'Kept: Dev is leaving.', said, { channel: 'C0SALES' });
    expect(shown).toBe('I have answered you by direct message.');
    const posted = desk.chat.posted.slice(before);
    const inChannel = JSON.stringify(posted.filter(({ channel }) => channel === 'C0SALES'));
    expect(inChannel).not.toMatch(/Dev|leaving\.|Logged/);
    const [alone] = posted.filter(({ channel }) => channel === 'D0MARTA');
    if (!alone) throw new Error('Nothing was said to her alone.');
    expect(renderText(alone.document)).toContain('Kept: Dev is leaving.');
    expect(renderText(alone.document)).toContain('everybody there can read your own message');
    expect(renderText(alone.document)).toContain('Logged privately: Call with Dev Menon (Brightwater)');
    const kept = await desk.rows('messages');
    expect(kept.filter(({ author, text }) => author === 'assistant' && text.includes('Dev is'))).toEqual([]);
    await desk.press('undo_run', { as: 'U0MARTA', on: alone });
    expect((await desk.rows('interactions')).filter(({ isPrivate }) => isPrivate)).toEqual([]);
  });
});

describe('when the answer fails after something was done that no card shows', () => {
  const undone =
    (failure: ModelAnswer): Script =>
    (request) =>
      request.results.length === 0 ? { calls: [{ name: 'undo', input: {} }] } : failure;

  test('the person is told what was taken back, and not asked to say “undo that” again', async () => {
    await says([log('Initech', 'Ida Holm')], 'Saved.', 'call with Ida of Initech');
    desk.script(undone({ status: 400 }));
    const { text } = await desk.say({ as: 'U0MARTA', text: 'undo that' });
    expect(text).toMatch(/^Undone: Call with Ida Holm \(Initech\); only my answer failed: /);
    expect(text).toMatch(/Please do not send it again\.$/);
    expect(text).not.toContain('Nothing was saved');
  });

  test('a channel is told that something was taken back, and not what', async () => {
    const channel = 'C0SALES';
    desk.script(makes([log('Hooli', 'Hal Ek')], 'Saved.'));
    const told = 'call with Hal of Hooli';
    const { ts: threadTs } = await desk.say({ as: 'U0MARTA', channel, text: told });
    desk.script(undone({ status: 400 }));
    const { text } = await desk.say({ as: 'U0MARTA', channel, text: 'undo that', threadTs });
    expect(text).toMatch(/^Undone; only my answer failed: /);
  });

  test('the person is told what became of a schedule', async () => {
    const call = (action: string, more: object = {}) => ({ name: 'schedule', input: { action, ...more } });
    const every = { report: 'my-week', every: 'week', on: ['friday'], at: '17:00' };
    await says([call('create', every)], 'Press the button.', 'my week every Friday');
    desk.script(({ results }) => (results.length === 0 ? { calls: [call('end')] } : { status: 400 }));
    const { text } = await desk.say({ as: 'U0MARTA', text: 'no, stop it' });
    expect(text).toMatch(/^Schedule of .*, every Friday at 17:00 .*: ended; only my answer failed: /);
    expect(text).not.toContain('Nothing was saved');
  });

  test('and after too many steps, too', async () => {
    await says([log('Umbra', 'Una Berg')], 'Saved.', 'call with Una of Umbra');
    desk.script(({ results }) => ({
      calls: [results.length === 0 ? { name: 'undo', input: {} } : { name: 'find', input: { query: 'Una' } }],
    }));
    const { text } = await desk.say({ as: 'U0MARTA', text: 'undo that' });
    expect(text).toContain('I stopped before I was finished');
    expect(text).toContain('Done before: Undone: Call with Una Berg (Umbra).');
  });
});

test('the model is told which fields of its call were not read', async () => {
  const input = {
    contact: { name: 'Ines Prado', title: 'Advisor' },
    kind: 'works_at',
    company: { name: 'Harbor Lights' },
  };
  let told: unknown[] = [];
  desk.script(({ results }) => {
    told = results;
    return results.length === 0 ? { calls: [{ name: 'relate', input }] } : { text: 'Noted.' };
  });
  await desk.say({ as: 'U0MARTA', text: 'Ines Prado is at Harbor Lights as an advisor' });
  expect(told).toEqual([expect.objectContaining({ not_read: ['contact.title'] })]);
});
