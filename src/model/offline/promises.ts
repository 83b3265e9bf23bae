import { findDays, withoutDays } from './dates.ts';
import { capitalise } from './words.ts';

/** Something the writer is to do, and where in the text it is said. */
export type Undertaking = { title: string; due_on?: string; start: number };

/** What a title is made with: whether a day was named, and what "it" is, where that was named before. */
type Around = { hasDay: boolean; it: string | undefined };

type Form = {
  pattern: RegExp;
  /** The writer has promised it; what a customer wants gives way to that. */
  isPromise?: boolean;
  /** The title for what was found, or undefined when it is nothing for the writer to do. */
  title(rest: string, around: Around): string | undefined;
};

const SUBJECT =
  "(?:(?:he|she|they|it|who|which)(?:'s| is| are| also| really| still| now| would| just){0,2} )?";
const SEND =
  /\b(?:pric(?:ing|es?|elist|e list)|proposals?|quotes?|quotation|contracts?|deck|slides|presentation|offers?|docs?|documents?|documentation|case stud(?:y|ies)|nda|invoice|brochure|details|info|information|report|summary|samples?|references?|links?|specs?|whitepaper|draft|list|material|materials|terms|estimate|numbers|figures|one-?pager|roadmap|agreement|certificate|questionnaire|answers?|catalog(?:ue)?|soc ?2)\b/i;
const SET_UP =
  /\b(?:demo|call|meeting|workshop|trial|pilot|training|webinar|visit|session|walkthrough|intro(?:duction)?|poc)\b/i;

/** What people promise to do, as it begins; "I will be away" is no promise. */
const ACTION =
  /^(?:send|share|call|phone|e-?mail|write|prepare|draft|book|schedule|set up|arrange|organi[sz]e|follow|get back|come back|check|ask|provide|deliver|forward|submit|introduce|meet|visit|invite|update|review|bring|create|make|give|show|present|reply|answer|confirm|order|ship|fix|quote|finali[sz]e|pay|connect|look into|find out|let|remind|chase|ping|text|message|talk|put together|clarify|upload|translate|sign)\b/i;

