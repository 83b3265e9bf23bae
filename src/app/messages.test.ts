import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setStatus } from '../crm/members.ts';
import { calls, logsMeeting } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';

const channel = 'C0SALES';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  for (const name of ['Marta', 'Tom', 'Lea']) await desk.join(name);
  desk.chat.refuse('U0GUEST', 'guest');
  desk.chat.refuse('U0GONE', 'deactivated');
  desk.chat.refuse('U0ROBOT', 'bot');
});
afterAll(() => desk.close());
beforeEach(() => desk.script(logsMeeting));

const interactionsOf = async (company: string) => {
  const known = (await desk.rows('companies')).find(({ name }) => name === company);
  return (await desk.rows('interactions')).filter(({ companyId }) => known && companyId === known.id);
};

describe('a message', () => {
  test('in a direct message is saved, and answered in its thread with a card', async () => {
    const input = {
      kind: 'meeting',
      summary: 'Talked about the renewal.',
      company: { name: 'Acme' },
      contacts: [{ name: 'Ana Lopes' }],
      follow_ups: [{ title: 'Send pricing', due_on: '2026-11-27' }],
    };
    desk.script(calls({ name: 'log_interaction', input }));
    const said = await desk.say({ as: 'U0MARTA', text: 'Met Ana Lopes at Acme about the renewal' });
    expect(said.reply).toMatchObject({ channel: 'D0MARTA', threadTs: said.ts });
    const card = JSON.stringify(said.reply?.document).replaceAll('\u00a0', ' ');
    for (const words of ['Meeting with Ana Lopes (Acme)', 'Send pricing · Fri 27 Nov 2026', '"undo_run"']) {
      expect(card).toContain(words);
    }
    expect(await interactionsOf('Acme')).toMatchObject([
      { summary: 'Talked about the renewal.', sourceChannel: 'D0MARTA' },
    ]);
    expect(desk.chat.waiting()).toBe(0);
  });

  test('with a file is handled, and the file is named', async () => {
    const { ts } = await desk.say({ as: 'U0TOM', channel, text: 'look at this', files: ['contract.pdf'] });
    const kept = (await desk.rows('messages')).find((row) => row.ts === ts && row.author === 'member');
    expect(kept?.text).toContain('contract.pdf');
  });

  test('of files alone is answered with what to do instead, and no model is asked', async () => {
    const before = desk.requests.length;
    const said = await desk.say({ as: 'U0TOM', text: '', files: ['contract.pdf'] });
    expect(said.text).toContain('I cannot read files');
    expect(desk.requests).toHaveLength(before);
  });

  test('that was spoken, and not put into words yet, is told to be read later', async () => {
    const before = desk.requests.length;
    const said = await desk.say({ as: 'U0TOM', text: '', parts: [{ kind: 'unheard', text: '' }] });
    expect(said.text).toMatch(
      /^Slack has not yet put your voice clip into words\. I will read it when it has/,
    );
    expect(desk.requests).toHaveLength(before);
  });

  test('of which something was not read says so below the answer, whatever that says', async () => {
    desk.script(() => ({ text: 'I have read it all!' }));
    const notes = { kind: 'snippet', name: 'notes.txt', text: 'Acme.', isCut: true } as const;
    const parts = [notes, { kind: 'clip', text: 'Met.', isCut: true } as const];
    const said = await desk.say({ as: 'U0TOM', text: 'what is in it?', parts, files: ['contract.pdf'] });
    expect(said.text).toBe(
      'I have read it all!\nNot read: contract.pdf\nRead in part: only the beginning of notes.txt\nRead in part: only the beginning of the voice clip',
    );
  });

  test('with a forwarded message is handled with its words, marked as somebody else’s', async () => {
    const forwarded = { kind: 'forwarded', from: 'Tom', text: 'Acme signed.' } as const;
    const { ts } = await desk.say({ as: 'U0TOM', text: 'log this', parts: [forwarded] });
    const kept = (await desk.rows('messages')).find((row) => row.ts === ts && row.author === 'member');
    expect(kept?.text).toBe('log this\n[forwarded message of Tom]\n> Acme signed.');
  });

  test('of somebody who cannot be told waits, with nothing done, until they can', async () => {
    desk.chat.refuse('U0LEA', new Error('Nobody answers.'));
    const { ts, threadTs } = await desk.say({ as: 'U0LEA', text: 'met NEWCOMER' });
    const row = (await desk.rows('inbox')).find((each) => each.ts === ts);
    expect(row).toMatchObject({ status: 'pending', attempts: 1 });
    expect(await interactionsOf('NEWCOMER')).toHaveLength(0);
    desk.chat.admit('U0LEA');
    desk.clock.advance(60_000);
    await desk.settle();
    expect(desk.replies('D0LEA', threadTs)).toHaveLength(1);
    expect(await interactionsOf('NEWCOMER')).toHaveLength(1);
  });

  test('of somebody who can never be told is given up with an honest sentence, and can be repeated', async () => {
    desk.chat.refuse('U0LEA', new Error('Nobody answers.'));
    const { ts, threadTs } = await desk.say({ as: 'U0LEA', text: 'met NEVER' });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      desk.clock.advance(60_000);
      await desk.settle();
    }
    desk.chat.admit('U0LEA');
    const [said] = desk.replies('D0LEA', threadTs);
    expect(said?.document.text).toContain('could not check with Slack who you are');
    const row = (await desk.rows('inbox')).find((each) => each.ts === ts);
    expect(row).toMatchObject({ status: 'failed', payload: { text: 'met NEVER' } });
    expect(await interactionsOf('NEVER')).toHaveLength(0);
  });
});

