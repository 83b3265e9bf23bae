import type { Act } from './acts.ts';
import { pastDay, withoutDays } from './dates.ts';
import { isPlace, JOB_TITLE } from './lexicon.ts';
import { guessNoun, readName } from './names.ts';
import { type CompanyRef, type ContactRef, isColleague } from './parties.ts';
import type { Reading } from './reading.ts';
import { NO_CUSTOMER } from './replies.ts';
import type { Sentence } from './sentences.ts';
import { tokenize } from './tokens.ts';

const WORD = "\\p{L}(?:[\\p{L}.-]|'(?!s?\\b)){0,30}";
const WHO = `(?<who>${WORD}(?: ${WORD}){0,3}?)`;
const OTHER =
  "(?<other>(?:the |our |a )?[\\p{L}\\p{N}][\\p{L}\\p{N}.'&-]{0,40}(?: [\\p{L}\\p{N}&][\\p{L}\\p{N}.'&-]{0,40}){0,4})";
const FROM =
  '(?: (?:at|from|of|with) (?<firm>[\\p{Lu}][\\p{L}\\p{N}.&-]{0,40}(?: [\\p{Lu}][\\p{L}\\p{N}.&-]{0,40}){0,3}))?';
const ADVERB = '(?:now |just |recently |also |actually |has |have |is |was |will ){0,3}';

type Groups = Partial<Record<'who' | 'other' | 'firm' | 'value', string>>;
type Fact = { pattern: RegExp; read(groups: Groups, reading: Reading, text: string): Act[] | undefined };

const form = (source: string) => new RegExp(`^(?:please )?${source}`, 'iu');

