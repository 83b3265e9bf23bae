import type { PageState } from '../page-types.ts';

/** A completion of what is being typed. */
export type Offer = { label: string; note: string; draft: string; caret: number };

const MENTION = /(^|[\s(=])@([\p{L}]*)$/u;
const COMMAND = /^\/\S*$/;

/** Commands after a "/" at the beginning, names after an "@". */
export function offersFor(state: PageState, draft: string, caret: number): Offer[] {
  const before = draft.slice(0, caret);
  const rest = draft.slice(caret);
  if (COMMAND.test(before)) return commandsFor(state, before);
  const typed = MENTION.exec(before)?.[2];
  if (typed === undefined) return [];
  return namesFor(state, typed).map((name) => {
    const start = before.replace(MENTION, `$1@${name} `);
    return { label: `@${name}`, note: '', draft: start + rest, caret: start.length };
  });
}

function commandsFor(state: PageState, typed: string): Offer[] {
  return state.commands
    .filter(({ command }) => command.startsWith(typed) && command !== typed)
    .map(({ command, usageHint, description }) => ({
      label: `${command} ${usageHint}`,
      note: description,
      draft: `${command} `,
      caret: command.length + 1,
    }));
}

function namesFor(state: PageState, typed: string): string[] {
  const all = [
    state.bot.name,
    ...state.people.filter((person) => !person.isAway).map((person) => person.name),
  ];
  return all.filter((name) => name.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 6);
}

/** The usage of the command that is being typed. */
export function usageOf(state: PageState, draft: string): string | undefined {
  const [typed] = draft.split(/\s/);
  const known = state.commands.find(({ command }) => command === typed);
  return known && `${known.command} ${known.usageHint}`;
}
