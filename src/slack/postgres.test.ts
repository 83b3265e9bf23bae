import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { DIALECTS } from '../testing/stores.ts';

describe.each(Object.entries(DIALECTS))('the whole app on %s', (_, open) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ store: await open(), script: logsMeeting });
  });
  afterAll(() => harness.close());

  test('answers, undoes and reads an edited message again', async () => {
    const first = await harness.say({ as: 'U0MARTA', text: 'met FIRST' });
    await harness.workspace.edit({ as: 'U0MARTA', channel: 'D0MARTA', ts: first.ts, text: 'met SECOND' });
    const offer = (await harness.replies('D0MARTA', first.ts, 2))[1];
    const at = { as: 'U0MARTA', channel: 'D0MARTA' };
    await harness.workspace.click({ ...at, messageTs: offer?.ts ?? '', actionId: 'apply_edit' });
    const again = (await harness.replies('D0MARTA', first.ts, 3))[2];
    expect((await harness.rows('interactions')).map(({ summary }) => summary)).toEqual(['met SECOND']);
    await harness.workspace.click({ ...at, messageTs: again?.ts ?? '', actionId: 'undo_run' });
    await until('nothing left', async () =>
      (await harness.rows('companies')).length === 0 ? true : undefined,
    );
  });

  test('takes texts that no database can store as they are', async () => {
    const summary = `half \ud83d and nul \u0000 in it`;
    harness.model.script(
      calls({ name: 'log_interaction', input: { kind: 'note', summary, company: { name: 'Odd' } } }),
    );
    const { reply } = await harness.say({ as: 'U0TOM', text: 'odd \u0000 \ud83d text' });
    expect(reply.text).toMatch(/^Done/);
    harness.model.script(() => ({ text: `${'x'.repeat(7_999)}😀 and so on\u0000` }));
    expect((await harness.say({ as: 'U0TOM', text: 'long' })).reply.text).toMatch(/^xxx/);
  });

  test('handles many threads at once, each message once', async () => {
    harness.model.script(logsMeeting);
    const before = (await harness.rows('interactions')).length;
    const all = Array.from({ length: 10 }, (_, at) =>
      harness.say({ as: at % 2 ? 'U0TOM' : 'U0LEA', text: `met Depot${at}` }),
    );
    await Promise.all(all);
    expect(await harness.rows('interactions')).toHaveLength(before + 10);
  });
});
