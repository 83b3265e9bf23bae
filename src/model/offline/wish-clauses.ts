import { WISH_WORDS, type WishSlot, type WishWords } from './wish-words.ts';

/**
 * What somebody wishes about the form of answers. `over`: they take an earlier wish back. `isLoose`: the words alone
 * do not say that answers are meant ("keep it short").
 */
export type Wish = {
  slot: WishSlot;
  value: string;
  when: 'once' | 'lasting' | 'over';
  isLoose: boolean;
  isPolite: boolean;
};

const GREETED = 'thanks?(?: you)?|great|nice|perfect|good|cool|hi|hello|hey|rapport|@rapport';
const LASTING =
  '(?:from (?:now|here|today) on(?:wards?)?|(?:in|for) (?:the )?future|going forward|as a rule|by default|always|every time|generally|ab jetzt|immer)';
const POLITE = "(?:please|pls|plz|kindly|bitte|s'il (?:te|vous) plaît|por favor|per favore)";

/** What people would rather not have. */
const OTHERS =
  '(?:(?:long|short|plain|full|endless) ){0,2}(?:bullets?(?:[- ]points?)?|lists?|texts?|prose|sentences|paragraphs|answers|replies)';

/** What may come before a wish without changing it. */
const LEAD = new RegExp(
  `^[\\s(,.:;-]+|^(?:${GREETED}|${LASTING}|${POLITE}|and|but|also|so|ok(?:ay)?|hm+|just|now|no(?=[,.!])|yes|well|sorry|next time|this time|rather|maybe|can you|could you|would you|will you|you (?:can|could|should|may)|can (?:i|we) (?:have|get)|could (?:i|we) (?:have|get)|i(?:'d| would) (?:like|prefer|appreciate)(?: it)? (?:if you(?:'d| would| could)?|you to)|i(?: want|'d like| would like| need) you to|remember to|try to|make sure to|let's|for (?:me|(?:all )?your (?:answers|replies))|when you (?:answer|reply)(?: me)?|when (?:answering|replying)(?: me)?)(?=[\\s,.:;!-]|$)[\\s,.:;!-]*`,
  'i',
);
const TRAIL = new RegExp(
  `[\\s,.:;!?)]+(?:${LASTING}|${POLITE}|next time|this time|instead|thanks?(?: you)?|then|for me|to me|if (?:possible|you can)|again|ok(?:ay)?|any ?more|any longer|now|with me|antworten|when (?:you answer|you reply|answering|replying)(?: me)?|(?:instead of|rather than|over) (?:${OTHERS}))$|[\\s,.:;!?)]+$`,
  'i',
);
const IS_LASTING = new RegExp(
  `(?<![\\p{L}])(?:${LASTING}|never|i (?:much |really |always |generally |usually )?(?:prefer|like|love|hate|dislike)|i (?:do not|don't) like)(?![\\p{L}])`,
  'iu',
);
const IS_POLITE = new RegExp(`(?<![\\p{L}])(?:${POLITE}|instead)(?![\\p{L}])`, 'iu');
const IS_EXPLICIT =
  /\b(?:you|your|answer(?:s|ing)?|repl(?:y|ies|ying)|responses?|respond|antworte|réponds|responde|rispondi)\b/i;

const THEM =
  '(?:(?:(?:all )?(?:your|the|my|these|those) )?(?:answers?|replies|reply|responses?)|your (?:messages?|texts?)|it|that|this|them|things|everything)';
const ANSWER = `(?:(?:answer|reply|respond|write|talk|speak|explain|antworte|réponds|responde|rispondi)(?: (?:me|to me|back|${THEM}))?|tell me(?: ${THEM})?|say ${THEM}|(?:put|format|show|list|do|have|give|send|get)(?: me)? ${THEM}|(?:i(?: would|'d)?) (?:much |really |always )?(?:like|prefer|want|love|rather have) (?:to (?:get|have|read|see) )?${THEM}|keep ${THEM})(?: only| just| rather)?`;
const TAKE =
  "(?:use|using|write|give me|show me|send me|stick to|switch to|go with|add|do|try|make (?:it|that|them)|i(?: would|'d)? (?:much |really |always |generally |usually )?(?:like|prefer|want|love|need|rather have))";
const BE = `(?:(?:keep|make)(?: ${THEM})?|be|stay|i(?: would|'d)? (?:like|prefer|want) ${THEM}(?: to be)?|${THEM} (?:should|could|can) be)`;
const WITHOUT =
  "(?:(?:do not|don't|never|avoid|stop) (?:(?:use|using|give me|send me|want|write|writing)|(?:answer|reply|write)(?:ing)? (?:in|with|as)|with)|i (?:do not|don't) (?:want|like)|i (?:hate|dislike)|avoid)";