describe('a thread', () => {
  test('goes on without a mention once Rapport was called in, in order', async () => {
    const { ts } = await desk.say({ as: 'U0MARTA', channel, text: 'met THREADONE' });
    const { reply } = await desk.say({ as: 'U0TOM', channel, threadTs: ts, text: 'and I met THREADTWO' });
    expect(reply?.document.text).toContain('Saved');
    expect(JSON.stringify(desk.requests.at(-1)?.messages)).toContain('THREADONE');
    expect(await interactionsOf('THREADTWO')).toHaveLength(1);
  });

  test('that is not ours is left alone until somebody calls us in, and then answered in full', async () => {
    const root = '1764000100.000100';
    const say = (text: string, ts: string, addressed: boolean) =>
      desk.receive({
        kind: 'message',
        channel,
        ts,
        threadKey: `${channel}:${root}`,
        payload: {
          user: 'U0MARTA',
          text,
          files: [],
          ts,
          channel,
          threadTs: ts === root ? null : root,
          addressed,
          direct: false,
        },
      });
    await say('met LATE', '1764000102.000100', false);
    await say('met EARLY', '1764000101.000100', false);
    expect((await desk.rows('inbox')).filter(({ status }) => status === 'parked')).toHaveLength(2);
    expect(await interactionsOf('LATE')).toHaveLength(0);
    await say('met ROOT', root, true);
    expect(desk.replies(channel, root)).toHaveLength(3);
    for (const company of ['ROOT', 'EARLY', 'LATE']) expect(await interactionsOf(company)).toHaveLength(1);
  });

  test('in which we have talked too much is ended for the hour', async () => {
    desk.script(() => ({ text: 'And you?' }));
    const { ts } = await desk.say({ as: 'U0TOM', channel, text: 'hello' });
    const again = () => desk.say({ as: 'U0TOM', channel, threadTs: ts, text: 'hello again' });
    for (let turn = 1; turn < 60; turn += 1) await again();
    expect((await again()).reply?.document.text).toContain('I pause here');
    expect((await again()).reply).toBeUndefined();
    desk.clock.advance(3_600_000);
    expect((await again()).reply?.document.text).toBe('And you?');
  });

  test('does not keep a second message waiting in another thread', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    desk.script(async (request) => {
      if (request.said.includes('SLOW') && request.results.length === 0) await held;
      else if (request.said.includes('QUICK') && request.results.length > 0) release();
      return logsMeeting(request);
    });
    const slow = desk.say({ as: 'U0TOM', text: 'met SLOW' });
    await desk.say({ as: 'U0LEA', text: 'met QUICK' });
    await slow;
    expect(await interactionsOf('SLOW')).toHaveLength(1);
    const [first, second] = (await desk.rows('messages'))
      .filter(({ author }) => author === 'assistant')
      .slice(-2);
    expect([first?.channel, second?.channel]).toEqual(['D0LEA', 'D0TOM']);
  });
});

describe('somebody whom Rapport does not serve', () => {
  const SAID = 'met FORBIDDEN with secret words';

  test.each([
    ['a guest', 'U0GUEST'],
    ['a stranger from elsewhere', 'U0STRANGER'],
    ['a deactivated user', 'U0GONE'],
    ['a bot', 'U0ROBOT'],
  ])('%s gets nothing stored', async (_, user) => {
    const requests = desk.requests.length;
    const members = (await desk.rows('members')).length;
    await desk.say({ as: user, channel, text: SAID });
    expect(desk.requests).toHaveLength(requests);
    expect(await desk.rows('members')).toHaveLength(members);
    for (const name of ['interactions', 'messages', 'inbox'] as const) {
      expect(JSON.stringify(await desk.rows(name))).not.toContain('secret words');
    }
    expect(await interactionsOf('FORBIDDEN')).toHaveLength(0);
  });

  test('a guest gets one sentence for each thread', async () => {
    const { ts } = await desk.say({ as: 'U0GUEST', channel, text: SAID });
    await desk.say({ as: 'U0GUEST', channel, threadTs: ts, text: SAID, addressed: true });
    const said = desk.replies(channel, ts).map(({ document }) => document.text);
    expect(said).toEqual([expect.stringContaining('full members')]);
  });

  test('a retired member gets one sentence, and nothing is stored', async () => {
    await setStatus(desk.app, { slackUserId: 'U0LEA', status: 'retired' });
    const { reply } = await desk.say({ as: 'U0LEA', text: SAID });
    expect(reply?.document.text).toContain('access to Rapport has ended');
    const kept = [await desk.rows('messages'), await desk.rows('inbox')];
    expect(JSON.stringify(kept)).not.toContain('secret words');
    await setStatus(desk.app, { slackUserId: 'U0LEA', status: 'active' });
    const back = await desk.say({ as: 'U0LEA', text: 'met BACKAGAIN' });
    expect(back.reply?.document.text).toContain('Saved');
  });
});
