import type { Outcome } from './script.ts';

/** What the demo model says. Its questions begin with fixed words, by which it knows them again in a thread. */

export const SORRY = 'I cannot do that here.';
export const NEVER_MIND = 'All right, I saved nothing.';

/** One of several ways to say a thing: always the same one for the same message. */
export function vary(text: string, ...ways: [string, ...string[]]): string {
  const sum = Array.from(text).reduce((so, letter) => (so * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 0);
  return ways[sum % ways.length] ?? ways[0];
}

export const saidSaved = (text: string) =>
  vary(text, 'Noted, in your own words.', 'Saved as you wrote it.', 'It is on record, word for word.');
export const saidToDo = (text: string) =>
  vary(text, 'It is on your list.', 'I put it on your list.', 'On your list it goes.');

const QUESTIONS = {
  who: 'Who is this about',
  which: 'Which one do you mean',
  isNew: 'I do not know',
  day: 'Which day was that',
  toDo: 'Is that still to be done',
  again: 'You told me the same before',
} as const;
export type Asked = { question: keyof typeof QUESTIONS; offered: string[] };

const either = (names: readonly string[]) => {
  const quoted = names.map((name) => `“${name}”`);
  return [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter(Boolean).join(' or ');
};
export const askWho = (candidates: readonly string[]) =>
  candidates.length > 0
    ? `${QUESTIONS.who}: ${either(candidates)}? “All” is fine, too.`
    : `${QUESTIONS.who}? Tell me the company, or the person and where they work, like “Ana Lopes at Acme”.`;
export const askWhich = (candidates: readonly string[]) => `${QUESTIONS.which}: ${either(candidates)}?`;
export const askNew = (name: string) =>
  `${QUESTIONS.isNew} “${name}” yet. Is that a new company? Say yes, or tell me who this is about.`;
export const askDay = (days: readonly string[]) => `${QUESTIONS.day}: ${either(days)}?`;
export const askToDo = (when: string) =>
  `${QUESTIONS.toDo}${when && ` (“${when}”)`}? Say yes and I put it on your list, or “it happened” and I note it.`;
export const ASK_AGAIN = `${QUESTIONS.again}, today. Shall I save it once more?`;

/** Which question this is, and the names that it offers to choose from. */
export function readQuestion(text: string): Asked | undefined {
  const [question] = (Object.keys(QUESTIONS) as Asked['question'][]).filter((each) =>
    text.startsWith(QUESTIONS[each]),
  );
  const names = [...text.matchAll(/“([^”]+)”/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'All');
  if (!question) return undefined;
  return { question, offered: question === 'who' && text.startsWith(`${QUESTIONS.who}?`) ? [] : names };
}

export const notSaved = (outcome: Outcome) => `That is not saved: ${outcome.ok ? '' : outcome.message}`;

/** For what it does not understand: one line, and two things that work. */
export const fallback = (text: string) =>
  `${vary(
    text,
    'I am only the small stand-in for a language model, and that is beyond me.',
    'That one is for a real language model; I only keep words and look things up.',
    'I did not get that; I know a few plain things only.',
  )} ${vary(
    text,
    'Try “What do we know about Kestrel Foods?” or “What did I do this week?”.',
    'Try “Remind me to call Henrik on Monday” or “My follow-ups”.',
    'Try “Called Henrik from Bluefin, he likes the dashboard” or “Which customers have gone quiet?”.',
  )}`;

/** An order that it has no hands for. */
export const cannot = (text: string) =>
  `${vary(text, 'I cannot do that; I saved nothing.', 'That is more than I can do, so nothing has changed.')} I can take back what you saved last (“undo”), or note what happened.`;
