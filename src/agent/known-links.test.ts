import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepKnownLinks, linksIn } from './known-links.ts';

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
  'invoice-evil.zip',
  'evil.mov',
  'evil.example/invoice.pdf',
  'e.vil.ly',
  'ana@evil.example',
  'MAILTO:Ana@Evil.example',
  'ana+evil@acme.com',
  'evil．example',
  'evil\u0001.example',
  'еvil.example',
  'https://user@evil.example:8080/x',
  'acme.com@evil.example',
  'https://acme.com.evil.example',
  'https://acme.com/evil',
  'evil-acme.com',
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
      const given = linksIn('Met Ana of https://acme.com, who writes from ana@acme.com');
      const kept = keepKnownLinks(`Call Ana: ${text} today`, given);
      expect(kept).not.toMatch(/[eе]\.?vil|:\/\/|xn--|mailto:|slack:|T1/i);
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
  expect(keepKnownLinks(text, linksIn(''))).toBe(text);
});

const KNOWN = [
  'https://acme.com/a?b=1',
  'HTTPS://ACME.com/a',
  'acme.com',
  'ana@acme.com',
  'mailto:ana@acme.com',
  'offers.zip/x_(1)',
  '[Acme](https://acme.com)',
];

test.each(KNOWN)('a link that was given stays: %s', (link) => {
  const known = linksIn(`They sent ${link}, yesterday`);
  for (const wrap of [...WRAPPERS.slice(0, 8), (text: string) => `${text}!`]) {
    const text = `See ${wrap(link)} and call`;
    expect(keepKnownLinks(text, known)).toBe(text);
  }
});

test('the domain of what was given stays, in both cases and with or without its scheme', () => {
  const known = linksIn('Write to Ana@Acme.com, see https://www.globex.com:8080/about');
  const text = 'acme.com, https://acme.com/, Acme.com, ana@acme.com, globex.com, www.globex.com';
  expect(keepKnownLinks(text, known)).toBe(text);
});

test('a piece of what was given, or more than it, is another link', () => {
  const label = fc.stringMatching(/^[a-z]{2,8}$/);
  // Longer than any ending of a file.
  const long = fc.stringMatching(/^[a-z]{6,8}$/);
  fc.assert(
    fc.property(label, label, long, (one, two, more) => {
      const given = `${one}.${two}.com`;
      const known = linksIn(`https://${given}/path/of/it and ana@${given}`);
      const others = [`${given}${more}`, `${more}${given}`, `${given}.${more}`, `${given}/path/${more}`];
      others.push(
        `${given}/path`,
        `${given}/path/of`,
        `${more}@${given}`,
        `x-${given}`,
        `${given}@${more}.com`,
      );
      for (const other of others) {
        if (other === `ana@${given}`) continue;
        for (const link of [other, `https://${other}`])
          expect(keepKnownLinks(`See ${link} now`, known)).toBe('See [link removed] now');
      }
    }),
  );
});

test('two sentences without a space between them are no domain', () => {
  for (const [text, apart] of [
    ['She agreed.No more.', 'She agreed. No more.'],
    ['With Acme.They pay.', 'With Acme. They pay.'],
  ] as const)
    expect(keepKnownLinks(text, linksIn(''))).toBe(apart);
});

test('very much text without a link stays as it is', () => {
  const much = ['a', 'a-', 'a.', '@', 'a@', '[', '[a](', '<'].map((each) => each.repeat(10_000));
  for (const text of much) expect(keepKnownLinks(text, linksIn(text))).toBe(text);
});

test.each(['a-', 'a.', 'a+', '['])(
  'an answer that is made of “%s” alone takes no time, and a link after it goes',
  (part) => {
    const said = keepKnownLinks(`${part.repeat(100_000)} evil.example`, new Set());
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
    expect(keepKnownLinks(link, new Set())).not.toContain('evil.example');
  expect(keepKnownLinks(`[${'Acme '.repeat(200)}](https://evil.example)`, new Set())).not.toContain(
    'evil.example',
  );
});
