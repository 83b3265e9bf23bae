import { type Message, readMessage } from './message.ts';
import { looksPasted } from './pasted.ts';
import { sentenceSpans } from './sentences.ts';
import { readAskedForm, readWishes, type Wish } from './wish-clauses.ts';
import { MAY_WISH } from './wish-words.ts';

/** A message without what it wishes about the form of the answer, and those wishes. */
export type Request = { message: Message; wishes: Wish[] };

export function readRequest(raw: string): Request {
  const message = readMessage(raw);
  if (!MAY_WISH.test(message.masked) || looksPasted(raw.slice(0, MAX_READ))) return { message, wishes: [] };
  const found = sentenceSpans(message.masked).flatMap((span) => readSpan(message.masked, span) ?? []);
  const { masked } = without(message, found);
  const isAlone = !/[\p{L}\p{N}]/u.test(masked) || IS_GREETING.test(masked);
  const mayBeLoose = isAlone || /\?\s*$/.test(masked);
  const meant = found.filter(({ wishes }) =>
    wishes.some(({ isLoose, isPolite }) => !isLoose || (!DELIVERS.test(masked) && (isPolite || mayBeLoose))),
  );
  const wishes = meant.flatMap((each) => each.wishes);
  if (wishes.length === 0) return { message, wishes };
  const isNothingElse = isAlone && meant.length === found.length;
  return { message: isNothingElse ? { ...message, own: '', masked: '' } : without(message, meant), wishes };
}

const IS_GREETING = /^\W*(?:(?:thanks?(?: you)?|great|nice|perfect|hi|hello|hey|ok(?:ay)?|rapport)\b\W*)+$/i;

/** As much as is read of a message, in characters. */
const MAX_READ = 6_000;

type Span = { start: number; end: number };
type Found = Span & { wishes: Wish[] };

/** Next to something that is to be sent or that a customer wants, "keep it short" may be about that. */
const DELIVERS =
  /\b(?:send(?! me)|write|draft|prepare|e-?mail|forward|share|text|message|reply|answer (?:her|him|them)|put together|remind|wants?|wanted|asked|asks|needs?|prefers?|likes?|said|says|told)\b/i;

function readSpan(masked: string, { start, end }: Span): Found | undefined {
  const text = masked.slice(start, end);
  if (!MAY_WISH.test(text) || text.includes('¤')) return undefined;
  const wishes = readWishes(text);
  if (wishes) return { start, end, wishes };
  const lead = text.length - text.trimStart().length;
  const asked = readAskedForm(text.trim());
  return asked && { start: start + lead + asked.start, end: start + lead + asked.end, wishes: asked.wishes };
}

/** Both texts stay of one length. */
function without({ own, masked, hasQuote }: Message, spans: readonly Span[]): Message {
  const cut = (text: string) =>
    spans.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  const rest = cut(own);
  const start = rest.length - rest.trimStart().length;
  const end = rest.trimEnd().length;
  return { own: rest.slice(start, end), masked: cut(masked).slice(start, end), hasQuote };
}
