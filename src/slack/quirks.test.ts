import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../model/language-model.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { ARGUMENT_QUIRKS } from '../testing/quirks/arguments.ts';
import { ENDING_QUIRKS } from '../testing/quirks/endings.ts';
import { NETWORK_QUIRKS } from '../testing/quirks/network.ts';
import type { Quirk } from '../testing/quirks/quirk.ts';
import { TEXT_QUIRKS } from '../testing/quirks/texts.ts';
import { fixedClock } from '../testing/team.ts';

/** The time is moved only when something waits for it. */
const clock = fixedClock(new Date());
/** How often messages that wait are looked for. */
const POLL_MS = 1_000;
/** How much time passes at once while nothing comes. */
const HANG_MS = 200;

let harness: Harness;
/** The same product where nothing listens for the model. */
let deserted: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock, modelTimeoutMs: 2_000 });
  deserted = await startHarness({
    clock,
    languageModel: await openModel({
      kind: 'openai',
      apiKey: 'none',
      model: 'scripted',
      baseUrl: 'http://127.0.0.1:9/v1',
    }),
  });
});
afterAll(async () => {
  await harness.close();
  await deserted.close();
  process.stdout.write(tableOf(outcomes));
});

type Outcome = { quirk: string; saw: string; saved: number };
const outcomes: Outcome[] = [];

/** Sends a message, and lets the time pass that its attempts wait for. */
async function outcomeOf({ store, workspace }: Harness, text: string) {
  const channel = workspace.directChannel('U0MARTA');
  const { ts } = await workspace.post({ as: 'U0MARTA', channel, text });
  return until(`an end of “${text}”`, async () => {
    const row = (await store.read.select().from(store.tables.inbox)).find((each) => each.ts === ts);
    if (!row) return undefined;
    const waits = row.status === 'pending' ? row.dueAt.getTime() - clock.now().getTime() : 0;
    // What is worked on waits for nothing but an answer that never comes.
    if (waits > 0) clock.advance(waits + POLL_MS);
    else if (hangs) clock.advance(HANG_MS);
    const said = await workspace.messages(channel, ts);
    const replies = said.filter(({ user }) => user === workspace.botUserId);
    const isOver = row.status === 'done' || row.status === 'failed';
    if (!isOver && replies.length > 0) await abandon(ts);
    return replies.length > 0 ? { replies, row } : undefined;
  });

  /** Ends a message that is waited for, of which the person was told: the model of the next test is another one. */
  async function abandon(messageTs: string): Promise<void> {
    const { inbox } = store.tables;
    await store.transaction((tx) =>
      tx.update(inbox).set({ status: 'failed', leaseUntil: null }).where(eq(inbox.ts, messageTs)),
    );
  }
}
/** Whether the model is one that never answers. */
let hangs = false;

const wordsIn = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return '';
  const own = 'text' in value && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).map(wordsIn)].filter(Boolean).join(' ');
};

async function savedOf({ store }: Harness, company: string): Promise<number> {
  const { companies, interactions } = store.tables;
  const known = (await store.read.select().from(companies)).filter(({ name }) => name === company);
  expect(known.length).toBeLessThanOrEqual(1);
  const all = await store.read.select().from(interactions);
  return all.filter(({ companyId }) => known.some(({ id }) => id === companyId)).length;
}

let count = 0;
async function play({ quirk, script, sees, saves, asks, isDead, isLasting }: Quirk): Promise<void> {
  count += 1;
  const name = `Customer ${count} Ltd`;
  const at = isDead ? deserted : harness;
  harness.model.script(script(name));
  hangs = quirk === 'no answer ever';
  const before = harness.model.requests.length;
  const { replies, row } = await outcomeOf(at, `Met ${name}`);
  hangs = false;
  const saw = replies
    .map((reply) => wordsIn(reply))
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  const saved = await savedOf(at, name);
  outcomes.push({ quirk, saw: replies.at(-1)?.text ?? '', saved });

  expect(saw).toMatch(sees);
  expect(saved).toBe(saves);
  expect(replies).toHaveLength(1);
  // No thought, no markup of calls and no provider's sentence is shown.
  expect(saw).not.toMatch(/SECRET|think>|tool_call|reasoning_content|sk-/);
  if (saves > 0 || isLasting) expect(saw).not.toMatch(/(?<!not |no need to )send it again/);
  // The card says what was saved; and nothing is said to be saved that is not.
  expect(saw.includes(name) || saved === 0 || saw.includes('I will come back to this')).toBe(true);
  if (saved === 0) expect(saw).not.toMatch(/\bSaved\b(?! nothing)/);
  expect(harness.model.requests.length - before).toBeLessThanOrEqual(asks ?? 6);
  if (quirk.startsWith('429 with')) expect(row.attempts).toBe(0);
  if (quirk.includes('unknown keys')) {
    const roles = (await harness.rows('members')).map(({ role }) => role);
    expect(roles).not.toContain('admin');
  }
}

describe.each([
  ['arguments', ARGUMENT_QUIRKS],
  ['words', TEXT_QUIRKS],
  ['endings', ENDING_QUIRKS],
  ['troubles', NETWORK_QUIRKS],
] as const)('quirks of %s do no harm', (_, quirks) => {
  test.each(quirks)('$quirk', play);
});

/** What people saw, for readers of the test's output. */
function tableOf(all: Outcome[]): string {
  const lines = all.map(
    ({ quirk, saw, saved }) =>
      `${quirk.padEnd(38)} | ${saw.replaceAll(/\s+/g, ' ').slice(0, 150).padEnd(150)} | ${saved}`,
  );
  return `\n${'quirk'.padEnd(38)} | ${'what the person saw'.padEnd(150)} | saved\n${lines.join('\n')}\n`;
}
