import type { Context } from '../context.ts';
import { RapportError } from '../errors.ts';
import { describePeople } from './candidates.ts';
import { candidatesOf, chooseColleague, chooseContact, readCandidates } from './contact-choice.ts';
import type { Person } from './contact-queries.ts';
import type { Writer } from './record-change.ts';
import { areToldApart, rememberDifferent } from './told-apart.ts';
import { candidateSentence, MOST_DESCRIBED } from './which-one.ts';

/**
 * Throws `conflict` where a colleague of a contact has a name that the contact is to have: they may be one. `isTold`: it is
 * said that they are two, which counts where that was asked, and is remembered.
 */
export async function requireOwnName(
  ctx: Writer,
  { person, name, isTold }: { person: Person; name: string; isTold: boolean },
): Promise<void> {
  const { id } = person.contact;
  const namesakes = (await listNamesakes(ctx, { person, name })).slice(0, MOST_DESCRIBED);
  if (namesakes.length === 0) return;
  const kind = 'contact' as const;
  const others = namesakes.map(({ id, because }) => ({ id, because }));
  if (isTold && (await areToldApart(ctx, { kind, id, name, others })))
    return rememberDifferent(ctx, { kind, id, name, others });
  const described = await describePeople(ctx, await readCandidates(ctx, namesakes));
  const told = described.map(candidateSentence);
  const message = `${person.contact.name} cannot be called “${name}” yet: somebody there is called so already: ${told.join('; ')}. Nothing was changed. A card asks whether they are one person; if the person says that they are two of one name, give is_new: true beside the id of ${person.contact.name}.`;
  const error = new RapportError('conflict', message, told);
  const pair = { kind: 'contact', oneId: id, otherId: described[0]?.id };
  throw Object.assign(error, { pair });
}

/** Those who are certainly called by a name: colleagues of a contact, or who work nowhere, as the contact does. */
async function listNamesakes(ctx: Context, { person, name }: { person: Person; name: string }) {
  const { employers, contact } = person;
  const inside = [];
  for (const company of employers)
    inside.push(...candidatesOf(await chooseColleague({ ...ctx, company }, { name })));
  const known =
    employers.length > 0
      ? inside
      : candidatesOf(await chooseContact(ctx, { name })).filter((each) => each.companyIds.length === 0);
  return known.filter(({ id, because }) => id !== contact.id && because.startsWith('same_'));
}
