import { expect, test } from 'vitest';
import { parseReportCommand } from './report-command-text.ts';

test.each([
  ['', { kind: 'list' }],
  ['  list ', { kind: 'list' }],
  ['help', { kind: 'list' }],
  ['help My-Week', { kind: 'help', name: 'my-week' }],
  ['runs', { kind: 'runs' }],
  ['schedules', { kind: 'schedules' }],
  ['schedule', { kind: 'schedules' }],
  ['search gone quiet', { kind: 'search', words: 'gone quiet' }],
  ['gone quiet', { kind: 'search', words: 'gone quiet' }],
  ['My-Week', { kind: 'run', name: 'my-week', given: {} }],
  ['x since=-4w kind="a b"', { kind: 'run', name: 'x', given: { since: '-4w', kind: 'a b' } }],
  ['x company=“Acme & Co”', { kind: 'run', name: 'x', given: { company: 'Acme & Co' } }],
  ['schedule x SINCE=-4w', { kind: 'schedule', name: 'x', given: { since: '-4w' } }],
])('“%s” is understood', (text, command) => {
  expect(parseReportCommand(text)).toEqual(command);
});

test.each([
  ['since=-4w', /A report’s name comes first: \/report NAME since=-4w/],
  ['x since=-4w loose', /I do not understand “loose”: write params as name=value/],
  ['x since=-4w since=-8w', /since is given twice/],
  ['schedule since=-4w', /A report’s name comes first: \/report schedule NAME since=…/],
  ['schedule x every Friday', /I do not understand “every”.*choose when in the form/],
])('“%s” is answered with what to write instead', (text, sentence) => {
  expect(() => parseReportCommand(text)).toThrow(sentence);
});
