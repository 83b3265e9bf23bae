import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../testing/harness.ts';
import type { ScriptedCall } from '../testing/model-script.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** What was not carried out is called again, in the next step. */
async function saveAll(prefix: string, count: number) {
  const left = Array.from(
    { length: count },
    (_, at): ScriptedCall => ({ name: 'save_company', input: { company: { name: `${prefix}${at}` } } }),
  );
  let asked: ScriptedCall[] = [];
  harness.model.script(({ results }) => {
    const outcomes = results.slice(results.length - asked.length);
    for (const [at, call] of asked.entries())
      if (!JSON.stringify(outcomes[at]).includes('error')) left.splice(left.indexOf(call), 1);
    asked = [...left];
    return left.length > 0 ? { calls: asked } : { text: 'Saved all.' };
  });
  const { reply } = await harness.say({ as: 'U0MARTA', text: `Please save these ${count} companies` });
  const saved = (await harness.rows('companies')).filter(({ name }) => name.startsWith(prefix));
  return { reply, saved: saved.length };
}

describe('calls of one run', () => {
  test('count when they were carried out: twenty at once are all saved, eight in each step', async () => {
    const { reply, saved } = await saveAll('Oak', 20);
    expect(saved).toBe(20);
    expect(reply.text).toContain('Saved all.');
  });

  test('have an end', async () => {
    const { reply, saved } = await saveAll('Elm', 30);
    expect(saved).toBe(24);
    expect(reply.text).toContain(
      'I stopped before I was finished: there was too much to look up and to save for one message.',
    );
  });
});