const ENDING =
  "(?:stop|quit|no (?:more )?need (?:to|for)|there(?:'s| is) no need (?:to|for)|(?:you )?(?:do not|don't|no longer) (?:need|have) to|you needn't|i (?:do not|don't|no longer) need(?: you to)?)";
const DOING = `(?:(?:use|using|(?:answer|reply|respond|write|speak|talk)(?:ing)?(?: ${THEM})?|keep(?:ing)?(?: ${THEM})?|mak(?:e|ing)(?: ${THEM})?|giv(?:e|ing) me|be(?:ing)?|with(?: the)?) )?`;

/** What a clause wishes; `bare` clauses are no more than the words for the value. */
type Forms = Record<'said' | 'bare' | 'over', RegExp>;
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'iu');

function formsOf({ how, what, like }: WishWords): Forms {
  return {
    said: whole(
      `${ANSWER} ${how}|${TAKE} ${what}(?: (?:in|for|with) ${THEM}| to ${OTHERS})?|${BE} (?:${like})|${what} (?:work|are|is|read)s? (?:(?:much|a lot|far) )?(?:better|best|easier|nicer)(?: to read| to scan)?`,
    ),
    bare: whole(`(?:${THEM} )?${how}|${what}|${like}`),
    over: whole(
      `${ENDING} ${DOING}(?:${how}|${what}|${like})|(?:the )?${what} (?:is|are)(?:n't| not| no longer) (?:needed|necessary|required|wanted)`,
    ),
  };
}

const FORMS = WISH_WORDS.map((words) => ({ ...words, forms: formsOf(words) }));

/** Complaints and refusals wish the opposite. */
const OPPOSITES: readonly { slot: WishSlot; value: string; pattern: RegExp }[] = [
  { slot: 'length', value: 'short', pattern: tooMuch('long|wordy|detailed|verbose') },
  {
    slot: 'length',
    value: 'short',
    pattern: whole(
      `(?:${WITHOUT}|no) (?:so |too )?(?:long|lengthy|wordy|verbose) (?:${THEM}|sentences|texts?)`,
    ),
  },
  { slot: 'length', value: 'detailed', pattern: tooMuch('short|brief|terse') },
  { slot: 'tone', value: 'casual', pattern: tooMuch('formal|stiff') },
  { slot: 'tone', value: 'formal', pattern: tooMuch('casual|informal') },
  {
    slot: 'format',
    value: 'prose',
    pattern: whole(
      `${WITHOUT} (?:bullet(?:ed)?[- ]?(?:points?|lists?)|bullets|lists)(?: in ${THEM})?|no (?:more )?bullets`,
    ),
  },
];

function tooMuch(words: string): RegExp {
  return whole(
    `(?:(?:your (?:answers?|replies|messages)|the answers?|that|this|it)(?: (?:was|were|is|are)|'s) (?:a bit |far |much |way )?too (?:${words})|(?:do not|don't) be (?:so|too) (?:${words}))`,
  );
}

/** The wishes of a sentence that holds nothing else; undefined when it holds anything else. */
export function readWishes(sentence: string): Wish[] | undefined {
  const text = sentence.replaceAll('’', "'").trim();
  if (text.length > MAX_LENGTH) return undefined;
  const said = { isLasting: IS_LASTING.test(text), isPolite: IS_POLITE.test(text) };
  const one = readClause(text, said);
  if (one) return [one];
  const both = readBoth(text, said);
  if (both) return both;
  const clauses = text.split(/[,;]\s+|\s+(?:and|but)\s+|\s+-\s+/).filter((each) => core(each) !== '');
  if (clauses.length < 2 || clauses.length > 5) return undefined;
  const wishes = clauses.flatMap((each) => readClause(each, said) ?? []);
  return wishes.length === clauses.length ? wishes : undefined;
}

const MAX_LENGTH = 200;

type Said = { isLasting: boolean; isPolite: boolean };

function readClause(clause: string, { isLasting, isPolite }: Said): Wish | undefined {
  const text = core(clause);
  const isExplicit = isLasting || IS_EXPLICIT.test(clause);
  const when = isLasting ? 'lasting' : 'once';
  const opposite = OPPOSITES.find(({ pattern }) => pattern.test(text));
  if (opposite && !/^stop /i.test(text))
    return { slot: opposite.slot, value: opposite.value, when, isLoose: !isExplicit, isPolite };
  for (const { slot, value, forms } of FORMS) {
    if (forms.over.test(text)) return { slot, value, when: 'over', isLoose: false, isPolite };
    if (forms.said.test(text)) return { slot, value, when, isLoose: !isExplicit, isPolite };
    const isMeant = isPolite || isLasting || (slot === 'language' ? /^auf /i : SPEAKS_OF_FORM).test(text);
    if (isMeant && forms.bare.test(text)) return { slot, value, when, isLoose: !isExplicit, isPolite };
  }
  return undefined;
}

