import { Tasked, Written } from './results.ts';
import { sayDay } from './show.ts';
import { enumerate } from './words.ts';

/** What is said about something saved. A card below the reply shows it, so this repeats none of it. */

export function describeLogged(value: unknown, { today, isPrivate }: { today: string; isPrivate: boolean }) {
  const task = Tasked.safeParse(value).data?.followUp;
  if (!task) return isPrivate ? 'Noted, just for you.' : NOTED;
  const thing = thingIn(task.title);
  const day = forDay(task.dueOn, today);
  return thing ? `Got it, and I'll remember ${thing}${day}.` : `Got it, and it's on your list${day}.`;
}

export const NOTED = 'Noted.';

export function describeTask(value: unknown, today: string): string {
  return `On your list${forDay(Tasked.safeParse(value).data?.followUp.dueOn, today)}.`;
}

export const ONE_DAY = 'A follow-up has one day, so it does not repeat.';

const forDay = (day: string | null | undefined, today: string) => (day ? ` for ${sayDay(day, today)}` : '');

/** `Send pricing` -> `the pricing`; undefined where the title is no such plain thing. */
function thingIn(title: string): string | undefined {
  const rest = /^(?:Send|Share|Prepare|Set up|Deliver) (?:(?:the|an?|our|her|his|their) )?(.+)$/u.exec(
    title,
  )?.[1];
  return rest && rest.length < 40 && /^(?:\p{Ll}|\p{Lu}{2})/u.test(rest) ? `the ${rest}` : undefined;
}

export function describeUpdate(name: string | undefined, patch: object): string {
  const fields = Object.keys(patch);
  if (fields.includes('about')) return `Good to know${name ? ` about ${name}` : ''}, I'll remember that.`;
  return `Noted the new ${enumerate(fields)}${name ? ` for ${name}` : ''}.`;
}

/** What was taken back; a correction says what comes instead. */
export function describeUndone(value: unknown, of: 'correction' | 'completion' | undefined): string {
  const summary = (Written.safeParse(value).data?.summary ?? '').replace(/^Undone: /, '');
  if (of === 'completion' && summary) return `“${summary}” is open again.`;
  return summary ? `Taken back: ${summary}.` : 'Taken back.';
}