const FORMS: readonly Form[] = [
  {
    pattern:
      /\b(?:remind me|reminder|note to self|set (?:a |up a )?(?:follow[- ]?up|reminder)|(?:add|create|make) (?:a |me a )?(?:follow[- ]?up|to-?do|task|reminder))\b[^.;]{0,40}?(?: to |(?:(?<!\d):|:(?!\d\d\b)) ?)(?=\S)/iu,
    title: asTask,
  },
  {
    pattern: /\bremind me (?:again )?(?:about|of) (?=\S)/i,
    title: (rest, around) => asTask(`follow up on ${rest}`, around),
  },
  {
    pattern: new RegExp(
      `${SUBJECT}(?:wants?|wanted|needs?|needed|asked|asks|asking|expects?|would like|'d like|begged)(?: for)? (?:me|us) to (?=\\p{L})`,
      'iu',
    ),
    title: asTask,
  },
  {
    pattern: new RegExp(
      `${SUBJECT}(?:wants?|wanted|would like|'d like|asked|asks|needs?) to (?:see|get|have|receive|look at) (?=\\p{L})`,
      'iu',
    ),
    title: asDelivery,
  },
  {
    pattern: new RegExp(
      `${SUBJECT}(?:wants?|wanted|would like|'d like|asked|agreed) to (?=(?:meet|talk|speak|chat|catch up)\\b)`,
      'iu',
    ),
    title: (rest, around) => (around.hasDay ? asTask(rest, around) : undefined),
  },
  {
    pattern: new RegExp(
      `${SUBJECT}(?:wants|want|wanted|needs|need|needed|would like|'d like|asked for|asks for|asking for|asked about getting|requested|requests|waiting for|waits for|expects|expect|expecting|looking for|hoping for) (?!to\\b|me\\b|us\\b)(?=\\p{L}|\\d)`,
      'iu',
    ),
    title: asDelivery,
  },
  {
    pattern: /\bi owe (?:(?:her|him|them) )?(?=\p{L})/iu,
    isPromise: true,
    title: (rest, around) => asTask(`send ${rest}`, around),
  },
  {
    pattern:
      /\b(?:(?:i|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to|'m gonna| need to| have to|'ve got to| must| should| ought to| promised(?: (?:her|him|them|\p{Lu}\p{L}{1,30}))? to| agreed to| committed to| offered to| want to| plan to)|(?:need|have|got) to|must|let's|remember to|don't forget to|(?:to-?do|next steps?|action(?: item)?s?|task|promised to)(?: is| for me| are)?:? (?:to )?) ?(?=\p{L})/iu,
    isPromise: true,
    title: asTask,
  },
  {
    pattern:
      /\bi(?:'ve| have)? promised (?:(?:her|him|them) )?(?!(?:to|that|me|us|not|(?:her|him|them) (?:to|that))\b)(?=\p{L})/iu,
    isPromise: true,
    title: (rest, around) => asTask(`send ${rest}`, around),
  },
  {
    pattern: /\b(?:next|another|second|follow[- ]?up) (?=(?:call|meeting|demo|session|visit|workshop)\b)/i,
    title: (rest, { hasDay }) => (hasDay ? `Next ${rest}` : undefined),
  },
  {
    pattern:
      /(?:^|[,;:.-] ?| and | so )(?:please )?(?=(?:send|follow[ -]?up|call back|call her|call him|call them|get back|prepare|share|schedule|set up|book|check|chase|draft|review|arrange|organi[sz]e|submit|deliver|ping|reply|answer)\b)/i,
    isPromise: true,
    title: asTask,
  },
  {
    pattern:
      /^(?:please )?(?=(?:call|e-?mail|meet|text|message|ping|visit|ask|invite|tell|ring|write to|update|thank|answer)\b(?! (?:(?:with|from|to)\b|w\/)))/i,
    isPromise: true,
    title: (rest, around) => (around.hasDay ? asTask(rest, around) : undefined),
  },
];

/**
 * What a text says the writer is to do: what they promise themselves before what the customer wants of them.
 * `leading`: nothing else may come first.
 */
export function findUndertaking(
  text: string,
  { today, before }: { today: string; before: string },
  { leading = false } = {},
): Undertaking | undefined {
  const found = FORMS.flatMap((form) => {
    const match = form.pattern.exec(text);
    return match ? [{ form, start: match.index, end: match.index + match[0].length }] : [];
  }).sort((a, b) => a.start - b.start || b.end - a.end);
  const undertakings = found.flatMap(({ form, start, end }) => {
    const it = referent(`${before} ${text.slice(0, start)}`);
    const undertaking = readUndertaking(text, { form, start, end, it }, today);
    return undertaking
      ? [{ ...undertaking, isPromise: form.isPromise && ACTION.test(undertaking.title) }]
      : [];
  });
  const [first] = undertakings;
  if (!first || (leading && first.start > 0)) return undefined;
  const { title, due_on } = undertakings.find(({ isPromise }) => isPromise) ?? first;
  return { title, start: first.start, ...(due_on ? { due_on } : {}) };
}

function readUndertaking(
  text: string,
  { form, start, end, it }: { form: Form; start: number; end: number; it: string | undefined },
  today: string,
): Undertaking | undefined {
  const scope = ownScope(text.slice(end));
  const lead = text.slice(start, end); // "remind me on Monday to…"
  const days = [...findDays(scope, today), ...findDays(lead, today)].filter(({ future }) => future >= today);
  const due =
    days.find(({ index }) => /\b(?:by|before|until|due)\s*$/i.test(scope.slice(0, index))) ?? days[0];
  const title = form.title(withoutDays(scope, today), { hasDay: days.length > 0, it });
  if (!title || title.length > 280) return undefined;
  return { title, start, ...(due ? { due_on: due.future } : {}) };
}

/** As far as one thing to do goes: not into the next clause. */
function ownScope(text: string): string {
  const end =
    /[.;!?\n¤]|,? (?:because|since|although|but|otherwise|as soon as|so that)\b|,? and (?:he|she|they|i|we|it|the)\b|, (?:he|she|they|i|we|it|then|which|who|and)\b| - /i.exec(
      text,
    );
  return text.slice(0, end?.index ?? text.length).slice(0, 300);
}

function asTask(rest: string, { it }: Around): string | undefined {
  const task = trimTask(rest);
  if (!/\p{L}{2}/u.test(task) || (!it && ONLY_IT.test(task))) return undefined;
  return capitalise(it ? task.replace(OBJECT_IT, `$1 ${it}`) : task);
}

/** What the customer wants, as the writer's task: `pricing` -> `Send pricing`, `a demo` -> `Set up a demo`. */
function asDelivery(rest: string, around: Around): string | undefined {
  const said = trimTask(rest).replace(/^(?:our|your|some|more|to get|to see)\s+/i, (word) =>
    /more/i.test(word) ? word : '',
  );
  const thing = IT.test(said) ? around.it : said;
  if (!thing) return undefined;
  if (SET_UP.test(thing)) return `Set up ${thing}`;
  if (SEND.test(thing) || around.hasDay) return `Send ${thing}`;
  return undefined;
}

const IT = /^(?:it|that|this|them|those|these|one|everything|something|anything)\b(?! of\b)/i;
/** "send it", "send her that": a verb with nothing but "it" for its object. */
const OBJECT_IT =
  /^(\p{L}+(?: (?:her|him|them))?) (?:it|that|this|those)(?=$| (?:to|over|out|back|across|along|through|by|via|with|for|as|before|and)\b)/iu;
const ONLY_IT = /^\p{L}+(?: (?:her|him|them))? (?:it|that|this)$/iu;
const NAMED = new RegExp(
  `\\b(?:(?:the|a|an|our|your|their|his|her) )?(?:(?:new|updated|revised|final|first|full|short|detailed|signed|yearly|annual) ){0,2}(?:${SEND.source}|\\b(?:trial|pilot|poc)\\b)`,
  'giu',
);

/** The last thing named that can be sent or set up: what "it" is. */
function referent(before: string): string | undefined {
  const [named] = [...before.slice(-600).matchAll(NAMED)].at(-1) ?? [];
  return named?.replace(/^(?:(?:the|an?|our|your|their|his|her) )?/i, 'the ');
}

const trimTask = (text: string) =>
  text
    .replace(/^\s*(?:to|that|:|-|please)\s+/i, '')
    .replace(/[\s,.;:!)-]+$/, '')
    .replace(/\s+(?:and|or|so|by|on|before|please|too|as well|asap|soon|as soon as possible|urgently)$/i, '')
    .trim();
