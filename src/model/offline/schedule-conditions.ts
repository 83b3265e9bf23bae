import { tidy } from './schedule-rhythm.ts';

/** Under what condition a report is to be sent; the column in the person's words. */
export type Condition =
  | { only: 'always' | 'with_rows' | 'changed' }
  | { only: 'beyond'; column: string; operator: '>' | '>=' | '<' | '<=' | '='; value: number };

export type ReadCondition = { condition?: Condition; trouble?: string; rest: string };

const NOT_UNDERSTOOD =
  'I can send a report only when there are rows, only when something has changed, or only when a column is above or below a number. Which of these would you like?';

const STOP =
  '(?=,(?! ?\\d)| (?:every|each|daily|weekly|monthly|quarterly|at \\d|on (?:mon|tue|wed|thu|fri|sat|sun|weekdays|the (?:first|last|\\d)))|[.!?]*$)';
const CLAUSE = new RegExp(
  `(?:,? ?\\b(?:but|and))?,? ?\\b(?:(?:only|just) (?:when|if|once|on|with|in case)|unless|if|when(?:ever)?|skip(?: it)? (?:when|if)|not (?:when|if)|provided|as long as)\\b (?<what>.+?)${STOP}`,
  'i',
);
const ALWAYS =
  /,? ?\b(?:(?:but )?(?:always|in any case|every time|unconditionally)|without (?:a |any )?conditions?|even (?:if|when) (?:it is|it's|they are|there is|there are) (?:empty|nothing|no \w+))\b/i;
const EMPTY =
  /^(?:it(?:'s| is)|there(?:'s| is| are)|they are|the (?:report|result|table) is)? ?(?:empty|nothing|none|no (?:rows?|data|results?|entries))\b/i;
const ROWS =
  /^(?:there(?:'s| is| are| was| were)|it has|it contains|it finds|it shows|i have|we have|has|having)? ?(?:(?:actually |really )?(?:any|some|at least one|one or more|a) ?)?(?:rows?|data|results?|entries|entry|hits?|anything|something|content)(?: (?:in it|to (?:show|see|report|send|tell|say)|there|at all|for me))*$|^(?:it(?:'s| is|n't| isn't)|not) (?:not )?empty$|^it (?:is not|isn't) empty$|^(?:there(?:'s| is| are)) (?:any|some)$|^(?:any|some)(?:thing|body) (?:is )?(?:found|there|in it)$/i;
const CHANGED =
  /\b(?:changed?s?|changes|changing|differs?|different|not the same|new since)\b|^(?:there(?:'s| is| are) )?(?:something|anything|news|any news|updates?|any updates?)(?: is)? ?(?:new)?$|^(?:there(?:'s| is| are) )(?:something|anything) new\b/i;

const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const NUMBER = `(?<value>-?\\d[\\d,]*(?:\\.\\d+)?|${NUMBERS.join('|')})(?<percent> ?%| percent)?`;
const OPERATORS: readonly [RegExp, Extract<Condition, { only: 'beyond' }>['operator']][] = [
  [/^(?:>=|at least|no (?:less|fewer) than|reach(?:es)?|or more)$/i, '>='],
  [/^(?:<=|at most|no more than|up to)$/i, '<='],
  [/^(?:>|above|over|beyond|more than|greater than|higher than|bigger than|larger than|exceeds?)$/i, '>'],
  [/^(?:<|below|under|less than|fewer than|lower than|smaller than)$/i, '<'],
  [/^(?:=|==|equals?|equal to|exactly)$/i, '='],
];
const OPERATOR =
  '(?<operator>>=|<=|>|<|==?|at least|at most|no (?:less|fewer|more) than|reach(?:es)?|up to|above|over|beyond|(?:more|greater|higher|bigger|larger|less|fewer|lower|smaller) than|exceeds?|below|under|equals?|equal to|exactly)';
const VERB = '(?:(?:is|are|has|have|gets?|goes|go|rises?|falls?|drops?|climbs?|comes?|grows?)(?: to)? )?';
const BEYOND: readonly RegExp[] = [
  new RegExp(
    `^(?:there (?:is|are)|(?:any|some)(?:body|one) has|we have|i have|it has)? ?${OPERATOR} ?${NUMBER} (?<column>\\p{L}.{0,59})$`,
    'iu',
  ),
  new RegExp(`^(?<column>.{1,60}?) ?${VERB}${OPERATOR} ?${NUMBER}(?: \\p{L}+)?$`, 'iu'),
];

/** The condition in a text, and the text without it. */
export function readCondition(text: string): ReadCondition {
  const always = ALWAYS.exec(text);
  if (always) return { condition: { only: 'always' }, rest: without(text, always) };
  const found = CLAUSE.exec(text);
  const what = found?.groups?.what?.trim();
  if (!found || !what) return { rest: text };
  const isNegated = /\b(?:unless|skip|not)\b/i.test(found[0].slice(0, found[0].length - what.length));
  const condition = conditionOf(what, isNegated);
  const rest = without(text, found);
  return condition ? { condition, rest } : { trouble: NOT_UNDERSTOOD, rest };
}

const without = (text: string, { index, 0: said }: RegExpExecArray) =>
  tidy(`${text.slice(0, index)} ${text.slice(index + said.length)}`);

function conditionOf(what: string, isNegated: boolean): Condition | undefined {
  if (isNegated) return EMPTY.test(what) ? { only: 'with_rows' } : undefined;
  if (ROWS.test(what)) return { only: 'with_rows' };
  for (const pattern of BEYOND) {
    const { column, operator: said = '', value = '', percent } = pattern.exec(what)?.groups ?? {};
    const operator = OPERATORS.find(([each]) => each.test(said))?.[1];
    if (column && operator)
      return { only: 'beyond', column: bare(column), operator, value: numberOf(value, percent) };
  }
  return CHANGED.test(what) ? { only: 'changed' } : undefined;
}

const bare = (column: string) =>
  column
    .replace(/^(?:(?:the|a|any|column|somebody's|anybody's|number of|value of) )+/i, '')
    .replace(/ (?:column|is|are)$/i, '')
    .trim();

/** Shares are kept as parts of one: 80 % is 0.8. */
function numberOf(said: string, percent: string | undefined): number {
  const spelled = NUMBERS.indexOf(said.toLowerCase());
  const number = spelled < 0 ? Number(said.replaceAll(',', '')) : spelled;
  return percent ? number / 100 : number;
}
