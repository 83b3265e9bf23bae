/** What people may wish about the form of answers, by slot. */
export type WishSlot = 'format' | 'length' | 'tone' | 'language';

/**
 * The words for one value: `how` follows a verb ("answer in bullet points"), `what` is an object ("use bullet
 * points"), `like` describes answers ("keep it short").
 */
export type WishWords = { slot: WishSlot; value: string; how: string; what: string; like: string };

const ANSWERS = '(?:answers?|replies|reply|responses?|ones|version|messages?|form|summary)';
const SOME = '(?:(?:a bit|a little|a lot|much|very|really|nice and|rather|quite) ){0,2}';
const BULLETS =
  '(?:bullet(?:ed)?[- ]?(?:points?|lists?)|bullet[- ]?point lists?|bullets|dot points|bullet form(?:at)?)';
const SENTENCES =
  '(?:(?:just|only|full|complete|whole|plain|normal|proper|real|running|flowing|ordinary) ){0,3}(?:sentences|prose|paragraphs)';

const FORMATS: WishWords[] = [
  {
    slot: 'format',
    value: 'bullets',
    how: `(?:in|as|with|using) (?:a |an )?(?:short |simple |plain |few )?(?:${BULLETS}|lists?|list form)`,
    what: `(?:a |the )?(?:short |simple |plain )?${BULLETS}`,
    like: `(?:a )?(?:${BULLETS}|list)`,
  },
  {
    slot: 'format',
    value: 'prose',
    how: `(?:(?:in|as|with|using) ${SENTENCES}|(?:without|not (?:in|as|with)) (?:any |the |a )?(?:${BULLETS}|lists?))`,
    what: `(?:${SENTENCES}|(?:no|not) (?:more )?(?:a )?(?:${BULLETS}|lists?))`,
    like: SENTENCES,
  },
];

const LENGTHS: WishWords[] = [
  {
    slot: 'length',
    value: 'short',
    how: `(?:briefly|concisely|(?:more )?(?:brief|concise|short)(?:ly|er)?|in (?:short|brief)|in (?:just )?(?:one|a single|two|three|1|2|3|a few|few|fewer) (?:short )?(?:sentences?|words|lines?)|(?:with|in) less detail)`,
    what: `(?:(?:the |a )?(?:much |more )?(?:short(?:er)?|brief(?:er)?|concise|crisp)(?: and \\w+)? ${ANSWERS}|less detail|fewer words|fewer details|just the (?:essentials|gist|key points))`,
    like: `${SOME}(?:(?:more )?(?:short|brief|concise|crisp|succinct)|shorter|briefer|to the point|less (?:detailed|wordy|verbose|long)|not (?:so|as|too) long)(?: and (?:sweet|simple|crisp|to the point))?`,
  },
  {
    slot: 'length',
    value: 'detailed',
    how: `(?:in (?:more |full |greater |great )?details?|with (?:more|full|all the) details?|at (?:greater )?length|more extensively)`,
    what: `(?:(?:a bit |a little |some |much )?more details?|(?:a )?(?:more )?(?:detailed|longer|long|fuller|thorough|in-depth) ${ANSWERS})`,
    like: `${SOME}(?:(?:more )?(?:detailed|thorough)|longer|not (?:so|too) short|less short)`,
  },
];

const toned = (value: string, words: string, others: string): WishWords => ({
  slot: 'tone',
  value,
  how: `(?:(?:more )?(?:${words})ly|less (?:${others})ly|(?:in|with) an? (?:(?:more )?(?:${words})|less (?:${others})) (?:tone|style|way|voice))`,
  what: `(?:an? )?(?:more )?(?:${words}) (?:tone|style|voice|language|${ANSWERS})`,
  like: `${SOME}(?:(?:more )?(?:${words})|less (?:${others})|not so (?:${others}))`,
});

const TONES: WishWords[] = [
  toned('casual', 'casual|informal|relaxed', 'formal'),
  toned('formal', 'formal', 'casual|informal|relaxed'),
];

/** Each language by its English name and in its own words. */
const LANGUAGES: Record<string, string> = {
  english: 'in englisch|auf englisch|en inglés|en anglais|em inglês',
  german: 'auf deutsch|in deutsch',
  french: 'en français|en francais',
  spanish: 'en español|en espanol',
  portuguese: 'em português|em portugues',
  italian: 'in italiano',
  dutch: 'in het nederlands',
  swedish: 'på svenska',
  japanese: '日本語で',
};

const spoken = ([value, own]: [string, string]): WishWords => ({
  slot: 'language',
  value,
  how: `(?:(?:only )?(?:in )?(?:plain |simple )?${value}|${own})`,
  what: `(?:${value}(?: ${ANSWERS})?|${ANSWERS} in ${value})`,
  like: `in ${value}`,
});

export const WISH_WORDS: readonly WishWords[] = [
  ...FORMATS,
  ...LENGTHS,
  ...TONES,
  ...Object.entries(LANGUAGES).map(spoken),
];

/** Texts without any of these hold no wish. */
export const MAY_WISH = new RegExp(
  `bullet|dot points|\\blists?\\b|sentence|prose|paragraph|short|brief|concise|crisp|succinct|\\bwords\\b|\\blines?\\b|detail|essentials|gist|key points|long|wordy|verbose|length|extensive|thorough|to the point|formal|casual|relaxed|${Object.entries(
    LANGUAGES,
  )
    .map((pair) => pair.join('|'))
    .join('|')}`,
  'i',
);
