import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { openPostgres } from '../store/postgres.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, PEOPLE, startHarness, until } from '../testing/harness.ts';
import type { Script } from '../testing/model-script.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { atScale } from '../testing/settings.ts';

const programs = findPostgres();
const COMPANIES = atScale({ small: 10, full: 40 });
const WITHIN_MS = 170_000;

describe.skipIf(!programs)('two apps on one PostgreSQL (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let workspace: Workspace;
  const apps: Harness[] = [];

  beforeAll(async () => {
    server = await startPostgres(programs ?? '', { more: { fsync: 'on' } });
    workspace = await createWorkspace({ users: PEOPLE, channels: [] });
    const asked = new Set<number>();
    let allAsked: () => void = () => undefined;
    const together = new Promise<void>((resolve) => {
      allAsked = resolve;
    });
    for (let number = 0; number < 2; number += 1) {
      // No model answers before both apps have asked theirs: there are more messages than one app works on at once.
      const script: Script = async (request) => {
        asked.add(number);
        if (asked.size === 2) allAsked();
        await together;
        return logsMeeting(request);
      };
      const options = { running: workspace, script, replyWithinMs: WITHIN_MS };
      apps.push(await startHarness({ ...options, store: openPostgres(server.url) }));
    }
  }, WITHIN_MS);
  afterAll(async () => {
    for (const app of apps) await app.close();
    await workspace?.close();
    await server?.stop();
  });

  test('log about the same new companies at once: each company is there once, and nothing is begun anew', {
    timeout: WITHIN_MS,
  }, async () => {
    const [first] = apps as [Harness];
    const writers = ['U0MARTA', 'U0TOM', 'U0LEA', 'U0ADA'];
    const said = Array.from({ length: COMPANIES }, (_, at) =>
      // Each sentence is another one, so that none is taken for a repetition.
      writers.map((as) => first.say({ as, text: `${as} met Depot${at}` })),
    );
    for (const { reply } of await Promise.all(said.flat())) expect(reply.text).toMatch(/^Saved/);
    await until('nothing to be left', async () => ((await pendingIn(first)) === 0 ? true : undefined));

    const names = (await first.rows('companies')).map(({ name }) => name);
    expect(names.toSorted()).toEqual(Array.from({ length: COMPANIES }, (_, at) => `Depot${at}`).toSorted());
    expect(await first.rows('interactions')).toHaveLength(COMPANIES * writers.length);
    expect(apps.map(({ store }) => store.retries())).toEqual([0, 0]);
    // Both have worked: whoever has claimed a row has asked its own model.
    for (const { model } of apps) expect(model.requests.length).toBeGreaterThan(0);
  });
});

async function pendingIn(app: Harness): Promise<number> {
  const rows = [...(await app.rows('inbox')), ...(await app.rows('outbox'))];
  return rows.filter(({ status }) => status === 'pending').length;
}
