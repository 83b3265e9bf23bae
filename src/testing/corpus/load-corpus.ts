import { addDays } from '../../clock.ts';
import type { Context, Role } from '../../context.ts';
import { logInteraction } from '../../crm/interactions.ts';
import type { Corpus } from './corpus.ts';

type Desk = { member(name: string, options?: { role?: Role }): Promise<Context> };

/** The people of a corpus by name, each as who they are. */
export async function joinCorpus(
  desk: Desk,
  { members, admins }: Pick<Corpus, 'members' | 'admins'>,
): Promise<(name: string) => Context> {
  const people = new Map<string, Context>();
  for (const name of members) {
    const role = admins.includes(name) ? 'admin' : 'member';
    people.set(name, await desk.member(name, { role }));
  }
  return (name) => {
    const found = people.get(name);
    if (!found) throw new Error(`${name} is not in the corpus.`);
    return found;
  };
}

/** Logs what happened on the days that are wanted, counted back from `today`, the oldest first; gives the ids of the private ones. */
export async function logCorpus(
  as: (name: string) => Context,
  { corpus, today, wanted }: { corpus: Corpus; today: string; wanted(day: number): boolean },
): Promise<string[]> {
  const hidden: string[] = [];
  const rows = [
    ...corpus.talks.map((talk) => ({ talk, isPrivate: false })),
    ...corpus.private.map((talk) => ({ talk, isPrivate: true })),
  ];
  for (const { talk, isPrivate } of rows.toSorted((a, b) => b.talk[0] - a.talk[0])) {
    const [day, who, customer, kind, summary] = talk;
    if (!wanted(day)) continue;
    const { interaction } = await logInteraction(as(who), {
      kind,
      summary,
      company: { name: customer },
      occurred_on: addDays(today, -day),
      is_private: isPrivate,
    });
    if (isPrivate) hidden.push(interaction.id);
  }
  return hidden;
}