/** Sentences that state something lasting about a contact or a company. */
const FACTS: readonly Fact[] = [
  {
    pattern: form(
      `${WHO}(?:'s|s')? (?:new |work |direct )?(?:e-?mail|e-?mail address|address)${FROM}(?: address)?(?: is| has changed to| changed to|:)(?: now)? (?<value>[^\\s@,]{1,64}@[^\\s@,]{1,190}\\p{L})`,
    ),
    read: ({ who, firm, value }, reading) => contactUpdate({ who, firm }, { email: value }, reading),
  },
  {
    pattern: form(
      `(?:the )?(?:new )?e-?mail(?: address)? (?:of|for) ${WHO}(?: is|:) (?<value>[^\\s@,]{1,64}@[^\\s@,]{1,190}\\p{L})`,
    ),
    read: ({ who, value }, reading) => contactUpdate({ who }, { email: value }, reading),
  },
  {
    pattern: form(
      `${WHO}(?:'s|s')? (?:new |work |direct )?(?:phone|phone number|number|mobile|cell|telephone)(?: number)?(?: is| has changed to|:)(?: now)? (?<value>\\+?[\\d(][\\d ()/.-]{4,30}\\d)`,
    ),
    read: ({ who, value }, reading) => contactUpdate({ who }, { phone: value }, reading),
  },
  {
    pattern: form(
      `${WHO}(?:'s|s')? (?:website|web ?site|homepage|domain|site|url)(?: is|:)(?: now)? (?<value>[^\\s,]{3,250})`,
    ),
    read: ({ who, value = '' }, reading) => {
      const company = companyOf(who, reading);
      return (
        company && [{ type: 'update_company', company, patch: { domain: value.replace(/[.!?]+$/, '') } }]
      );
    },
  },
  {
    pattern: form(
      `(?:rename )?${WHO}(?: (?:is|was) (?:now |actually |really )?(?:called|renamed(?: to)?|spelled)| changed (?:its|her|his|their) name to| rebranded (?:to|as)| to)(?: now)? ${OTHER}`,
    ),
    read: ({ who, other = '' }, reading, text) => {
      if (/^rename|renamed|rebranded|changed|called|spelled/i.test(text) === false) return undefined;
      const name = trimName(other);
      if (!name) return undefined;
      if (nounOf(who) === 'person') return contactUpdate({ who }, { name }, reading);
      const company = companyOf(who, reading);
      return company && [{ type: 'update_company', company, patch: { name } }];
    },
  },
  {
    pattern: form(`${WHO}${FROM} ${ADVERB}reports? (?:directly )?to ${OTHER}`),
    read: ({ who, firm, other }, reading) => betweenPeople('reports_to', { who, firm, other }, reading),
  },
  {
    pattern: form(
      `${OTHER} (?:is|became) (?:now )?${WHO}(?:'s|s') (?:new )?(?:boss|manager|supervisor|superior)`,
    ),
    read: ({ who, other }, reading) => betweenPeople('reports_to', { who, other }, reading),
  },
  {
    pattern: form(`${WHO}(?:'s|s') (?:new )?(?:boss|manager|supervisor|superior) is (?:now )?${OTHER}`),
    read: ({ who, other }, reading) => betweenPeople('reports_to', { who, other }, reading),
  },
  {
    pattern: form(
      `${OTHER}${FROM} (?:has )?introduced (?:me|us) to ${WHO}(?=$|[.,!;]| (?:from|at|of|today|yesterday|last|on|this))`,
    ),
    read: ({ who, other }, reading) => betweenPeople('introduced_by', { who, other }, reading),
  },
  {
    pattern: form(`${WHO} was introduced (?:to (?:me|us) )?by ${OTHER}`),
    read: ({ who, other }, reading) => betweenPeople('introduced_by', { who, other }, reading),
  },
  {
    pattern: form(`${WHO} is ${OTHER}'s (?:new )?(?:personal |executive )?assistant`),
    read: ({ who, other }, reading) => betweenPeople('assistant_of', { who, other }, reading),
  },
  {
    pattern: form(`${WHO} knows ${OTHER}(?=$|[.,!;]| (?:from|well|personally))`),
    read: ({ who, other }, reading) => betweenPeople('knows', { who, other }, reading),
  },
  {
    pattern: form(`${WHO} (?:is |now |is now )?(?:advises|advising|an? advisor (?:to|of|at)) ${OTHER}`),
    read: ({ who, other = '' }, reading) => {
      const contact = contactOf(who, undefined, reading);
      const name = trimName(other);
      if (!contact || !name) return undefined;
      const edge = { type: 'relate', contact, kind: 'advises' } as const;
      return [
        guessNoun(name) === 'person' ? { ...edge, other_contact: { name } } : { ...edge, company: { name } },
      ];
    },
  },
  {
    pattern: form(
      `${WHO}${FROM} ${ADVERB}(?:moved|switched|went|gone|changed jobs|transferred)(?: on)?(?: from ${WHO.replace('who', 'value')})? (?:over )?to ${OTHER}`,
    ),
    read: ({ who, other }, reading, text) => employment({ who, other, hasLeft: true }, reading, text),
  },
  {
    pattern: form(
      `${WHO} ${ADVERB}(?:left|leaves|leaving|quit) ${WHO.replace('who', 'firm')} (?:to join|for|and (?:joined|moved to|is now at|started at)) ${OTHER}`,
    ),
    read: ({ who, other }, reading, text) => employment({ who, other, hasLeft: true }, reading, text),
  },
  {
    pattern: form(
      `${WHO} ${ADVERB}(?:joined|joining|started (?:at|with)|starting (?:at|with)|working (?:at|for)|works? (?:at|for|with)|(?:at|with)(?= \\p{Lu}\\p{L}+ now)) ${OTHER}`,
    ),
    read: ({ who, other }, reading, text) => employment({ who, other, hasLeft: false }, reading, text),
  },
  {
    pattern: form(
      `${WHO} ${ADVERB}(?:left|leaves|leaving|quit|retired from|no longer (?:works? )?(?:at|for|with)|no longer works? (?:at|for)|doesn't work (?:at|for)|does not work (?:at|for)) ${OTHER}`,
    ),
    read: ({ who, other }, reading, text) => leaving({ who, other }, reading, text),
  },
  {
    pattern: form(
      `${WHO}(?:'s (?:new )?(?:job )?(?:title|role|position|job) is(?: now)?| (?:is|became|got promoted to|was promoted to|has been promoted to|is now)(?: now)?) (?<value>.+)`,
    ),
    read: ({ who, value = '' }, reading, text) => title({ who, value }, reading, text),
  },
];

export function readFacts({ text }: Sentence, reading: Reading): Act[] | undefined {
  if (text.length > 400) return undefined;
  for (const { pattern, read } of FACTS) {
    const groups = pattern.exec(text)?.groups;
    const acts = groups && read(groups, reading, text);
    if (acts) return acts;
  }
  return undefined;
}

