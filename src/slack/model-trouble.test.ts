import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import type { ModelAnswer } from '../testing/model-server.ts';
import { logsMeeting } from '../testing/scripts.ts';
import { fixedClock } from '../testing/team.ts';

/** The app on a clock we move, so that waits between attempts cost nothing. */
const clock = fixedClock(new Date());
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock, modelTimeoutMs: 4_000 });
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
const attempted = (ts: string, count: number) =>
  until(`attempt ${count}`, async () => ((await rowOf(ts)).attempts >= count ? true : undefined));

describe('a model', () => {
  test.each<[string, ModelAnswer]>([
    ['is down (HTTP 500)', { status: 500 }],
    ['drops the connection', { drop: true }],
    ['is too busy (HTTP 429)', { status: 429, headers: { 'retry-after-ms': '10' } }],
    ['never answers', { hang: true }],
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

  test('that stays down: after four attempts the person is told, and the words are kept', async () => {
    harness.model.script(() => ({ status: 503 }));
    const ts = await write('met NEVER');
    for (let attempt = 1; attempt < 4; attempt += 1) {
      await attempted(ts, attempt);
      clock.advance(60_000);
    }
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toMatch(
      /could not finish this: my language model has a problem of its own \(HTTP 503\)/,
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
  });

  test('that takes too long over many steps is stopped with an honest sentence', async () => {
    harness.model.script(() => {
      // Less than a lease, so that it is renewed meanwhile.
      clock.advance(50_000);
      return { calls: [{ name: 'find', input: { query: 'x' } }] };
    });
    const ts = await write('ponder');
    const [reply] = await harness.replies('D0MARTA', ts);
    expect(reply?.text).toContain('more than 120 seconds');
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
    expect(reply?.text).toContain('tokens');
    expect(harness.model.requests.filter(({ said }) => said === 'spend')).toHaveLength(1);
  });
});
