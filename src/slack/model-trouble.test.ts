import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import type { ModelAnswer } from '../testing/model-script.ts';
import { fixedClock } from '../testing/team.ts';

/** The app on a clock we move, so that waits between attempts cost nothing. */
const clock = fixedClock(new Date());
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock, modelTimeoutMs: 60_000 });
});
afterAll(() => harness.close());

async function write(text: string): Promise<string> {
  const { ts } = await harness.workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', text });
  return ts;
}
const rowOf = async (ts: string) => {
  const row = (await harness.store.read.select().from(harness.store.tables.inbox)).find(
    (each) => each.ts === ts,
  );
  if (!row) throw new Error('The message is not in the inbox.');
  return row;
};
/** How long the row is still held, in milliseconds. */
const leaseOf = ({ leaseUntil }: { leaseUntil: Date | null }) =>
  (leaseUntil?.getTime() ?? 0) - clock.now().getTime();
const attempted = (ts: string, count: number) =>
  until(`attempt ${count}`, async () => ((await rowOf(ts)).attempts >= count ? true : undefined));

describe('a model', () => {
  test.each<[string, ModelAnswer]>([
    ['is down (HTTP 500)', { status: 500 }],
    ['drops the connection', { drop: true }],
    ['is too busy (HTTP 429)', { status: 429 }],
    ['answers garbage', { raw: 'not json <html>' }],
    ['answers JSON that means nothing', { raw: '{"choices": []}' }],
    ['answers with nothing to say', { text: '' }],
  ])('that %s: the message waits, and is answered when the model is back', async (what, answer) => {
    harness.model.script(() => answer);
    const ts = await write(`met ${what.replace(/\W/g, '')}`);
    await attempted(ts, 1);
    expect(await rowOf(ts)).toMatchObject({
      status: 'pending',
      lastError: expect.stringContaining('language model'),
    });
    harness.model.script(logsMeeting);
    clock.advance(5_000);
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('Saved');
    expect((await rowOf(ts)).status).toBe('done');
  });

  test('that asks to be left alone for a moment: the wait is no attempt, and then the message is answered', async () => {
    harness.model.script(() => ({ status: 429, headers: { 'retry-after': '7' } }));
    const ts = await write('met BUSY');
    for (let wait = 1; wait <= 5; wait += 1) {
      await until(`refusal ${wait}`, async () => {
        const { fence, status, leaseUntil } = await rowOf(ts);
        return (fence >= wait && status === 'pending' && leaseUntil === null) || undefined;
      });
      expect((await rowOf(ts)).attempts).toBe(0);
      if (wait < 5) clock.advance(7_500);
    }
    harness.model.script(logsMeeting);
    clock.advance(7_500);
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('Saved');
  });

  test('that asks for an hour: the person is told at once, and answered after it', async () => {
    harness.model.script(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    const ts = await write('met HOUR');
    await attempted(ts, 1);
    clock.advance(1_000);
    const [told] = await harness.replies('D0MARTA', ts);
    expect(told?.text).toContain('I will come back to this: my language model is too busy (HTTP 429)');
    harness.model.script(logsMeeting);
    clock.advance(3_601_000);
    const [, reply] = await harness.replies('D0MARTA', ts, 2);
    expect(reply?.text).toContain('Saved');
  });

  test('whose account is used up: the person is told at once who can mend it', async () => {
    const error = { message: 'You exceeded your current quota', code: 'insufficient_quota' };
    harness.model.script(() => ({ status: 429, body: JSON.stringify({ error }) }));
    const ts = await write('met BROKE');
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('an admin has to top it up');
    expect(reply?.text).not.toContain('exceeded your current quota');
    expect((await rowOf(ts)).attempts).toBe(0);
  });

  test('that does not answer: the person is told when its time is over, and the thread goes on', async () => {
    let hangs = true;
    harness.model.script(({ said }) => (hangs ? { hang: true } : { text: `Answer to ${said}` }));
    const ts = await write('met SILENCE');
    await harness.workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', text: 'and now?', threadTs: ts });
    await until(
      'the first question',
      async () => harness.model.requests.some(({ said }) => said === 'met SILENCE') || undefined,
    );
    for (let waited = 0; waited < 60_000; waited += 20_000) {
      await until('the lease', async () => leaseOf(await rowOf(ts)) > 50_000 || undefined);
      if (waited === 40_000) hangs = false;
      clock.advance(20_000);
    }
    const [told] = await harness.replies('D0MARTA', ts);
    expect(told?.text).toContain('my language model did not answer within 60 seconds');
    const texts = await until('the answer to what came after it', async () => {
      // On a clock that stands still, the channel's pace would hold the second one back.
      clock.advance(1_000);
      const said = await harness.workspace.messages('D0MARTA', ts);
      const answers = said.flatMap(({ text }) => (text.includes('Answer to') ? [text] : []));
      return answers.length === 1 ? answers : undefined;
    });
    expect(texts).toEqual([expect.stringContaining('and now?')]);
  });

  test('that nobody can reach: the person is told after seconds, once; other threads go on', async () => {
    harness.model.script(({ said }) => (said === 'met DEAD' ? { drop: true } : { text: 'Here.' }));
    const ts = await write('met DEAD');
    for (const [attempt, wait] of [500, 3_000, 30_000, 2 * 60_000, 5 * 60_000].entries()) {
      await attempted(ts, attempt + 1);
      // The next look at what waits comes within a second of its wait.
      clock.advance(wait + 1_000);
    }
    await attempted(ts, 6);
    const other = await write('hello');
    expect((await harness.replies('D0MARTA', other))[0]?.text).toContain('Here.');
    // The model works for somebody, so what waits is tried at once.
    await attempted(ts, 7);
    const told = await harness.replies('D0MARTA', ts);
    expect(told.map(({ text }) => text)).toEqual([
      'I will come back to this: my language model cannot be reached. I keep trying, there is no need to send it again.',
    ]);
    harness.model.script(logsMeeting);
    clock.advance(31 * 60_000);
    const [, reply] = await harness.replies('D0MARTA', ts, 2);
    expect(reply?.text).toContain('Saved');
  });

  test('that stays down for a day: the person is told, and the words are kept', async () => {
    harness.model.script(() => ({ status: 503 }));
    const ts = await write('met NEVER');
    for (let attempt = 1; attempt < 5; attempt += 1) {
      await attempted(ts, attempt);
      clock.advance(15 * 60_000);
    }
    await attempted(ts, 5);
    clock.advance(24 * 3_600_000);
    const reply = await until('the end', async () => {
      const said = await harness.workspace.messages('D0MARTA', ts);
      return said.find(({ text }) => text.includes('could not finish'));
    });
    expect(reply.text).toMatch(
      /could not finish this: my language model has a problem of its own \(HTTP 503\)\. Nothing was saved\. Your message is kept: an admin can have me try it again/,
    );
    expect(await rowOf(ts)).toMatchObject({ status: 'failed', payload: { text: 'met NEVER' } });
  });

  test('that refuses our key: the person is told at once what to do', async () => {
    harness.model.script(() => ({ status: 401 }));
    const ts = await write('met KEYLESS');
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('OPENAI_API_KEY');
    expect((await rowOf(ts)).attempts).toBe(0);
  });

  test('that fails after it has saved something: the run goes on after its last step', async () => {
    let failing = true;
    harness.model.script((request) => {
      if (request.results.length === 0) return logsMeeting(request);
      return failing ? { status: 500 } : { text: 'Saved after all.' };
    });
    const ts = await write('met HALFWAY');
    await attempted(ts, 1);
    const given = async () => JSON.stringify(await harness.rows('agentSteps')).includes('"messages"');
    expect(await given()).toBe(true);
    failing = false;
    clock.advance(5_000);
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('Saved after all');
    expect(JSON.stringify(reply?.blocks)).toContain('HALFWAY');
    const { interactions } = harness.store.tables;
    const saved = (await harness.store.read.select().from(interactions)).filter(({ summary }) =>
      summary.includes('HALFWAY'),
    );
    expect(saved).toHaveLength(1);
    // What the provider gave is kept only while the run may go on.
    expect(await given()).toBe(false);
  });

  test('that takes too long over many steps is stopped with an honest sentence', async () => {
    harness.model.script(() => {
      // Less than a lease, so that it is renewed meanwhile.
      clock.advance(50_000);
      return { calls: [{ name: 'find', input: { query: 'x' } }] };
    });
    const ts = await write('ponder');
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('it took longer than 120 seconds');
  });

  test('that spends too many tokens is stopped with an honest sentence', async () => {
    harness.model.script(({ results }) => ({
      raw: JSON.stringify({
        id: 'x',
        created: 1,
        model: 'scripted',
        choices: [
          {
            index: 0,
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              content: null,
              tool_calls: [
                {
                  id: `c${results.length}`,
                  type: 'function',
                  function: { name: 'find', arguments: '{"query":"x"}' },
                },
              ],
            },
          },
        ],
        usage: { prompt_tokens: 100_000, completion_tokens: 50_000, total_tokens: 150_000 },
      }),
    }));
    const ts = await write('spend');
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('there was too much to read');
    expect(harness.model.requests.filter(({ said }) => said === 'spend')).toHaveLength(1);
  });
});
