import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { type MetricDesk, metricText, openMetricDesk } from '../../testing/metric-desk.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { createTeam, type Team } from '../../testing/team.ts';
import { draftReport } from './draft.ts';

let store: Store;
let team: Team;
let desk: MetricDesk;

beforeAll(async () => {
  store = await temporarySqlite();
  team = createTeam(store);
  desk = await openMetricDesk(team, {
    touches: metricText(),
    bad: metricText({ name: 'bad', people: 'nobody_id' }),
    later: 'name: later\n',
  });
});

afterAll(async () => {
  await desk.close();
  await store.close();
});

test('a broken file stops no other, is listed, and admins are told what is wrong', async () => {
  const { metrics } = desk.reports;
  expect(metrics.all().map(({ definition }) => definition.name)).toEqual(['touches']);
  expect(metrics.broken().map(({ file }) => file)).toEqual(['metrics/bad.yaml', 'metrics/later.yaml']);
  const asked = { metric: 'bad', measures: ['touches'], period: 'all' };
  const ask = async (role: 'lead' | 'admin') => desk.ask(await team.as('Lea', { role }), asked);
  await expect(ask('lead')).rejects.toThrow(
    'The metric “bad” is broken at the moment. An admin can see why.',
  );
  await expect(ask('admin')).rejects.toThrow('no column “nobody_id”');
});

test('a changed file is read anew, and its hash is another', async () => {
  const { metrics } = desk.reports;
  const before = metrics.find('touches');
  const lists = metrics.list('lead');
  expect(await metrics.refresh()).toBe(false);
  expect(metrics.list('lead')).toBe(lists);
  desk.write('touches', metricText({ title: 'Contacts with customers' }));
  expect(await metrics.refresh()).toBe(true);
  expect(metrics.find('touches')?.definition.title).toBe('Contacts with customers');
  expect(metrics.find('touches')?.hash).not.toBe(before?.hash);
});

test('a question whose dimension is gone is refused with what there is', async () => {
  const asked = { metric: 'touches', measures: ['touches'], by: ['kind'], period: 'all' };
  const lead = await team.as('Lea', { role: 'lead' });
  await desk.ask(lead, asked);
  desk.write('touches', metricText({ dimensions: {} }));
  await desk.reports.metrics.refresh();
  await expect(desk.ask(lead, asked)).rejects.toThrow('touches has no dimension “kind”: it has none');
  expect(() => draftReport({ name: 'x', request: asked }, desk.reports.metrics.all())).toThrow('it has none');
});
