import type { About, FollowUp } from './acts.ts';
import type { Parties } from './parties.ts';
import type { Undertaking } from './promises.ts';
import type { Scene } from './read-prompt.ts';
import { capitalise } from './words.ts';

/** What readers of one sentence know besides it. */
export type Reading = {
  today: string;
  self: string;
  colleagues: string[];
  isPrivate: boolean;
  /** Who "she" and "they" are: the last ones spoken of. */
  focus: About;
  /** What was said before: where "it" may have been named. */
  before: string;
};

export function readingOf(scene: Scene, rest: Pick<Reading, 'isPrivate' | 'focus' | 'before'>): Reading {
  const authors = scene.thread
    .map(({ from }) => from)
    .filter((name) => name !== 'Rapport' && name !== scene.person.name);
  const colleagues = [...new Set([...scene.colleagues, ...authors])];
  return { today: scene.today, self: scene.person.name, colleagues, ...rest };
}

/** The parties of a clause; without any, who "she" or "they" are. */
export function aboutParties({ people, companies, unsure }: Parties, text: string, focus: About): About {
  const [company] = companies;
  if (people.length === 0 && unsure.length === 0 && /\b(?:he|she|they|him|her|them|it)\b/i.test(text)) {
    return company ? { people: [], unsure, company } : focus;
  }
  return { people, unsure, ...(company ? { company } : {}) };
}

/** "Send her the deck" says nothing on its own: the name goes in. */
export function namedFollowUp({ title, due_on }: Undertaking, { people }: About): FollowUp {
  const [person] = people;
  const named =
    people.length === 1 && person?.name
      ? title.replace(
          /\b(?:him|her|them)\b(?! (?:team|boss|company|office|website|email|number))/i,
          person.name,
        )
      : title;
  return { title: named, ...(due_on ? { due_on } : {}) };
}

const PRIVACY =
  /^(?:(?:please )?(?:keep|log|note|save) )?(?:this |it |that )?(?:(?:as |strictly )?private(?:ly)?|confidential(?:ly)?|between us|off the record|just for me|for me only)(?: please)?\s*[:,.-]+\s*/i;

/** The writer's words as they may stand alone. */
export function cleanSummary(text: string): string {
  const said = text.replace(PRIVACY, '').replace(/¤+/g, '[quote]').replace(/\s+/g, ' ').trim();
  return capitalise(said).slice(0, 1_500);
}
