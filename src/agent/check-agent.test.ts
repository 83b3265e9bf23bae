import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createSystem, type System } from '../context.ts';
import { isOpenAI } from '../model/language-model.ts';
import { checkObserver } from '../observer/night/check-observer.ts';
import type { Script } from '../testing/model-script.ts';
import { type ModelServer, startModelServer } from '../testing/model-server.ts';
import { PROVIDER_NAMES, PROVIDERS } from '../testing/providers/all.ts';
import { ollama } from '../testing/providers/ollama.ts';
import { openModelAt } from '../testing/providers/open-model.ts';
import type { Provider } from '../testing/providers/provider.ts';
import { DIALECTS } from '../testing/stores.ts';
import { silentLog } from '../testing/team.ts';
import { checkAgent } from './check-agent.ts';

let system: System;
beforeAll(async () => {
  system = createSystem({ store: await DIALECTS.sqlite(), clock: systemClock, log: silentLog });
});
afterAll(() => system.store.close());

const CALLS: Script = ({ tools }) => {
  const name = tools.find((tool) => /^list_/.test(tool.name))?.name;
  return name ? { calls: [{ name, input: {} }] } : { text: 'Hello! How can I help you?' };
};

/** Runs a check against a provider, and tells what came of it and what was asked. */
async function checked<T>(
  provider: Provider,
  run: (how: Parameters<typeof checkObserver>[1]) => Promise<T>,
): Promise<{ found: T; server: ModelServer }> {
  const server = await startModelServer(CALLS, { provider });
  const { baseUrl } = server;
  const model = await openModelAt(server, provider);
  const address = { apiKey: 'none', model: 'some-model', baseUrl };
  const assistant = { model, name: 'some-model', timeoutMs: 5_000 };
  expect(isOpenAI(baseUrl)).toBe(false);
  const found = await run({
    assistant,
    ...(provider.speaks === 'chat' ? { address } : {}),
  });
  await server.close();
  return { found, server };
}

describe.each(PROVIDER_NAMES)('the check of a model at %s', (name) => {
  test('is one step of the agent with all tools of an admin, and writes nothing', async () => {
    const { found, server } = await checked(PROVIDERS[name](), (how) => checkAgent(system, how));
    expect(found).toMatchObject({ problems: [], warnings: [] });
    expect(found.said).toMatch(/some-model calls list_my_interactions; a first message is \d+ tokens/);
    const [asked] = server.requests;
    const tools = asked?.tools.map((tool) => tool.name);
    expect(tools).toEqual(expect.arrayContaining(['log_interaction', 'run_report', 'schedule', 'undo']));
    expect(asked?.said).toContain('Which follow-ups do I have');
    expect(await system.store.read.$count(system.store.tables.agentRuns)).toBe(0);
    expect(await system.store.read.$count(system.store.tables.members)).toBe(0);
  });

  test('is one step of a night with its tools', async () => {
    const { found, server } = await checked(PROVIDERS[name](), (how) => checkObserver(system, how));
    expect(found).toMatchObject({ problems: [], warnings: [] });
    expect(found.said).toContain('some-model calls list_observations');
    expect(server.requests[0]?.tools.map((tool) => tool.name)).toContain('get_new_messages');
  });
});

test('the context that Ollama has by default is too small, and doctor says so', async () => {
  const { found } = await checked(ollama({ context: 4_096 }), (how) => checkAgent(system, how));
  expect(found.problems.join()).toMatch(/context of Ollama is 4096 tokens.*OLLAMA_CONTEXT_LENGTH=24576/);
});
