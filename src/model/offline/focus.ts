import { type About, type Act, isAboutSomebody, nobody } from './acts.ts';
import { readParties } from './parties.ts';
import type { Scene } from './read-prompt.ts';
import { aboutParties } from './reading.ts';
import { readRequest } from './wishes.ts';

/** Who "she" is after these acts. */
export function focusAfter(acts: readonly Act[], before: About): About {
  const last = acts.at(-1);
  if (last?.type === 'log' || last?.type === 'follow_up')
    return isAboutSomebody(last.about) ? last.about : before;
  if (last?.type === 'relate' || last?.type === 'update_contact')
    return { people: [last.contact], unsure: [] };
  if (last?.type === 'update_company') return { people: [], unsure: [], company: last.company };
  return before;
}

/** The summary of a saved interaction: who it was with, and of which company. */
export const SAVED = /^(?:Meeting|Call|Email|Message|Note) with ([^()]+?)(?: \(([^()]+)\))?$/;

/** Who the thread was about last: as saved, else as written. */
export function focusOf({ thread, person, colleagues }: Scene): About {
  for (const { from, text, saved } of thread.toReversed()) {
    const summary = SAVED.exec(saved?.at(-1)?.summary ?? '');
    if (summary) return aboutSaved(summary[1] ?? '', summary[2]);
    if (from !== person.name) continue;
    const { masked } = readRequest(text).message;
    const about = aboutParties(readParties(masked, { self: person.name, colleagues }), '', nobody());
    if (isAboutSomebody(about)) return about;
  }
  return nobody();
}

function aboutSaved(who: string, company: string | undefined): About {
  const names = who.split(', ');
  if (company) return { people: names.map((name) => ({ name })), company: { name: company }, unsure: [] };
  return { people: [], unsure: names.map((name) => ({ name, otherwise: 'company' })) };
}
