import { expect, test } from 'vitest';
import { type Subject, subjectKey } from './subject.ts';

test.each<[Subject, string]>([
  [{ of: 'company', id: '01J' }, 'company:01J'],
  [{ of: 'topic', word: 'sso' }, 'topic:sso'],
  [{ of: 'message', id: '01K' }, 'message:01K'],
  [{ of: 'answers', about: 'reports' }, 'answers:reports'],
  [{ of: 'answers', about: 'company', id: '01J' }, 'answers:company:01J'],
  [{ of: 'member' }, 'member'],
  [{ of: 'team' }, 'team'],
  [{ of: 'bot' }, 'bot'],
])('%o is kept as “%s”', (subject, key) => {
  expect(subjectKey(subject)).toBe(key);
});
