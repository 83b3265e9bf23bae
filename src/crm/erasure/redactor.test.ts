import { describe, expect, test } from 'vitest';
import { findAlike, findBorne } from './bearers.ts';
import { createNameFinder } from './name-finder.ts';
import { nameForms } from './name-forms.ts';
import { createRedactor, type Redact } from './redactor.ts';

/** A redactor of texts that are known to be about somebody, who knows the names of others. */
function redactorOf(
  name: string,
  { others = [], emails = [], phones = [] }: { others?: string[]; emails?: string[]; phones?: string[] } = {},
): Redact {
  const { whole, said, short } = nameForms(name);
  const known = { people: others, companies: [] };
  const borne = findBorne(short, known);
  const names = [...whole, ...said, ...short.filter((form) => !borne.has(form))];
  const spares = createNameFinder(findAlike([...whole, ...said, ...short], known));
  return createRedactor({ names, spares, emails, phones });
}

/** A redactor of any texts, which takes out whole names alone. */
const redactorEverywhere = (name: string): Redact =>
  createRedactor({
    names: nameForms(name).whole,
    spares: createNameFinder([]),
    emails: [],
    phones: [],
  });

const GONE = '(erased)';

describe('a name is taken out however it is written', () => {
  test.each([
    ['Ana Lopes', 'Ana Lopes called', `${GONE} called`],
    ['Ana Lopes', 'ANA  LÓPES’s offer', `${GONE}’s offer`],
    ['Ana Lopes', '*Ana*\n*Lopes*, twice: Ana\u00a0Lopes', `*${GONE}*, twice: ${GONE}`],
    ['Ana Lopes', 'Lopes, Ana (and LOPES Ana)', `${GONE} (and ${GONE})`],
    ['Ana Lopes', 'met ana lopes', `met ${GONE}`],
    ['Ana Lopes', 'Met Lopes, Ana today', `Met ${GONE} today`],
    ['Ana Lopes', 'A\u0301na Lopes', GONE],
    ['Dr. Ana Lopes', 'Ana Lopes and Dr. Ana Lopes', `${GONE} and ${GONE}`],
    ['Jürgen Müller', 'JUERGEN MUELLER, Jurgen Mueller, Ju\u0308rgen Muller', `${GONE}, ${GONE}, ${GONE}`],
    ['Juergen Mueller', 'Müller, Jürgen', GONE],
    ['Đorđe Łukić', 'Dorde Lukic', GONE],
    ['Liam O’Brien', "Liam O'Brien, LIAM OBRIEN", `${GONE}, ${GONE}`],
    ['Jan van der Berg', 'van der Berg, Jan', GONE],
    ['Robert (Bob) Stone', 'Bob Stone and Robert Stone', `${GONE} and ${GONE}`],
    ['田中太郎', '昨日田中太郎さんに会った', `昨日${GONE}さんに会った`],
    ['田中 太郎', '昨日田中太郎さんに、田中 太郎', `昨日${GONE}さんに、${GONE}`],
    ['김민수', '김민수씨는', `${GONE}씨는`],
    ['राम कुमार', 'कल राम कुमार आए', `कल ${GONE} आए`],
    ['Иван Иванов', 'Иванов, Иван и ИВАН ИВАНОВ', `${GONE} и ${GONE}`],
  ])('%s in “%s”', (name, said, left) => {
    expect(redactorEverywhere(name)(said)).toBe(left);
  });

  test.each([
    ['Ana Lopes', 'A. Lopes and Lopes, A. and A.Lopes', `${GONE} and ${GONE}. and ${GONE}`],
    ['Ana Maria Lopes', 'Ana; A. M. Lopes; Ana Lopes; Ms Lopes', `${GONE}; ${GONE}; ${GONE}; Ms ${GONE}`],
    ['Rose', 'Rose waters a rose', `${GONE} waters a rose`],
    ['Herr Schmidt', 'Herr Schmidt: Schmidt will', `${GONE}: ${GONE} will`],
    ['田中太郎', '田中様と話した。田中部長も。', `${GONE}と話した。${GONE}も。`],
    ['タナカタロウ', 'たなかたろうさんとﾀﾅｶ様', `${GONE}さんと${GONE}`],
    ['田中太郎（たなかたろう）', 'タナカタロウさん', `${GONE}さん`],
    ['김민수', '김부장님은 김민수', `${GONE}님은 ${GONE}`],
  ])('%s in “%s”, which is known to be about them', (name, said, left) => {
    expect(redactorOf(name)(said)).toBe(left);
  });
});

