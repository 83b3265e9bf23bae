import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { type Context, createSystem } from '../../context.ts';
import { chooseKnownCompany } from '../../crm/company-choice.ts';
import { chooseContact } from '../../crm/contact-choice.ts';
import { createLog } from '../../log.ts';
import { openSqlite } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { actAs } from '../large-crm/act-as.ts';
import { LANDMARKS, MIDDLE } from '../large-crm/size.ts';
import { createLargeSqlite } from '../large-crm/sqlite.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { recordStatements } from './query-plans.ts';

/** Of a company: those of the whole name, those of all keys, each with what they are known by; and those that are meant. */
const MOST_OF_COMPANY = 6;
/** Of a person: the same among those of a company and among all; who works there; who was met about it. */
const MOST_OF_PERSON = 14;

const folder = temporaryFolder();
const recording = recordStatements();
let store: Store;
let ctx: Context;

beforeAll(async () => {
  const path = join(folder.path, 'middle.db');
  await createLargeSqlite(path, MIDDLE);
  store = openSqlite({ path });
  await store.migrate();
  const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
  ctx = { ...system, ...(await actAs(system, 'busy')) };
});

afterAll(async () => {
  recording.stop();
  await store.close();
  folder.remove();
});

async function count(work: () => Promise<unknown>): Promise<number> {
  const before = recording.executed.length;
  await work();
  return recording.executed.length - before;
}

test.each([LANDMARKS.huge.name, 'Atlas', 'Bluefin', 'Atals Energy', 'Xylophone Works'])(
  'which company “%s” is takes few statements',
  async (name) => {
    expect(await count(() => chooseKnownCompany(ctx, { name }))).toBeLessThanOrEqual(MOST_OF_COMPANY);
  },
);

test.each(['Maria Silva', 'Maria', 'Silva', 'M. Silva', 'Mraia Silva', 'Zoltan Newcomer'])(
  'who “%s” is takes few statements, at no company, a small one, a large one and a huge one',
  async (name) => {
    const { companies } = ctx.store.tables;
    for (const at of [undefined, ...Object.values(LANDMARKS)]) {
      const [company] = at ? await ctx.db.select().from(companies).where(eq(companies.name, at.name)) : [];
      const took = await count(() =>
        chooseContact({ ...ctx, company }, { name, email: 'maria@elsewhere.example' }),
      );
      expect(took).toBeLessThanOrEqual(MOST_OF_PERSON);
    }
  },
);
