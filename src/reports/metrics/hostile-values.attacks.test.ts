import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { logInteraction } from '../../crm/interactions.ts';
import { RapportError } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import { ATTACKS } from '../../testing/attacks.ts';
import { createDice } from '../../testing/dice.ts';
import { type MetricDesk, metricText, openMetricDesk } from '../../testing/metric-desk.ts';
import { ODD_NAMES as NAMES } from '../../testing/metric-questions.ts';
import { atScale, seedOr } from '../../testing/settings.ts';
import { digestOf } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, type Team } from '../../testing/team.ts';
import { ParamsError } from '../params.ts';

const RUN = atScale({ small: 30, full: 1_500 });
const SEED = seedOr(3);

describe.each(Object.entries(DIALECTS))('hostile values on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let desk: MetricDesk;
  let readers: Context[];

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    readers = [
      await team.as('Marta'),
      await team.as('Lea', { role: 'lead' }),
      await team.as('Ada', { role: 'admin' }),
    ];
    await logInteraction(await team.as('Marta'), {
      kind: 'call',
      summary: 'Talked.',
      company: { name: 'Acme' },
    });
    const words = metricText({
      name: 'words',
      title: 'Words',
      people: undefined,
      dimensions: {
        company: { type: 'company', label: 'Company', key: 'company_id', show: 'company_name' },
        summary: { type: 'text', label: 'Summary', key: 'company_name' },
      },
    });
    desk = await openMetricDesk(team, { touches: metricText(), words });
    expect(desk.reports.metrics.broken()).toEqual([]);
  });

  afterAll(async () => {
    await desk.close();
    await store.close();
  });

  test(`${RUN} requests leave the store as it was, and tell no word of SQL (seed ${SEED})`, async () => {
    const dice = createDice(SEED);
    const before = await digestOf(store);
    let ran = 0;
    for (let nth = 0; nth < RUN; nth += 1) {
      const name = dice.pick(['company', 'summary']);
      const values = [dice.pick(ATTACKS).slice(0, 200), dice.pick(NAMES)];
      const asked = {
        metric: 'words',
        measures: ['touches'],
        period: 'all',
        where: [{ dimension: name, values }],
      };
      try {
        const { rows } = await desk.ask(dice.pick(readers), asked);
        expect(rows, JSON.stringify(asked)).toEqual([[0]]);
        ran += 1;
      } catch (error) {
        if (!(error instanceof RapportError)) throw error;
        expect(error instanceof ParamsError || error.code === 'invalid', error.message).toBe(true);
        // What was said may stand in it, in quotation marks.
        expect(error.message.replace(/“.*”/gs, '')).not.toMatch(/select|sqlite|postgres|syntax/i);
      }
    }
    expect(ran).toBeGreaterThan(0);
    expect(await digestOf(store)).toBe(before);
  }, 600_000);
});
