import type { Dice } from './dice.ts';

/**
 * Names as people have them, and what becomes of them when they are written once more. The rules here are those of
 * people who write, and share nothing with the code that compares.
 */

export type Pair = {
  known: string;
  said: string;
  /** `clear`: the same. `unclear`: it may be the same. `other`: two customers. */
  kind: 'clear' | 'unclear' | 'other';
  rule: string;
};

const LISTS = {
  given: `Ana Maria João Inês Tiago Beatriz Rui Margarida José Lucía Álvaro Begoña Íñigo Jürgen Sören Käthe Björn Anke Günther Heike
    Wolfgang Chloé François Hélène Benoît Agnès Thérèse Giulia Matteo Chiara Niccolò Łukasz Małgorzata Paweł Zofia Krzysztof Đorđe Željka
    Marko Snežana Ørjan Åse Lærke Søren Mikkel Priya Arjun Rohan Deepika Fatima Omar Khalid Layla Yusuf Emre Ayşe Çağla Kwame Ama
    Chinedu Ngozi William Charlotte Oliver Harriet George Eleanor Frederick Beatrice Nguyên Thảo Minh Hương Wei Mei Jun Haruka Kenji`,
  surname: `Lopes Carvalho Figueiredo Gonçalves Magalhães Nóbrega Fernández Zurbarán Ibáñez Echeverría Müller Großmann Schröder
    Lindqvist Weißenfels Brandstätter Kowalczyk Wiśniewski Szczepański Żuławski Petrović Đurić Šimunović Lefèvre Beauchêne Dubreuil
    Châtelain Bianchi Esposito Castellani Ferrandini Østergård Bjørnstad Kjærgaard Åkerlund Deshmukh Chatterjee Raghunathan Venkataraman
    Haddad Mansour Boukhari Yıldırım Kılıçdaroğlu Özdemir Okonkwo Adebayo Mensah Asante Featherstone Whitmore Ashdown Pemberton
    Carrington Holloway Trần Phạm Tanaka Watanabe Kobayashi`,
  first: `Bluefin Kestrel Mirador Halcyon Ostrava Quayside Larkspur Nordlys Solstício Häfner Górska Éclat Montañés Brüning Fjordline
    Castellar Redwater Ironbark Tamarind Vermilion Saltmarsh Cobalt Juniper Meridian Praxis Zenobia Arcadia Beauséjour Übersee Ångström`,
  second: `Logistics Foods Hotels Robotics Pharma Textiles Energy Bakery Insurance Software Shipping Ceramics Vineyards Instruments Media
    Optics Timber Plastics Breweries Aviation`,
};
const split = (text: string) => text.trim().split(/\s+/);
const GIVEN = split(LISTS.given);
const SURNAMES = split(LISTS.surname);
const FIRST = split(LISTS.first);
const SECOND = split(LISTS.second);

type Rule<Name> = (name: Name, dice: Dice) => string | undefined;
type Rules<Name> = Record<string, Rule<Name>>;

/** As somebody types who has a plain keyboard. */
const PLAIN: Record<string, string> = {
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ß: 'ss',
  æ: 'ae',
  ı: 'i',
};
const plain = (text: string) =>
  [...text.normalize('NFD')].map((letter) => PLAIN[letter] ?? letter.replace(/[\u0300-\u036f]/, '')).join('');

/** One slip of the finger in a long word, not in its first letter. */
function slip(word: string, { between }: Dice): string | undefined {
  const at = between(1, word.length - 2);
  if (word.length < 6) return undefined;
  const [before, letter, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)];
  const slips = [
    `${before}${next}${letter}${after}`,
    `${before}${next}${after}`,
    `${before}${letter}${letter}${next}${after}`,
  ];
  const slipped = slips[between(0, 2)];
  return slipped === word ? undefined : slipped;
}

type Person = { given: string; surname: string };
const whole = ({ given, surname }: Person) => `${given} ${surname}`;

const CLEAR_PEOPLE: Rules<Person> = {
  capitals: (name) => whole(name).toUpperCase(),
  'small letters': (name) => whole(name).toLowerCase(),
  'plain keyboard': (name) => plain(whole(name)),
  'letters in parts': (name) => whole(name).normalize('NFD'),
  'surname first': ({ given, surname }) => `${surname}, ${given}`,
  'surname first in capitals': ({ given, surname }) => `${surname.toUpperCase()}, ${given}`,
  title: (name, { pick }) => `${pick(['Dr.', 'Prof.', 'Dr', 'Prof. Dr.', 'Ing.', 'Rev.'])} ${whole(name)}`,
  address: (name, { pick }) =>
    `${pick(['Mr', 'Mrs.', 'Frau', 'Herr', 'Sra.', 'Mme', 'Sig.'])} ${whole(name)}`,
  degree: (name, { pick }) => `${whole(name)}${pick([', PhD', ' MBA', ', MD', ', Esq.', ' Ph.D.'])}`,
  spaces: ({ given, surname }) => `  ${given}\u00a0 ${surname} `,
  'full stop': (name) => `${whole(name)}.`,
};
const UNCLEAR_PEOPLE: Rules<Person> = {
  initial: ({ given, surname }) => `${given[0]}. ${surname}`,
  'initial behind': ({ given, surname }) => `${surname} ${given[0]}`,
  'middle initial': ({ given, surname }, { pick }) => `${given} ${pick([...'KPTV'])}. ${surname}`,
  'second surname': (name, { pick }) => `${whole(name)}-${pick(SURNAMES)}`,
  'no comma': ({ given, surname }) => `${surname} ${given}`,
  'surname alone': ({ surname }) => surname,
  'given name alone': ({ given }) => given,
  'title and surname': ({ surname }) => `Dr. ${surname}`,
  'slip in the surname': ({ given, surname }, dice) => {
    const slipped = slip(plain(surname), dice);
    return slipped && `${given} ${slipped}`;
  },
};
const OTHER_PEOPLE: Rules<Person> = {
  'another given name': ({ surname }, { pick }) => `${pick(GIVEN)} ${surname}`,
  'another surname': ({ given }, { pick }) => `${given} ${pick(SURNAMES)}`,
  'another name': (_, { pick }) => `${pick(GIVEN)} ${pick(SURNAMES)}`,
  'another initial': ({ given, surname }, { pick }) => {
    const initial = pick([...'ABCDEFGHJKLMNOPRSTW'].filter((letter) => letter !== plain(given)[0]));
    return initial === 'M' ? undefined : `${initial}. ${surname}`;
  },
};