describe('what is somebody else’s or a word stays', () => {
  test.each([
    ['Ana Lopes', 'Mariana Lopes, Susana Lopesova, Ana Silva and Rui Lopes'],
    ['Ana Lopes', 'A. Lopes; Ana or Lopes'],
    ['Ana Lopes', 'Met with Rui Lopes, Ana Costa and Eva'],
    ['Ana Lopes', 'Met with Rui Lopes, Ana and Eva'],
    ['Ana Lopes', 'Ana, Lopes and Eva'],
    ['James Thomas', 'Thomas James'],
    ['Rose', 'Rose is a rose'],
    ['Herr Schmidt', 'Herr Schmidt'],
    ['राम कुमार', 'रमा कुमार'],
    ['ばば はな', 'はは はな'],
    ['田中太郎', '田中様'],
    ['Ana Lopes', 'Ana --- and --- Lopes'],
  ])('%s, and “%s”', (name, said) => {
    expect(redactorEverywhere(name)(said)).toBe(said);
  });

  test.each([
    ['Ana Lopes', 'Ana Lopes Silva', 'Ana Lopes Silva and Ana Lopes', `Ana Lopes Silva and ${GONE}`],
    [
      'Anna Hauser',
      'Anna Häuser',
      'Anna Häuser, Anna Haeuser, Anna Hauser',
      `Anna Häuser, Anna Haeuser, ${GONE}`,
    ],
    ['Anna Häuser', 'Anna Hauser', 'Anna Häuser, Anna Haeuser, Anna Hauser', `${GONE}, ${GONE}, Anna Hauser`],
    ['राम', 'रमा', 'राम and रमा', `${GONE} and रमा`],
    ['Ana Lopes', 'Alice Lopes', 'A. Lopes, Alice Lopes; Lopes, Ana', `A. Lopes, Alice Lopes; ${GONE}`],
    ['Ana Lopes', 'ana costa', 'Ana met ana costa', 'Ana met ana costa'],
  ])('%s, where %s is known: “%s”', (name, other, said, left) => {
    expect(redactorOf(name, { others: [other] })(said)).toBe(left);
  });
});

describe('an address is taken out however it is written', () => {
  const redact = redactorOf('Ana Lopes', { emails: ['ana@acme.com', 'eva@müller.example'] });

  test.each([
    ['-Ana@Acme.com.', `-${GONE}.`],
    ['<mailto:ana@acme.com|ANA@ACME.COM>', `<mailto:${GONE}|${GONE}>`],
    ['ana+crm@acme.com', GONE],
    ['<eva@xn--mller-kva.example>, eva@Müller.example', `<${GONE}>, ${GONE}`],
  ])('%s', (said, left) => {
    expect(redact(said)).toBe(left);
  });

  test.each(['mariana@acme.com', 'susi.ana@acme.com', 'ana@acme.com.br', 'ana@acme.community'])(
    '%s is another',
    (said) => {
      expect(redact(said)).toBe(said);
    },
  );
});

describe('a number is taken out however it is written', () => {
  test.each([
    ['+351 912 345 678', '(+351) 912-345-678', GONE],
    ['+351 912 345 678', '00351912345678 or 912.345.678', `${GONE} or ${GONE}`],
    ['+351 912 345 678', '<tel:+351912345678|912 345 678>', `<tel:${GONE}|${GONE}>`],
    ['+351 912 345 678', '+351\u00a0912\u2011345\u2011678', GONE],
    ['+351 912 345 678', '٩١٢٣٤٥٦٧٨', GONE],
    ['+49 89 1234567', '+49 (0)89 123 45 67 and 089/1234567', `${GONE} and ${GONE}`],
    ['912 345 678', '+351 912345678, on 2026-11-24', `${GONE}, on 2026-11-24`],
    ['+1 (212) 555-0100', '212-555-0100x12', `${GONE}x12`],
    ['4711', 'Room 4711', `Room ${GONE}`],
  ])('%s as “%s”', (phone, said, left) => {
    expect(redactorOf('Ana Lopes', { phones: [phone] })(said)).toBe(left);
  });

  test.each([
    ['+351 912 345 678', '+44 912 345 678'],
    ['+351 912 345 678', '912 345 679'],
    ['+351 912 345 678', 'order 77912345678'],
    ['+351 912 345 678', '01HZ912345678'],
    ['+351 912 345 678', '345 678'],
    ['4711', '2026-4711'],
  ])('%s, and “%s” is another', (phone, said) => {
    expect(redactorOf('Ana Lopes', { phones: [phone] })(said)).toBe(said);
  });
});
