import { fold } from '../../text.ts';
import type { Act, Choices } from './acts.ts';
import { attempt, choiceFor } from './attempt.ts';
import { buildQuestion } from './clarify.ts';
import { FollowUps, type FollowUpView } from './results.ts';
import type { Script } from './script.ts';
import { bullets, showTask } from './show.ts';

type Done = Extract<Act, { type: 'done' }>;

/** What came of ticking something off; `open` is what the person could have meant instead. */
type Completion = { type: 'done' | 'none' | 'unclear' | 'failed'; text: string };

const MAX_OPEN = 50;
const SHOWN = 5;

/** Ticks off the one open follow-up that has the words of the message; guesses at none. */
export function* complete(
  act: Done,
  { choices, today }: { choices: Choices; today: string },
): Script<Completion> {
  const listed = yield* attempt({ tool: 'list_my_follow_ups', input: { limit: MAX_OPEN } }, choices);
  if (listed.type !== 'done')
    return { type: 'failed', text: listed.type === 'failed' ? listed.message : listed.question };
  const open = FollowUps.safeParse(listed.value).data?.open_follow_ups ?? [];
  const fitting = matching(open, act);
  if (fitting.length === 0) return { type: 'none', text: describeNone(act, open, today) };
  const unclear = {
    noun: 'follow-up',
    name: act.said,
    candidates: [...new Set(fitting.map((each) => labelOf(each, today)))],
    isSimilar: false,
  };
  const choice = choiceFor(unclear, choices)?.pick;
  const picked = typeof choice === 'object' ? choice.candidate : undefined;
  const [task] = picked
    ? fitting.filter((each) => fold(labelOf(each, today)) === fold(picked))
    : fitting.slice(0, unclear.candidates.length === 1 ? 1 : 0);
  if (!task) return { type: 'unclear', text: buildQuestion(unclear) };
  const which = task.id ? { follow_up_id: task.id } : { title: task.title };
  const result = yield* attempt({ tool: 'complete_follow_up', input: which }, choices);
  if (result.type === 'done') return { type: 'done', text: 'Well done, that is off your list.' };
  return { type: 'failed', text: result.type === 'failed' ? result.message : result.question };
}

/** Semicolons tell candidates of a question apart. */
const labelOf = (task: FollowUpView, today: string) => showTask(task, { today }).replaceAll(';', ',');

function describeNone({ said }: Done, open: FollowUpView[], today: string): string {
  const none = `You have no open follow-up like “${said}”, so I ticked nothing off.`;
  if (open.length === 0) return `${none} Nothing is open on your list.`;
  return `${none} Open on your list:\n${bullets(open.slice(0, SHOWN).map((each) => showTask(each, { today })))}`;
}

/**
 * The follow-ups that have all the words; those first that have no others. Failing that, one whose own words are all
 * said, and hardly anything else: "the price list" for "Send pricing".
 */
function matching(open: readonly FollowUpView[], { words, names }: Done): FollowUpView[] {
  const scored = open
    .filter((task) => isOf(names, task, words.length > 0))
    .map((task) => {
      const title = contentOf(task.title);
      const all = [...title, ...fold(`${task.company ?? ''} ${task.contact ?? ''}`).split(' ')];
      const missing = words.filter((word) => !all.some((each) => isSameWord(each, word)));
      const named = names.flatMap((name) => fold(name).split(' '));
      const isSaid = title.every((each) => [...words, ...named].some((word) => isSameWord(each, word)));
      return { task, missing: missing.length, isSaid };
    });
  const exact = scored.filter(({ missing, isSaid }) => missing === 0 && isSaid);
  const whole = scored.filter(({ missing }) => missing === 0);
  const near = scored.filter(({ missing, isSaid }) => isSaid && missing === 1 && words.length > 1);
  const best = [exact, whole, near].find((list) => list.length > 0) ?? [];
  return best.map(({ task }) => task);
}

/** Whether a follow-up may be about whom the message names: it names them too, or nobody. */
function isOf(
  names: readonly string[],
  { title, company, contact }: FollowUpView,
  hasWords: boolean,
): boolean {
  const isNobodys = !company && !contact && !/\s\p{Lu}/u.test(title);
  if (isNobodys && hasWords) return true;
  const said = fold(`${title} ${company ?? ''} ${contact ?? ''}`).split(' ');
  return names.every((name) =>
    fold(name)
      .split(' ')
      .some((word) => said.includes(word)),
  );
}

const FILLER = new Set(
  'the a an my our your her his their this that it follow up followup task todo to with for at from of on in and as done today yesterday just now already out over off all one reminder send sent share shared deliver delivered submit submitted forward forwarded give gave get set'.split(
    ' ',
  ),
);

/** The words of a task that tell it from others; all of them where there are no such words. */
export function contentOf(text: string): string[] {
  const words = fold(text.replace(/'s\b/g, '')).split(' ').filter(Boolean);
  const telling = words.filter((word) => !FILLER.has(word));
  return telling.length > 0 ? telling : words;
}

/** `price` and `pricing`, `proposal` and `proposals`; not `contact` and `contract`. */
function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared++;
  return shared >= Math.max(4, short.length - 1);
}
