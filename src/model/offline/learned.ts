import { z } from 'zod';
import { fold } from '../../text.ts';
import type { Act, Question } from './acts.ts';
import type { Message } from './message.ts';
import { ask, type Script } from './script.ts';
import { bullets, showDay } from './show.ts';

/** Questions about what was learned over night. */
const ASKED: readonly { pattern: RegExp; of?: (found: RegExpExecArray) => string }[] = [
  {
    pattern:
      /^(?:so )?what (?:(?:have|did|do|has|had) )?(?:you|rapport) (?:learn(?:ed|t)?|notic(?:ed|e)|know|remember(?:ed)?|observed?|stor(?:ed|e)|sav(?:ed|e))(?: (?:so far|lately|recently|over ?night))?(?: about (?:me|us|my (?:preferences|habits)))(?: so far)?$/i,
  },
  {
    pattern:
      /^(?:so )?what (?:have|did) you (?:learn(?:ed|t)?|notic(?:ed|e)|observed?)(?: (?:so far|lately|recently|overnight|last night|about (?:our|the) customers))*$/i,
  },
  {
    pattern:
      /^(?:(?:show|tell) me )?(?:what (?:you(?:'ve| have)? (?:learn(?:ed|t)|noticed|know) about me|(?:are )?my preferences(?: are)?)|my preferences|your observations)$/i,
  },
  {
    pattern:
      /^(?:what (?:have|did) you|(?:have|did) you|anything (?:that )?you(?:'ve| have)?) (?:learn(?:ed|t)?|notic(?:ed|e)|observed?)(?: (?:anything|something))? (?:about|at|with|on|of) (.{2,80})$/i,
    of: ([, name = '']) => name,
  },
  {
    pattern:
      /^why (?:do|are|did) (?:you|your (?:answers|replies))(?: (?:always|only|now|suddenly))* (?:answer(?:ing)?|reply(?:ing)?|respond(?:ing)?|writ(?:e|ing)|talk(?:ing)?|speak(?:ing)?|us(?:e|ing)|keep(?:ing)?|giv(?:e|ing)|mak(?:e|ing)|so|being)?\b.*?\b(bullet|list|sentence|prose|short|brief|detail|long|formal|casual|german|french|spanish|portuguese|italian|dutch|swedish|japanese|english)\w*(?: \w+){0,3}$/i,
    of: ([, word = '']) => word,
  },
];

/** A message that is nothing but a question about what was learned. */
export function readLearnedQuestion({ masked, hasQuote }: Message): Act | undefined {
  const text = masked.replace(/[\s?.!]+$/, '').trim();
  if (hasQuote || text.length > 160) return undefined;
  for (const { pattern, of } of ASKED) {
    const found = pattern.exec(text);
    if (!found) continue;
    const word = of?.(found);
    return { type: 'ask', question: { about: 'learned', ...(word ? { of: word } : {}) } };
  }
  return undefined;
}

const Explained = z.object({
  observations: z
    .array(
      z.object({
        kind: z.string().catch(''),
        text: z.string(),
        since: z.string().catch(''),
        status: z.string().catch('active'),
        from: z
          .array(
            z.object({ on: z.string().catch(''), quote: z.string().optional(), where: z.string().catch('') }),
          )
          .catch([]),
        forget: z.string().catch(''),
      }),
    )
    .catch([]),
});
type Told = z.output<typeof Explained>['observations'][number];

const SHOWN = 10;
const QUOTED = 120;

export function* answerLearned(
  { of }: Extract<Question, { about: 'learned' }>,
  { today }: { today: string },
): Script<string> {
  const outcome = yield* ask({ tool: 'explain_observation', input: {} });
  if (!outcome.ok) return outcome.message;
  const all = Explained.safeParse(outcome.value).data?.observations ?? [];
  const fitting = of ? all.filter(({ text }) => speaksOf(text, of)) : all;
  if (fitting.length === 0) return nothingAbout(of);
  const forget = [...new Set(fitting.map((each) => each.forget).filter(Boolean))];
  const heading = of ? 'This is what I have noticed:' : 'This is what I have learned:';
  const lines = fitting.slice(0, SHOWN).map((each) => tellOne(each, today));
  const more = fitting.length > SHOWN ? [`and ${fitting.length - SHOWN} more`] : [];
  return [heading, bullets(lines), ...more, ...forget].join('\n');
}

const speaksOf = (text: string, word: string) =>
  ` ${fold(text)}`.includes(` ${fold(word.replace(/^(?:the|our) /i, ''))}`);

const nothingAbout = (of: string | undefined) =>
  of
    ? `Nothing yet: I have noticed nothing about “${of}”.`
    : 'Nothing yet: I look at what is new every night, and what I learn is told here.';

/** `Prefers answers as bullet points. Since 24 Nov; you said “bullets please” (Tue 24 Nov, direct message).` */
function tellOne({ text, since, status, from }: Told, today: string): string {
  const state = status === 'active' || status === '' ? '' : ` (${status})`;
  const begun = since ? `Since ${showDay(since, today)}` : '';
  const sources = from.slice(0, 2).map((each) => tellSource(each, today));
  const why = [begun, ...sources].filter(Boolean).join('; ');
  return `${text.replace(/[.]?$/, '')}${state}.${why ? ` ${why}.` : ''}`;
}

function tellSource({ on, quote, where }: Told['from'][number], today: string): string {
  const place = [on ? showDay(on, today) : '', where].filter(Boolean).join(', ');
  const words = quote?.replace(/\s+/g, ' ').trim().slice(0, QUOTED);
  if (!words) return place ? `from ${place}` : '';
  return `from “${words}”${place ? ` (${place})` : ''}`;
}
