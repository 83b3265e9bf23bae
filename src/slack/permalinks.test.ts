import { expect, test } from 'vitest';
import { permalinkOf } from './permalinks.ts';

const TEAM = 'https://ghostbusters.slack.com/';
const channel = 'C1H9RESGA';

test('a link has the form that Slack gives a message', () => {
  expect(permalinkOf(TEAM, { channel, ts: '1358546515.000008' })).toBe(
    'https://ghostbusters.slack.com/archives/C1H9RESGA/p1358546515000008',
  );
});

test('a link to a message in a thread says which thread', () => {
  expect(permalinkOf(TEAM, { channel, ts: '1358546517.000023', threadTs: '1358546515.000008' })).toBe(
    'https://ghostbusters.slack.com/archives/C1H9RESGA/p1358546517000023?thread_ts=1358546515.000008&cid=C1H9RESGA',
  );
  const first = { channel, ts: '1358546515.000008', threadTs: '1358546515.000008' };
  expect(permalinkOf(TEAM, first)).not.toContain('thread_ts');
});

test('there is no link to what is no message, nor before it is known where the team is', () => {
  expect(permalinkOf(undefined, { channel, ts: '1358546515.000008' })).toBeUndefined();
  for (const odd of ['../evil', 'C1|x>', '', 'C1/../../x'])
    expect(permalinkOf(TEAM, { channel: odd, ts: '1358546515.000008' })).toBeUndefined();
  expect(permalinkOf(TEAM, { channel, ts: 'now' })).toBeUndefined();
});