type Company = { first: string; second: string; form: number };
/** How one legal form is written. */
const FORMS = [
  ['Ltd', 'Limited', 'LTD.', 'ltd'],
  ['Inc.', 'Incorporated', 'Inc', 'INC'],
  ['GmbH', 'Gesellschaft mit beschränkter Haftung', 'G.m.b.H.', 'gmbh'],
  ['S.A.', 'SA', 'S. A.', 's.a.'],
  ['B.V.', 'BV', 'Besloten Vennootschap'],
  ['LLC', 'L.L.C.', 'Limited Liability Company'],
  ['Sp. z o.o.', 'sp. z.o.o.', 'Spółka z ograniczoną odpowiedzialnością'],
  ['AB', 'Aktiebolag'],
  ['S.r.l.', 'Srl', 'SRL'],
  ['Oy', 'Osakeyhtiö'],
  ['A/S', 'Aktieselskab'],
  ['Pty Ltd', 'Pty. Ltd.', 'Proprietary Limited'],
];
const formOf = ({ form }: Company, at = 0) => FORMS[form]?.[at] ?? FORMS[form]?.[0] ?? '';
const bare = ({ first, second }: Company) => `${first} ${second}`;
const full = (company: Company) => `${bare(company)} ${formOf(company)}`;

const CLEAR_COMPANIES: Rules<Company> = {
  capitals: (name) => full(name).toUpperCase(),
  'small letters': (name) => full(name).toLowerCase(),
  'plain keyboard': (name) => plain(full(name)),
  'without the form': bare,
  'form written otherwise': (name, { between }) => `${bare(name)} ${formOf(name, between(1, 3))}`,
  comma: (name) => `${bare(name)}, ${formOf(name)}`,
  article: (name) => `The ${full(name)}`,
  hyphen: ({ first, second }) => `${first}-${second}`,
  quotes: (name) => `“${bare(name)}” ${formOf(name)}`,
};
const UNCLEAR_COMPANIES: Rules<Company> = {
  'first word': ({ first }) => first,
  'one more word': (name, { pick }) => `${bare(name)} ${pick(['Europe', 'Group', 'Iberia', 'Holding'])}`,
  'one word': ({ first, second }) => `${first}${second}`,
  'another form': (name, { pick }) => `${bare(name)} ${pick(FORMS.filter((_, at) => at !== name.form))[0]}`,
  slip: ({ first, second }, dice) => {
    const slipped = slip(plain(first), dice);
    return slipped && `${slipped} ${second}`;
  },
};
const OTHER_COMPANIES: Rules<Company> = {
  'another first word': ({ second, form }, { pick }) => `${pick(FIRST)} ${second} ${FORMS[form]?.[0]}`,
  'another second word': ({ first, form }, { pick }) => `${first} ${pick(SECOND)} ${FORMS[form]?.[0]}`,
  'another name': (_, { pick }) => `${pick(FIRST)} ${pick(SECOND)}`,
  'another number': ({ first, second }, { between }) => `${first} ${second} ${between(2, 9)}`,
};

export function makePeople(count: number, dice: Dice): Pair[] {
  const rules = { clear: CLEAR_PEOPLE, unclear: UNCLEAR_PEOPLE, other: OTHER_PEOPLE };
  const make = () => ({ given: dice.pick(GIVEN), surname: dice.pick(SURNAMES) });
  return makePairs(count, { rules, make, write: (name) => whole(name), dice });
}

export function makeCompanies(count: number, dice: Dice): Pair[] {
  const rules = { clear: CLEAR_COMPANIES, unclear: UNCLEAR_COMPANIES, other: OTHER_COMPANIES };
  const make = () => ({
    first: dice.pick(FIRST),
    second: dice.pick(SECOND),
    form: dice.between(0, FORMS.length - 1),
  });
  const write = (name: Company, rule: string) => (rule === 'another number' ? `${bare(name)} 1` : full(name));
  return makePairs(count, { rules, make, write, dice });
}

/** So many pairs for each rule. */
function makePairs<Name>(
  count: number,
  {
    rules,
    make,
    write,
    dice,
  }: {
    rules: Record<Pair['kind'], Rules<Name>>;
    make: () => Name;
    write: (name: Name, rule: string) => string;
    dice: Dice;
  },
): Pair[] {
  const pairs: Pair[] = [];
  for (const kind of ['clear', 'unclear', 'other'] as const) {
    for (const [rule, apply] of Object.entries(rules[kind])) {
      for (let at = 0; at < count; at += 1) {
        const name = make();
        const [known, said] = [write(name, rule), apply(name, dice)];
        // By chance another name is the same one.
        const isSame = kind === 'other' && said && plain(said).startsWith(plain(known).slice(0, said.length));
        if (said && !isSame) pairs.push({ known, said, kind, rule });
      }
    }
  }
  return pairs;
}
