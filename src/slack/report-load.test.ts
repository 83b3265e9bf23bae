import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startHarness, until } from '../testing/harness.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** Every rule is kept, and it would never end. */
const ENDLESS = `
name: endless
title: Endless
description: Counts for ever.
roles: [member, lead, admin]
columns: { counted: { label: Counted, format: integer } }
sql: |
  select count(*) as counted
  from interactions a, interactions b, interactions c, interactions d, interactions e, interactions f, interactions g
`;

const MOST_MESSAGES = 500;
/** Slack would send an event again that is not acknowledged by then. */
const SLACK_WAITS_MS = 3_000;

test('a report that never ends is stopped at its deadline while messages are acknowledged and answered', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, 'endless.yaml'), ENDLESS);
  const harness = await startHarness({
    clock: fixedClock(NOW),
    reportsDir: folder.path,
    reportDeadlineMs: 4_000,
  });
  const { workspace } = harness;
  try {
    await seedReportFixture(createTeam(harness.store));
    for (const as of ['U0LEA', 'U0TOM']) {
      await workspace.command({
        as,
        channel: workspace.directChannel(as),
        command: '/report',
        text: 'endless',
      });
    }
    let acknowledged = 0;
    const running = async () => (await harness.rows('reportRuns')).length < 2;
    while (acknowledged < MOST_MESSAGES && (await running())) {
      const started = performance.now();
      const text = `Hello ${acknowledged}`;
      const { deliveries } = await workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', text });
      expect(performance.now() - started).toBeLessThan(SLACK_WAITS_MS);
      expect(deliveries.map(({ status }) => status)).toEqual([200]);
      acknowledged += 1;
    }
    expect(acknowledged).toBeGreaterThan(5);
    await until('the end of both', async () => ((await running()) ? undefined : true));
    const runs = await harness.rows('reportRuns');
    expect(runs.map(({ outcome }) => outcome)).toEqual(['timed_out', 'timed_out']);
    await harness.settled();
    const [said] = (await workspace.messages('D0LEA')).filter(({ user }) => user === workspace.botUserId);
    expect(said?.text).toMatch(/took longer than 4 seconds, so I stopped it/);
    expect(harness.logged.join('\n')).toContain('killed after 4000 ms');
  } finally {
    await harness.close();
    folder.remove();
  }
});