/** Only the part that is a name: `Globex last week` -> `Globex`. */
function trimName(text: string): string | undefined {
  const tokens = tokenize(text);
  const at = /^(?:the|our|a)$/i.test(tokens[0]?.text ?? '') ? 1 : 0;
  return readName(tokens, at, { lower: true })?.text;
}

const nounOf = (who: string | undefined) => (who ? guessNoun(who) : 'unsure');

function contactOf(
  who: string | undefined,
  firm: string | undefined,
  { focus, colleagues }: Reading,
): ContactRef | undefined {
  if (!who || isColleague(who, colleagues)) return undefined;
  if (/^(?:he|she|his|her|they|their)$/i.test(who)) {
    const { company: _, ...contact } = focus.people[0] ?? {};
    return Object.keys(contact).length > 0 ? contact : undefined;
  }
  const name = trimName(who);
  if (!name || name.split(' ').length !== who.trim().split(/\s+/).length) return undefined;
  return firm && guessNoun(name) === 'company' ? undefined : { name };
}

function companyOf(who: string | undefined, { focus }: Reading): CompanyRef | undefined {
  if (who && /^(?:their|its|it|they|the company)$/i.test(who)) return focus.company;
  const name = trimName(who ?? '');
  return name ? { name } : undefined;
}

function contactUpdate(
  { who, firm }: Groups,
  patch: Record<string, string | undefined>,
  reading: Reading,
): Act[] | undefined {
  if (who && isColleague(who, reading.colleagues)) return [{ type: 'say', text: NO_CUSTOMER }];
  const contact = contactOf(who, firm, reading);
  const [[, value = ''] = []] = Object.entries(patch);
  return contact && value ? [{ type: 'update_contact', contact, patch }] : undefined;
}

function betweenPeople(
  kind: 'reports_to' | 'introduced_by' | 'assistant_of' | 'knows',
  { who, firm, other }: Groups,
  reading: Reading,
): Act[] | undefined {
  const contact = contactOf(who, firm, reading);
  const name = /^(?:her|him|them)$/i.test(other ?? '')
    ? reading.focus.people[0]?.name
    : trimName(other ?? '');
  if (!contact || !name || isColleague(name, reading.colleagues)) return undefined;
  return [{ type: 'relate', contact, kind, other_contact: { name } }];
}

function employment(
  { who, other, hasLeft }: { who?: string | undefined; other?: string | undefined; hasLeft: boolean },
  reading: Reading,
  text: string,
): Act[] | undefined {
  const contact = contactOf(who, undefined, reading);
  const name = trimName(withoutDays(other ?? '', reading.today));
  if (!contact || !name || guessNoun(name) === 'person' || isPlace(name)) return undefined;
  const day = pastDay(text, reading.today);
  const started_on = day && day <= reading.today ? day : undefined;
  return [
    {
      type: 'relate',
      contact,
      kind: 'works_at',
      company: { name },
      ...(started_on ? { started_on } : {}),
      ...(hasLeft || /\b(?:joined|started|starting|joining)\b/i.test(text)
        ? { leavesOthersOn: started_on ?? reading.today }
        : {}),
    },
  ];
}

function leaving({ who, other }: Groups, reading: Reading, text: string): Act[] | undefined {
  const contact = contactOf(who, undefined, reading);
  const name = trimName(withoutDays(other ?? '', reading.today));
  if (!contact || !name || guessNoun(name) === 'person') return undefined;
  const ended_on = pastDay(text, reading.today) ?? reading.today;
  return [{ type: 'relate', contact, kind: 'works_at', company: { name }, ended_on }];
}

/** "Ana is the CTO at Acme", "Ana is now head of sales". */
function title({ who, value = '' }: Groups, reading: Reading, text: string): Act[] | undefined {
  const contact = contactOf(who, undefined, reading);
  const found = JOB_TITLE.exec(value);
  if (!contact || !found?.[1]) return undefined;
  const acts: Act[] = [{ type: 'update_contact', contact, patch: { title: found[1] } }];
  const firm = /^ (?:at|of|for|with) (.+)/.exec(value.slice(found[0].length))?.[1];
  const employed = firm ? employment({ who, other: firm, hasLeft: false }, reading, text) : undefined;
  return employed ? [...employed, ...acts] : acts;
}