/** "Short answers in bullet points": one after the other, without a word between them. */
function readBoth(text: string, said: Said): Wish[] | undefined {
  const end = PLAIN_TAIL.exec(text);
  const [first, second] = end
    ? [readClause(text.slice(0, end.index), said), readClause(end[1] ?? '', { ...said, isPolite: true })]
    : [];
  return first && second ? [first, { ...second, isLoose: first.isLoose }] : undefined;
}

const SPEAKS_OF_FORM = /^(?:(?:it|that|this|them) )?(?:in|as) |\b(?:shorter|briefer|longer|more)\b/i;

/** A clause without what may stand around a wish. */
function core(clause: string): string {
  let text = clause.trim();
  for (let round = 0; round < 12; round++) {
    const next = text.replace(LEAD, '').replace(TRAIL, '');
    if (next === text) return text;
    text = next;
  }
  return text;
}

const HEAD =
  /^(?:(?:please|pls|ok|and|so|hi|hey|hello)[\s,]+){0,3}(?:(?:can|could|would) you )?(?:what|what's|whats|who|who's|which|when|where|how|show|list|tell|give|summari[sz]e|brief|catch me up|any|anything|run|explain|send me)\b/i;
/** Then the form may be that of something else than the answer. */
const OF_OTHERS =
  /\b(?:wants?|wanted|asked|asks|needs?|needed|prefers?|preferred|likes?|liked|says?|said|told|wrote|write|writes|sent|requested|proposals?|e-?mail(?:ed)?)\b/i;

/** Forms that need no comma before them: nothing else is "in bullet points". */
const PLAIN_TAIL = new RegExp(
  `[\\s,;:(]+(${FORMS.filter(({ slot }) => slot === 'format')
    .map(({ how }) => how)
    .join(
      '|',
    )}|in (?:one|a single|two|three|1|2|3|a few) (?:short )?(?:sentences?|words|lines?))(?:,? (?:please|pls))?[\\s?.!]*$`,
  'iu',
);

/** A question with a wish about its answer: the wish, and where in the text it stands. */
export function readAskedForm(text: string): { wishes: Wish[]; start: number; end: number } | undefined {
  if (text.length > 2 * MAX_LENGTH) return undefined;
  return readLead(text) ?? readTail(text);
}

/** "Briefly: what do we know about Acme?", "Tell me in bullet points what we know". */
function readLead(text: string): ReturnType<typeof readAskedForm> {
  const mid =
    /^((?:please )?(?:(?:can|could) you )?(?:tell|show|give|list) (?:me )?)(.{2,60}?)(?=,? (?:what|who|which|when|where|how|my|all)\b)/i.exec(
      text,
    );
  const first = /^(.{3,80}?)[,:-]\s+(?=\S)/.exec(text);
  const parts = [
    ...(mid ? [{ start: mid[1]?.length ?? 0, end: mid[0].length, said: mid[2] ?? '' }] : []),
    ...(first ? [{ start: 0, end: first[0].length, said: first[1] ?? '' }] : []),
  ];
  for (const { start, end, said } of parts) {
    const wishes = readWishes(`${said} please`);
    if (wishes && HEAD.test(`${text.slice(0, start)}${text.slice(end)}`)) return { wishes, start, end };
  }
  return undefined;
}

/** "What do we know about Acme, in bullet points please?" */
function readTail(text: string): ReturnType<typeof readAskedForm> {
  if (!HEAD.test(text)) return undefined;
  const plain = PLAIN_TAIL.exec(text);
  if (plain && !OF_OTHERS.test(text.slice(0, plain.index))) {
    const wishes = readWishes(`${plain[1]} please`);
    if (wishes) return { wishes, start: plain.index, end: textEnd(text) };
  }
  for (const joint of text.matchAll(/\s*(?:[,;:(]|\s-|\b(?:and|but)\b)\s+|\s+\(/g)) {
    const wishes = readWishes(text.slice(joint.index + joint[0].length));
    if (wishes) return { wishes, start: joint.index, end: textEnd(text) };
  }
  return undefined;
}

/** The end without the mark that makes it a question. */
const textEnd = (text: string) => text.replace(/\?\s*$/, '').length;
