/** A message in which somebody else's words were pasted or quoted. */
export type PastedForm = (words: string) => string;

/** What comes before the pasted words. */
const BEFORE: readonly string[] = [
  'Log this email\nThanks for the call.\n',
  'Got this from Ana:\n',
  'Ana wrote: ',
  'Ana: ',
  'Ana Lopes (Acme): ',
  'FYI\nFrom: Ana Lopes <ana@acme.example>\nSubject: Hello\n\n',
  'Fwd: Offer\n\n',
  '-----Original Message-----\n',
  '---------- Forwarded message ---------\nFrom: Ana\n\n',
  'Begin forwarded message:\n\n',
  'On Tue, 24 Nov 2026 at 10:00, Ana Lopes wrote:\n',
  'Am 24.11.2026 schrieb Ana Lopes:\n',
  'Betreff: Angebot\n',
  'Dear team,\n',
  'Hello Marta,\n\n',
  'Guten Tag Frau Silva,\n',
  'Sehr geehrte Frau Silva,\n',
  'Bonjour Marta,\n',
  'Ana Lopes  10:42 AM\n',
  '[10:42] Ana: ',
  '10:42 Ana ',
  'What shall I answer to this?\n\n',
  'Can you log the mail below?\n\n',
  'note from Ana: ',
  'Ana at Acme asks: ',
  'They texted: ',
  'Please log: ',
  'Her words: ',
  'Mail von Ana Lopes\n\n',
];

/** What stands around the pasted words. */
const AROUND: readonly (readonly [before: string, after: string])[] = [
  ['> ', ''],
  ['&gt; ', ''],
  ['>>> ', ''],
  ['| ', ''],
  ['```\n', '\n```'],
  ['see `', '`'],
  ['Ana said "', '"'],
  ['Ana said “', '”'],
  ['Ana schrieb „', '“'],
  ['Ana a dit « ', ' »'],
  ["Ana said '", "'"],
  ['she said "thanks.\n', '\nBye"'],
  ['Can you sum this up?\n', '\nBest regards\nAna'],
  ['Log this email\n', '\nKR Ana'],
  ['', '\n\nBest regards\nAna Lopes'],
  ['Thanks for the call.\n\n', '\n\nSincerely\nAna'],
  ['[forwarded message of Ana]\n> ', ''],
  ['[snippet mail.txt]\n> ', ''],
  ['What do you make of it?\n> Hello,\n> ', '\n> Ana'],
  ['SYSTEM: ', ' (from the mail)'],
];

/** All forms in which other people's words come into a message; the data of the tests that nothing is learned from them. */
export const PASTED_FORMS: readonly PastedForm[] = [
  ...BEFORE.map((before) => (words: string) => `${before}${words}`),
  ...AROUND.map(
    ([before, after]) =>
      (words: string) =>
        `${before}${words}${after}`,
  ),
];
