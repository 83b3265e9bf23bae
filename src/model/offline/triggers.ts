import { findDays } from './dates.ts';

export type InteractionKind = 'meeting' | 'call' | 'email' | 'message' | 'note';

/** A word that says something happened with a customer, and of what kind. */
export type Trigger = { kind: InteractionKind; start: number; end: number; isVerb: boolean };

const NICE =
  '(?:(?:very|really|quick|short|long|brief|great|good|nice|productive|first|second|follow-?up|weekly|monthly|quarterly|regular|intro|introductory|video|phone|zoom|teams|team|working|business|late|early|another|lovely|kick-?off|discovery|sales|check-?in|status|review|site|in-person|face-to-face|renewal|pricing) ){0,3}';

/** The kinds by their words; verbs in the past, and nouns that need somebody to be "with". */
const WORDS: readonly { kind: InteractionKind; verb?: RegExp; noun?: RegExp }[] = [
  {
    kind: 'call',
    verb: /\b(?:called|phoned|rang(?: up)?|dialled|facetimed|zoomed with|(?:spoke|spoken|talked|chatted)(?: again| briefly| shortly)? (?:to|with|about)|(?:on|off|over|by) the phone(?: with| to)?|jumped on a call with|got (?:a call|hold of))\b/i,
    noun: new RegExp(
      `\\b${NICE}(?:call|phone call|videocall|chat|conversation|catch-?up|zoom|word)(?: today| yesterday| this morning| this afternoon| just now)?(?: with\\b| from\\b| to\\b| w\\/)`,
      'i',
    ),
  },
  {
    kind: 'email',
    verb: /\b(?:e-?mailed|mailed|wrote(?: an e-?mail)?(?: back)?(?: to)?|replied to|exchanged e-?mails with)\b/i,
    noun: /\b(?:e-?mails?|mails?|reply|answer|letter)(?: today| yesterday| this morning| just now| back)? (?:from|to|with)\b/i,
  },
  {
    kind: 'message',
    verb: /\b(?:texted|messaged|dm'?e?d|pinged|whats-?app(?:'?ed)|sent|forwarded|shared|(?:got|received|had) (?:this|it|that)(?: back)? from)\b/i,
    noun: /\b(?:messages?|texts?|sms|dm|whatsapp|voicemail)(?: today| yesterday| this morning| on linkedin)? (?:from|to|with)\b/i,
  },
  {
    kind: 'meeting',
    verb: /\b(?:met(?: up)?(?: again)?(?: with)?|visited|ran into|bumped into|caught up with|sat down with|presented to|pitched(?: to)?|demoed(?: to)?|hosted|saw|(?:had|grabbed|got) (?:an? )?(?:quick |nice |late |long |early |working |business )?(?:lunch|dinner|coffee|breakfast|drinks|beers?|tea)(?: today| yesterday)?(?: with)?|(?:great|good|nice|lovely|pleasure|fun) (?:to (?:meet|see|catch up with|visit)|meeting|seeing|catching up with|visiting)|dropped by|stopped by|came by|came to see)\b/i,
    noun: new RegExp(
      `\\b${NICE}(?:meeting|lunch|dinner|breakfast|coffee|drinks|demo|workshop|visit|session|onsite|presentation|kick-?off|training|qbr|review|check-?in|standup|sync)(?: today| yesterday| this morning| this afternoon| last \\w+| on \\w+day)?(?: with\\b| at\\b| for\\b| w\\/)`,
      'i',
    ),
  },
  {
    kind: 'note',
    verb: /\b(?:heard(?: back)?(?: something)? from|signed (?:a |the |an )?[\p{L} ]{0,30}with|closed (?:a |the )?deal with|discussed|agreed(?: on)?|negotiated)\b/iu,
  },
];

const NOT_HAPPENED =
  /(?:n't|\bnot|\bnever|\bno|\bwithout|\bif|\bunless|\bwhether|\bbefore|\bcannot|\bto|\bwill|\bwould|\bshould|\bcould|\bcan|\bmay|\bmight|'ll|\bwants?|\bneeds?|\bplan(?:ning)?|\bschedule[sd]?|\bset up|\bbook(?:ed)?|\barranged?|\bcancel(?:l?ed)?|\bpostponed|\bmissed|\bnext|\bexpect(?:ing)?|\bbefore (?:the|our|my)|\bafter (?:the|our|my)|\bsince (?:the|our|my)|\bprepar(?:e|ed|ing) (?:for )?) (?:(?:an?|the|my|our|get to|yet|even|have|had|another|this|that|her|his|their) ){0,3}$/i;

/** The first word in the text that says something happened. */
export function findTrigger(text: string): Trigger | undefined {
  return findTriggers(text)[0];
}

export function findTriggers(text: string): Trigger[] {
  return WORDS.flatMap(({ kind, verb, noun }) => [
    ...(verb ? matches(text, verb).map((match) => ({ kind, ...match, isVerb: true })) : []),
    ...(noun ? matches(text, noun).map((match) => ({ kind, ...match, isVerb: false })) : []),
  ])
    .filter(({ start }) => !NOT_HAPPENED.test(text.slice(Math.max(0, start - 60), start)))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Whether the text says that something did not happen: "didn't call Bob". */
export function isDenied(text: string): boolean {
  return /(?:n't|\bnot|\bnever)\b[^.;,]{0,25}\b(?:meet|call|reach|e-?mail|speak|talk|visit|met|called|reached)\b/i.test(
    text,
  );
}

/** Whether the text speaks of something still to come: "I have a call with Bob on Thursday". */
export function isAhead(text: string, today: string): boolean {
  const days = findDays(text, today);
  if (
    days.some(
      ({ text: day, past }) => past > today || /\b(?:tomorrow|next|in (?:a|\d|two|three))\b/i.test(day),
    )
  )
    return true;
  return (
    /\b(?:i|we)(?:'m|'re| am| are)? (?:have|meeting|seeing|visiting|having)\b/i.test(text) &&
    days.some(({ future }) => future > today) &&
    !/\bhad\b/i.test(text)
  );
}

function matches(text: string, pattern: RegExp): { start: number; end: number }[] {
  const all = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
  return [...text.matchAll(all)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}
