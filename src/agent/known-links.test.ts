import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepKnownLinks } from './known-links.ts';

const TARGETS = [
  'https://evil.example/x',
  'HTTP://evil.example',
  'ftp://evil.example/x',
  'slack://user?team=T1',
  'mailto:a@evil.example?subject=x',
  'www.evil.example',
  'evil.example/x',
  'evil.example',
  'xn--80ak6aa92e.com/x',
  'ev\u200Bil.example/x',
  'https:/\u2060/evil.example',
  'https&#58;//evil.example',
  'https&colon;&sol;&sol;evil.example',
];
const WRAPPERS = [
  (link: string) => link,
  (link: string) => `_${link}_`,
  (link: string) => `*${link}*`,
  (link: string) => `~${link}~`,
  (link: string) => `\`${link}\``,
  (link: string) => `(${link})`,
  (link: string) => `“${link}”`,
  (link: string) => `<${link}>`,
  (link: string) => `<${link}|Acme>`,
  (link: string) => `[Acme](${link})`,
  (link: string) => `[Acme](${link} "title")`,
  (link: string) => `[Acme][1]\n[1]: ${link}`,
  (link: string) => `see:${link}`,
  (link: string) => `${link}.`,
];

test('no link that nobody gave passes, however it is wrapped', () => {
  const wrapped = fc
    .tuple(
      fc.constantFrom(...TARGETS),
      fc.array(fc.constantFrom(...WRAPPERS), { minLength: 1, maxLength: 3 }),
    )
    .map(([link, wrappers]) => wrappers.reduce((text, wrap) => wrap(text), link));
  fc.assert(
    fc.property(wrapped, (text) => {
      const kept = keepKnownLinks(`Call Ana: ${text} today`, 'Met Ana at Acme');
      expect(kept).not.toMatch(/evil|:\/\/|xn--|mailto:|slack:|T1/i);
    }),
    { numRuns: 500 },
  );
});

test.each([
  'node.js 1.2.3, e.g. Acme, i.e. us; report.yaml and Q3.xlsx at 10.30',
  'Send the pricing to ana: 3.5 % of 1,000.00.',
  'AT&amp;T and <@U0ANA>',
  'z.B. am 24.11.2026',
])('honest text stays as it is: %s', (text) => {
  expect(keepKnownLinks(text, '')).toBe(text);
});

test.each(['https://acme.com/a?b=1', 'acme.com', '[Acme](https://acme.com)'])(
  'a link that was given stays: %s',
  (link) => expect(keepKnownLinks(`See ${link}.`, `They sent ${link} yesterday`)).toBe(`See ${link}.`),
);

test('two sentences without a space between them are no domain', () => {
  expect(keepKnownLinks('She agreed.No more.', '')).toBe('She agreed. No more.');
});

test.each(['a-', 'a.', 'a+', '['])(
  'an answer that is made of “%s” alone takes no time, and a link after it goes',
  (part) => {
    const said = keepKnownLinks(`${part.repeat(100_000)} evil.example`, '');
    expect(said.endsWith('[link removed]')).toBe(true);
  },
);

test('nor does a link hide behind a name that is longer than any may be', () => {
  const labels = 'a.'.repeat(60);
  for (const link of [
    `${labels}evil.example`,
    `${'a'.repeat(80)}.evil.example`,
    `${'x'.repeat(50)}://evil.example`,
  ])
    expect(keepKnownLinks(link, '')).not.toContain('evil.example');
  expect(keepKnownLinks(`[${'Acme '.repeat(200)}](https://evil.example)`, '')).not.toContain('evil.example');
});
