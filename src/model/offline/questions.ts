import { addDays } from '../../clock.ts';
import { fold } from '../../text.ts';
import type { Act, Question } from './acts.ts';
import { pastDay } from './dates.ts';
import { readName } from './names.ts';
import { asksForTasks, readOwnTasks } from './own-tasks.ts';
import { findUndertaking } from './promises.ts';
import type { Reading } from './reading.ts';
import type { Sentence } from './sentences.ts';
import { type Token, tokenize } from './tokens.ts';
import type { InteractionKind } from './triggers.ts';

type Want = Extract<Question, { about: 'customer' }>['want'];

const ASKS =
  /^(?:what|what's|whats|when|when's|who|who's|whom|where|which|how|why|do (?:i|we)|did|have (?:i|we|you)|has|is there|are there|was|were|is|are|any|anything|show|list|tell me|give me|find|search|look up|lookup|brief me|summari[sz]e|summary of|history of|status of|remind me (?:what|when|who|where)|catch me up|fill me in|pull up|get me|whatever)\b/i;

/** What customers are asked about, by the words of the question. The first that fits. */
const WANTS: readonly { want: Want; pattern: RegExp }[] = [
  {
    want: 'follow_ups',
    pattern: /\b(?:follow[- ]?ups?|open|owe|outstanding|pending|promised?|next steps?|to-?dos?|due)\b/i,
  },
  { want: 'last', pattern: /\b(?:when|last|recently|most recent|how long)\b/i },
  { want: 'email', pattern: /\be-?mail(?: address)?\b(?! (?:from|to|with))/i },
  { want: 'phone', pattern: /\b(?:phone|number|mobile|call (?:him|her|them))\b/i },
  { want: 'title', pattern: /\b(?:title|role|position|job)\b/i },
  {
    want: 'employer',
    pattern: /\b(?:where does|which company|what company|who does .{1,60} work for|where is .{1,60} work)/i,
  },
  {
    want: 'connections',
    pattern: /\b(?:report(?:s|ing)? to|boss|manager|introduced|assistant|connected|relationships?)\b/i,
  },
  {
    want: 'people',
    pattern:
      /\b(?:who works|who's at|who is at|who do we know|who do i know|people|contacts|team at|work(?:s|ing)? (?:at|for|there)|employees|anyone at|anybody at)\b/i,
  },
  {
    want: 'history',
    pattern:
      /\b(?:latest|history|interactions?|meetings?|calls?|talk(?:ed)?|spoken|met|happened|discuss(?:ed)?|conversations?|notes?|notified|say|said|speak|meet|been)\b/i,
  },
  { want: 'everything', pattern: /./ },
];

export function readQuestion({ text, isOrder }: Sentence, reading: Reading): Act[] | undefined {
  const isQuestion =
    !isOrder && (/\?\s*$/.test(text) || ASKS.test(text) || asksForTasks(text)) && !asksForTask(text, reading);
  if (
    !isQuestion ||
    (/^(?:is|are|was|were|has) (?!(?:there|anyone|anybody|any)\b)/i.test(text) && !/\?/.test(text))
  )
    return undefined;
  const question =
    readOwnTasks(text, reading.today) ??
    readMine(text, reading) ??
    readCustomer(text, reading) ??
    readWord(text);
  return question ? [{ type: 'ask', question }] : undefined;
}

/** "Could you remind me to call Bob?" */
const asksForTask = (text: string, reading: Reading) =>
  !/^(?:what|when|who|where|which|how|did|do|does|is|are|show|list)\b/i.test(text) &&
  findUndertaking(text, reading, { leading: true }) !== undefined;

/** "What did I do this week?" */
function readMine(text: string, { today }: Reading): Question | undefined {
  const isOwn =
    /\b(?:did|have|had|do) i\b|\bmy (?:own )?(?:\w+ )?(?:interactions?|meetings?|calls?|notes?|week|day|month|log|activity|emails?)\b|\bi (?:did|met|called|logged|talked|do|was up to)\b/i.test(
      text,
    );
  if (!isOwn || /\b(?:when|last time)\b/i.test(text)) return undefined;
  const name = customerIn(text);
  if (name && /\b(?:promise|owe|know|open)\b/i.test(text)) return undefined;
  const kind = /\bcalls?\b|\bcalled\b/i.test(text) ? 'call' : undefined;
  const kinds: { kind?: InteractionKind } = kind ? { kind } : {};
  if (/\bmeetings?\b|\bmeet\b|\bmet\b/i.test(text)) kinds.kind = 'meeting';
  if (/\be-?mails?\b/i.test(text)) kinds.kind = 'email';
  return {
    about: 'mine',
    ...span(text, today),
    ...(name ? { company: name } : {}),
    ...kinds,
    ...(/\bhow many\b/i.test(text) ? { count: true } : {}),
  };
}

/** The days a question is about. */
function span(text: string, today: string): { since?: string; until?: string } {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = addDays(today, -weekday);
  const month = `${today.slice(0, 7)}-01`;
  if (/\btoday\b/i.test(text)) return { since: today, until: today };
  if (/\bthis week\b|\bmy week\b/i.test(text)) return { since: monday, until: today };
  if (/\blast week\b/i.test(text)) return { since: addDays(monday, -7), until: addDays(monday, -1) };
  if (/\bthis month\b/i.test(text)) return { since: month, until: today };
  if (/\blast month\b/i.test(text))
    return { since: `${addDays(month, -1).slice(0, 7)}-01`, until: addDays(month, -1) };
  const days = /\b(?:last|past) (\d{1,3}) days\b/i.exec(text)?.[1];
  if (days) return { since: addDays(today, -Number(days)), until: today };
  const day = pastDay(text, today);
  if (!day) return {};
  return /\bsince\b/i.test(text) ? { since: day } : { since: day, until: day };
}

function readCustomer(text: string, { focus }: Reading): Question | undefined {
  const want = WANTS.find(({ pattern }) => pattern.test(text))?.want ?? 'everything';
  const named = customerIn(text);
  const isPronoun = /\b(?:he|she|him|her|they|them|it|(?<!(?:is|are) )there)\b/i.test(text);
  const [person] = focus.people;
  const name = named ?? (isPronoun ? (person?.name ?? focus.company?.name) : undefined);
  if (!name) return undefined;
  const company = named ? companyBehind(text, named) : undefined;
  return { about: 'customer', want, name, ...(company ? { company } : {}) };
}

/** "who talked about pricing?", "find SSO". */
function readWord(text: string): Question | undefined {
  const query =
    /\b(?:about|mention(?:ed|s)?|find|search(?: for)?|look up|regarding|anything on|say about)\s+(?:the |our |any |anything about |notes? (?:on|about) |who )?([\p{L}\p{N}][\p{L}\p{N} .&'-]{1,80})/iu.exec(
      text,
    )?.[1];
  const words = query
    ?.replace(/\b(?:today|yesterday|this week|last week|lately|recently|please)\b/gi, '')
    .trim();
  return words && !/^(?:you|yourself|it|that|me|us|the weather)$/i.test(words)
    ? { about: 'word', query: words }
    : undefined;
}

/** Words before a name in questions: `about Acme`, `works at globex`. */
const BEFORE_NAME =
  /^(?:about|on|at|with|to|from|of|for|is|does|did|know|meet|met|call|called|visit|contact|email|see|saw|by|has|are|was|up|on|brief|regarding|find|hear|heard|around|inside|in)$/;

/** The customer a question names: the last name in it that is not the writer's. */
function customerIn(text: string): string | undefined {
  const tokens = tokenize(text.replace(/\?+\s*$/, ''));
  const names: { text: string; score: number }[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const lower = BEFORE_NAME.test(fold(tokens[at - 1]?.text ?? '')) && !findsNothing(tokens, at);
    const name = readName(tokens, at, { lower, initial: at === 0 });
    if (!name || /^(?:what|when|who|tell|show|anything)/i.test(name.text)) continue;
    names.push({ text: name.text, score: name.isLower ? 1 : 2 });
    at = name.end - 1;
  }
  const best = Math.max(0, ...names.map(({ score }) => score));
  return names.find(({ score }) => score === best)?.text;
}

/** A lower-case word that is followed by a noun is an adjective, not a customer. */
function findsNothing(tokens: readonly Token[], at: number): boolean {
  return /^(?:pricing|next|week|month|last|everybody|everyone|anyone|customers?|contacts?|companies|history)$/i.test(
    tokens[at]?.text ?? '',
  );
}

/** `Ana at Acme`: the company that tells this Ana from others. */
function companyBehind(text: string, name: string): string | undefined {
  const rest = text.slice(text.toLowerCase().indexOf(name.toLowerCase()) + name.length);
  const tokens = tokenize(rest.slice(0, 100));
  if (!/^(?:at|from|of)$/i.test(tokens[0]?.text ?? '')) return undefined;
  return readName(tokens, 1, { lower: true })?.text;
}
