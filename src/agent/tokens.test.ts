import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_CRM } from '../crm-settings.ts';
import type { Metric } from '../reports/metrics/metric.ts';
import { judgeMetric } from '../reports/metrics/metric-text.ts';
import { countAgentTokens, countObserverTokens } from '../testing/tokens.ts';

test('instructions and all tools of the agent fit into 5,750 tokens', () => {
  expect(countAgentTokens().total).toBeLessThanOrEqual(5_750);
});

test('with what the shipped metrics can be asked they fit into 6,500, of which that is 650', () => {
  const counted = countAgentTokens(DEFAULT_CRM, shippedMetrics());
  expect(counted.tools.ask_metric).toBeLessThanOrEqual(650);
  expect(counted.total).toBeLessThanOrEqual(6_500);
});

function shippedMetrics(): Metric[] {
  const folder = join(import.meta.dirname, '../../reports/metrics');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.map((fileName) => {
    const judged = judgeMetric({
      fileName,
      text: readFileSync(join(folder, fileName), 'utf8'),
      crm: DEFAULT_CRM,
    });
    if ('problems' in judged) throw new Error(`${fileName} is broken.`);
    return judged.metric;
  });
}

test('instructions and all tools of the observer fit into 2,000 tokens', () => {
  expect(countObserverTokens().total).toBeLessThanOrEqual(2_000);
});
