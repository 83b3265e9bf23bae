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
  'in %s, people see that a model which never answers is at work, are told that it did not, and the thread goes on',
  async (_, channel, mention) => {
    harness.model.script(({ said }) => (said.endsWith('and now?') ? { text: 'Here I am.' } : { hang: true }));
    const asked = harness.model.requests.length;
    const { ts } = await harness.workspace.post({ as: 'U0MARTA', channel, text: `${mention}hello` });
    await harness.workspace.post({ as: 'U0MARTA', channel, text: 'and now?', threadTs: ts });
    await until('the question', async () => harness.model.requests.length > asked || undefined);
    const session = (wanted: string) =>
      until(`a session that is ${wanted}`, async () => {
        return harness.workspace.session(channel, ts)?.status === wanted || undefined;
      });
    clock.advance(3_000);
    await session('processing');
    clock.advance(TIMEOUT_MS - 3_000);
    const [told] = await harness.replies(channel, ts);
    expect(told?.text).toContain('my language model did not answer within 50 seconds');
    // On a clock that stands still, the channel's pace would hold the next answer back.
    await until('the next answer', async () => {
      clock.advance(500);
      const said = await harness.workspace.messages(channel, ts);
      return said.some(({ text }) => text.includes('Here I am.')) || undefined;
    });
    await session('active');
    expect(await harness.replies(channel, ts, 2)).toHaveLength(2);
  },
);
