import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { fixedClock } from '../testing/team.ts';

const TIMEOUT_MS = 50_000;
const clock = fixedClock(new Date());
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock, modelTimeoutMs: TIMEOUT_MS });
});
afterAll(() => harness.close());

test.each([
  ['a direct message', 'D0MARTA', ''],
  ['a channel', 'C0SALES', '<@U0RAPPORT> '],
])(
  'in %s, a model that never answers is told of after 3 and 20 seconds, and the thread goes on',
  async (_, channel, mention) => {
    harness.model.script(({ said }) => (said.endsWith('and now?') ? { text: 'Here I am.' } : { hang: true }));
    const asked = harness.model.requests.length;
    const { ts } = await harness.workspace.post({ as: 'U0MARTA', channel, text: `${mention}hello` });
    await harness.workspace.post({ as: 'U0MARTA', channel, text: 'and now?', threadTs: ts });
    await until('the question', async () => harness.model.requests.length > asked || undefined);
    const status = () => harness.workspace.status(channel, ts);
    const shows = (words: string) => until(words, async () => status().includes(words) || undefined);
    clock.advance(3_000);
    await shows('is working on it');
    clock.advance(17_000);
    await shows('takes longer than usual');
    clock.advance(TIMEOUT_MS - 20_000);
    const [told] = await harness.replies(channel, ts);
    expect(told?.text).toContain('my language model did not answer within 50 seconds');
    await until(
      'no status of the one that is over',
      async () => !status().includes('takes longer') || undefined,
    );
    // On a clock that stands still, the channel's pace would hold the next answer back.
    await until('the next answer', async () => {
      clock.advance(500);
      const said = await harness.workspace.messages(channel, ts);
      return said.some(({ text }) => text.includes('Here I am.')) || undefined;
    });
    await until('no status', async () => status() === '' || undefined);
    expect(await harness.replies(channel, ts, 2)).toHaveLength(2);
  },
);
