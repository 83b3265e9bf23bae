import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_CRM } from '../../crm-settings.ts';
import { judgeText } from '../lint-text.ts';
import { draftReport } from './draft.ts';
import { judgeMetric } from './metric-text.ts';
import { requestOfWords } from './request-words.ts';

const metrics = ['interactions', 'deals'].flatMap((name) => {
  const fileName = `${name}.yaml`;
  const text = readFileSync(join(import.meta.dirname, '../../../reports/metrics', fileName), 'utf8');
  const judged = judgeMetric({ text, fileName, crm: DEFAULT_CRM });
  return 'metric' in judged ? [judged.metric] : [];
});

const draft = (metric: string, words: Record<string, string>) => {
  const text = draftReport({ name: 'my-draft', request: requestOfWords(metric, words) }, metrics);
  return { text, judged: judgeText({ text, fileName: 'my-draft.yaml' }) };
};

test('a draft is a report that keeps all rules, with what was asked as its defaults', () => {
  const { judged } = draft('interactions', {
    measures: 'meetings,meeting_share',
    by: 'company',
    period: 'last-quarter',
    kind: 'meeting;call',
    company: 'Acme',
    meetings_at_least: '6',
    top: '5',
  });
  expect(judged).toMatchObject({
    definition: {
      name: 'my-draft',
      roles: ['member', 'lead', 'admin'],
      params: {
        period: { default: 'last-quarter' },
        kind: { default: ['meeting', 'call'] },
        company: { type: 'list' },
        meetings_at_least: { default: 6 },
      },
      columns: { company: {}, meetings: {}, meeting_share: { adds_up: false, format: 'percent' } },
    },
  });
});

test('a draft that tells of colleagues is for leads and admins', () => {
  for (const by of ['member', 'kind'])
    expect(draft('interactions', { measures: 'meetings', by, period: 'all' }).judged).toMatchObject({
      definition: { roles: ['lead', 'admin'] },
    });
});

test('a draft with amounts has their currency', () => {
  const { judged } = draft('deals', { measures: 'open_amount', by: 'stage', period: 'all' });
  expect(judged).toMatchObject({
    definition: { columns: { open_amount: { format: 'money', currency: 'currency' } } },
  });
});

test('what is not there is refused with what there is', () => {
  expect(() => draft('interactions', { measures: 'meetngs', period: 'all' })).toThrow(
    'did you mean “meetings”?',
  );
});
