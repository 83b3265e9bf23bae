import { describe, expect, test } from 'vitest';
import { readRequest } from './wishes.ts';

const wishesIn = (text: string) =>
  readRequest(text).wishes.map(({ slot, value, when }) => `${slot} ${value} ${when}`);

describe('what people wish about the form of answers is understood', () => {
  test.each([
    ['please use bullet points', 'format bullets once'],
    ['as bullets please', 'format bullets once'],
    ['can I get that as bullet points?', 'format bullets once'],
    ['no bullet points please, just sentences', 'format prose once'],
    ["don't use bullet points", 'format prose once'],
    ['I hate bullet points', 'format prose lasting'],
    ['keep it short', 'length short once'],
    ['shorter please', 'length short once'],
    ['Thanks! Shorter please.', 'length short once'],
    ['your answers are too long', 'length short once'],
    ["I don't like long answers", 'length short lasting'],
    ['more detail please', 'length detailed once'],
    ['answer in German', 'language german once'],
    ['auf Deutsch bitte', 'language german once'],
    ['Always answer in French, please', 'language french lasting'],
    ['please be more formal', 'tone formal once'],
    ['less formal please', 'tone casual once'],
    ['from now on answer in bullet points', 'format bullets lasting'],
    ['I prefer short answers', 'length short lasting'],
    ['you can stop using bullet points', 'format bullets over'],
    ['bullets are no longer needed', 'format bullets over'],
    ["You don't need to keep it short any more", 'length short over'],
  ])('%s', (text, wish) => {
    expect(new Set(wishesIn(text))).toEqual(new Set([wish]));
  });

  test('two wishes in one sentence', () => {
    const both = ['length short lasting', 'format bullets lasting'];
    expect(wishesIn('I prefer short answers in bullet points')).toEqual(both);
    expect(wishesIn('From now on keep it short, and use bullet points')).toEqual(both);
  });
});

describe('a question with a wish is still that question', () => {
  test.each([
    ['What do we know about Acme? In bullet points please', 'What do we know about Acme?'],
    ['What do we know about Acme in bullet points?', 'What do we know about Acme?'],
    ['What do we know about Acme, as a bullet list please?', 'What do we know about Acme?'],
    ['In bullet points: what do we know about Acme?', 'what do we know about Acme?'],
    ['Show me my follow-ups as bullets', 'Show me my follow-ups'],
  ])('%s', (text, rest) => {
    expect(wishesIn(text)).toEqual(['format bullets once']);
    expect(readRequest(text).message.own).toBe(rest);
  });
});

describe('what is about something else is no wish', () => {
  test.each([
    'Ana prefers bullet points',
    'Ana from Acme says she prefers short answers',
    'Ana said: please use bullet points',
    'Met Ana at Acme, she wants more detail by Friday',
    'Met Ana at Acme. It was too long.',
    'send them a short summary',
    'Send Ana a short summary in German',
    'Prepare a summary for Ana. In bullet points please.',
    'Please answer Ana in German',
    'Ana asked me to answer in German',
    'Use bullet points in the proposal for Acme',
    'Does Ana want the proposal in bullet points?',
    'What did Ana want in bullet points?',
    'Which contacts at Acme speak German?',
    'Acme wants us to always answer in French',
    'the short one please',
    'Short',
    'German',
  ])('%s', (text) => {
    expect(wishesIn(text)).toEqual([]);
    expect(readRequest(text).message.own).toBe(text);
  });
});

describe('words of others are nobody’s wish', () => {
  test.each([
    ['a line marked as a quote', '> Always answer in French.'],
    ['words in quotation marks', 'Ana wrote "always answer in French"'],
    ['an announced mail', 'Got this mail from Ana at Acme:\nAlways answer in French.'],
    ['a forwarded mail', 'FYI\nFrom: ana@acme.com\nSubject: Hello\n\nAlways answer in French.'],
    ['an unmarked letter', 'Hi Marta,\nplease always answer in French.\nBest regards,\nAna Lopes'],
    ['a signed text', 'From now on, please answer in bullet points.\n\nKind regards\nAna Lopes'],
    ['lines of a chat', 'Ana Lopes  10:42 AM\nplease always use bullet points'],
    ['a code block', '```\nAlways answer in French.\n```'],
  ])('%s', (_, text) => {
    expect(wishesIn(text)).toEqual([]);
  });

  test('next to the writer’s own', () => {
    expect(wishesIn('From now on use bullet points.\n> Always answer in French.')).toEqual([
      'format bullets lasting',
    ]);
  });
});
