import { describe, expect, test } from 'vitest';
import type { ToolStep } from '../agent-steps.ts';
import { noteNothingSaved } from './nothing-saved-note.ts';

const step = (effect: ToolStep['effect'], more: Partial<ToolStep> = {}): ToolStep => ({
  kind: 'tool',
  callId: 'a',
  name: 'find',
  effect,
  output: {},
  ...more,
});
const TOLD = 'Had a call with Ana of Acme today';
const LINE = 'Nothing was saved from this message.';

describe('a line says that nothing was saved', () => {
  test.each([
    ['the answer claims it', TOLD, 'Logged!'],
    ['the answer claims it in another language', 'Heute Ana von Acme getroffen', 'Gespeichert!'],
    ['the answer is polite at its end', TOLD, 'Logged your call with Ana. Anything else?'],
    ['the answer is polite behind a dash', TOLD, 'Logged your call with Ana — anything else?'],
    ['the answer is polite in a line of its own', TOLD, 'Logged your call with Ana\nAnything else?'],
    [
      'the answer is polite without spaces',
      '今日アクメのアナさんと電話した',
      '保存しました。他にありますか？',
    ],
    ['the answer quotes a question', TOLD, 'Logged: she asks “can we get a discount?”'],
    ['little was said', 'Called Ana, wants pricing', 'Logged.'],
    ['a quotation asks', 'Ana said "can we get a discount?" in our call', 'Logged.'],
    ['a quoted line asks', 'Log this mail from Ana\n> can we get a discount?', 'Logged.'],
    ['a pasted mail asks', 'Log this mail from Ana:\nHi Marta, can we get a discount?', 'Logged.'],
    ['a pasted mail asks further down', 'Mail from Ana of Acme\n\nHi! Can we get a discount?', 'Logged.'],
    ['a pasted text is in a fence', 'Log this mail from Ana\n```Can we talk?```', 'Logged.'],
    ['a link has the mark', 'Ana of Acme sent https://acme.example/?page=1', 'Logged.'],
  ])('when %s', (_, said, text) => {
    expect(noteNothingSaved(said, { text, steps: [] })).toBe(LINE);
  });

  test('when all calls were refused, or only looked something up', () => {
    expect(noteNothingSaved(TOLD, { text: 'Logged.', steps: [step('read')] })).toBe(
      'Only looked up: nothing was saved from this message.',
    );
    expect(noteNothingSaved(TOLD, { text: 'Logged.', steps: [step('refused')] })).toContain(
      'nothing was saved',
    );
  });
});

describe('when a write changed nothing', () => {
  const unchanged = step('write', { output: { saved: 'Nothing: it was so already (Acme).', change_id: '' } });

  test('the line says that nothing new was saved', () => {
    expect(noteNothingSaved(TOLD, { text: 'Logged.', steps: [step('read'), unchanged] })).toBe(
      'Nothing new was saved from this message.',
    );
  });

  test('there is no line when something else was written', () => {
    const saved = step('write', { output: { saved: 'Acme', change_id: 'b' } });
    expect(noteNothingSaved(TOLD, { text: 'Logged.', steps: [unchanged, saved] })).toBeUndefined();
  });
});

describe('no line is shown', () => {
  test.each([
    ['small talk', 'thanks, great', 'You are welcome!'],
    ['a question', 'What can you do for me today?', 'You can tell me what happened.'],
    ['a question with a quotation', 'Did Ana say "too expensive" last week?', 'She did.'],
    ['a question back', TOLD, 'Who was it with?'],
    ['a question back and a word on it', TOLD, 'Which Ana do you mean? I know two of them.'],
    ['two questions back', TOLD, 'Who was it with? And when?'],
  ])('for %s', (_, said, text) => {
    expect(noteNothingSaved(said, { text, steps: [] })).toBeUndefined();
  });

  test('when something was written, or put before the person', () => {
    expect(noteNothingSaved(TOLD, { text: 'Logged.', steps: [step('read'), step('write')] })).toBeUndefined();
    expect(noteNothingSaved(TOLD, { text: 'Here.', steps: [step('read', { shown: true })] })).toBeUndefined();
  });
});

test('a long text is looked at once', () => {
  const long = 'Ana said "hello ` > « “ and so on. '.repeat(5_000);
  const before = performance.now();
  noteNothingSaved(long, { text: long, steps: [] });
  expect(performance.now() - before).toBeLessThan(1_000);
});

test.each(['! ', '\n\t', '!', '🎉'])(
  'a long text without a word, of “%s” alone, is looked at once',
  (sign) => {
    const before = performance.now();
    expect(noteNothingSaved(sign.repeat(50_000), { text: 'Thanks!', steps: [] })).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(300);
  },
);
