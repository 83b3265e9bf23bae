import { expect, test } from 'vitest';
import { readQuotedEmail } from './quoted-email.ts';

const CALLUM = { name: 'Callum Reid', address: 'callum.reid@quayside.example' };

test.each([
  [
    'English',
    'From: Callum Reid <callum.reid@quayside.example>\nSent: Monday, November 23, 2026 10:02 AM\nTo: Tom\nSubject: Renewal',
  ],
  [
    'RFC 5322',
    'Date: Mon, 23 Nov 2026 10:02:00 +0000\nFrom: "Callum Reid" <callum.reid@quayside.example>\nSubject: Renewal',
  ],
  [
    'German',
    'Von: Callum Reid <callum.reid@quayside.example>\nGesendet: Montag, 23. November 2026 10:02\nAn: Tom\nBetreff: Renewal',
  ],
  [
    'French',
    'De : Callum Reid <callum.reid@quayside.example>\nEnvoyé : lundi 23 novembre 2026 10:02\nÀ : Tom\nObjet : Renewal',
  ],
  [
    'Spanish',
    'De: Callum Reid <callum.reid@quayside.example>\nEnviado: lunes, 23 de noviembre de 2026 10:02\nPara: Tom\nAsunto: Renewal',
  ],
  [
    'Portuguese',
    'De: Callum Reid <callum.reid@quayside.example>\nData: 23/11/2026 10:02\nPara: Tom\nAssunto: Renewal',
  ],
  [
    'Italian',
    'Da: Callum Reid <callum.reid@quayside.example>\nInviato: lunedì 23 novembre 2026 10:02\nA: Tom\nOggetto: Renewal',
  ],
  [
    'Dutch',
    'Van: Callum Reid <callum.reid@quayside.example>\nVerzonden: maandag 23 november 2026 10:02\nAan: Tom\nOnderwerp: Renewal',
  ],
  [
    'Swedish',
    'Från: Callum Reid <callum.reid@quayside.example>\nSkickat: den 23 november 2026 10:02\nTill: Tom\nÄmne: Renewal',
  ],
  [
    'Japanese',
    '差出人: Callum Reid <callum.reid@quayside.example>\n日時: 2026年11月23日 10:02\n件名: Renewal',
  ],
  [
    'bold lines, quoted',
    '> *From:* Callum Reid <callum.reid@quayside.example>\n> *Date:* 2026-11-23 10:02\n> *Subject:* Renewal',
  ],
  [
    'a long word before it',
    `Fwd:\nsee below\n\nFrom: Callum Reid [mailto:callum.reid@quayside.example]\nDate: 23.11.2026\nSubject: Renewal`,
  ],
])('the head of a pasted mail is read: %s', (_, head) => {
  const read = readQuotedEmail(`Log this\n${head}\n\nthanks for the call.`);
  expect(read).toMatchObject({ ...CALLUM, day: '2026-11-23', subject: 'Renewal' });
});

test.each([
  'On Mon, 23 Nov 2026 at 10:02, Callum Reid <callum.reid@quayside.example> wrote:',
  'On Nov 23, 2026, at 10:02, Callum Reid <callum.reid@quayside.example> wrote:',
  'Am 23.11.2026 um 10:02 schrieb Callum Reid <callum.reid@quayside.example>:',
  'Am Mo., 23. Nov. 2026 um 10:02 Uhr schrieb Callum Reid <callum.reid@quayside.example>:',
  'Le lun. 23 nov. 2026 à 10:02, Callum Reid <callum.reid@quayside.example> a écrit :',
  'El lun, 23 nov 2026 a las 10:02, Callum Reid (<callum.reid@quayside.example>) escribió:',
])('the line above an answer is read: %s', (line) => {
  expect(readQuotedEmail(`log this\n${line}\n> thanks`)).toMatchObject({ ...CALLUM, day: '2026-11-23' });
});

test.each([
  'Met Ana today: she wants pricing by Friday.',
  'From: the meeting with Acme\nAll is fine.',
  'Subject: renewal\nTo: Ana',
  'Notes: from Ana\nDate: tomorrow',
  '',
])('a text without the head of a mail has none: %s', (text) => {
  expect(readQuotedEmail(text)).toBeUndefined();
});

test('a day that can be read in two ways is left as it is written', () => {
  const read = readQuotedEmail('From: Ana Lopes <ana@acme.example>\nDate: 03/04/2026\nSubject: Hello');
  expect(read).toEqual({
    name: 'Ana Lopes',
    address: 'ana@acme.example',
    date: '03/04/2026',
    subject: 'Hello',
  });
});

test('long hostile texts are read at once', () => {
  const started = performance.now();
  for (const text of [
    'From: '.repeat(20_000),
    `${'a '.repeat(50_000)}:`,
    `>${' '.repeat(50_000)}:`,
    '\n'.repeat(100_000),
    'From: a\n'.repeat(10_000),
    `On ${'1 '.repeat(300)}x@y.example:\n`.repeat(300),
  ])
    readQuotedEmail(text);
  expect(performance.now() - started).toBeLessThan(1_000);
});
