import { expect, test } from 'vitest';
import { createSystem } from '../context.ts';
import { tell } from '../happenings.ts';
import { createLog } from '../log.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock } from '../testing/team.ts';
import { createMeter } from './meter.ts';

test('a happening that cannot be counted takes no others with it, and the log tells of it', async () => {
  const logged: string[] = [];
  const log = createLog('warn', { write: (line) => logged.push(line) });
  const system = createSystem({ store: await temporarySqlite(), clock: fixedClock(), log });
  const meter = createMeter(system, { isModelDown: () => false });
  const watched = { ...system, watch: meter.watch };
  const attempt = { what: 'attempt', queue: 'inbox', outcome: 'done', ms: 1 } as const;
  const message = {
    what: 'message',
    member: 'm',
    outcome: 'done',
    ms: 1,
    waitedMs: 1,
    steps: -1,
  } as const;
  tell(watched, attempt);
  tell(watched, { ...message, inputTokens: 1, outputTokens: 1 });
  for (let told = 2; told < 70; told += 1) tell(watched, attempt);
  const { text } = await meter.render();
  expect(text).toContain('rapport_attempts_total{queue="inbox",outcome="done"} 69\n');
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ msg: 'not counted', what: 'message' }]);
  meter.stop();
  await system.store.close();
});
