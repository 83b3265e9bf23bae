import type { Context } from '../../context.ts';
import { fold } from '../../text.ts';
import { allPhones } from '../contact-points.ts';
import { readPeople } from '../contact-queries.ts';
import { contactKeys } from '../contacts.ts';
import { isOneNumber } from '../merging/move-links.ts';
import { readAddressKeys, readExternal, readFilledFields } from './known-rows.ts';
import { addExternalId, addOwnValues, type Outcome, outcomeOf, type Placed } from './place.ts';
import { addPoints, employ, mailboxKeys, type Wanted } from './place-contacts.ts';
import { foundBy, type Slice } from './slice.ts';

/** Fills in what is not known yet of the contacts that lines are. What is known otherwise stays, and is told. */
export async function completeContacts(
  ctx: Context,
  slice: Slice,
  lines: readonly (Wanted & { placed: Placed })[],
): Promise<Outcome[]> {
  const ids = [
    ...new Set(lines.flatMap(({ placed }) => ('id' in placed && placed.how !== 'made' ? [placed.id] : []))),
  ];
  const people = new Map((await readPeople(ctx, ids)).map((person) => [person.contact.id, person]));
  const filled = await readFilledFields(ctx, { column: 'contactId', ids });
  const taken = await readAddressKeys(ctx, mailboxKeys(lines.flatMap(({ said }) => said.emails)));
  const external = await readExternal(ctx, {
    source: slice.source,
    kind: 'contact',
    ids: lines.map(({ said }) => said.externalId),
  });
  return lines.map(({ said, companyId, placed }): Outcome => {
    const person = 'id' in placed ? people.get(placed.id) : undefined;
    if (!person) return outcomeOf(placed, { isCompleted: false, differs: false });
    const { contact, employers } = person;
    const { id } = contact;
    const isFree = (email: string) =>
      mailboxKeys([email]).every((key) => !taken.has(key) && !slice.recall(`contact at ${key}`));
    const emails = said.emails.filter(isFree);
    slice.remember(
      mailboxKeys(emails).map((key) => `contact at ${key}`),
      { id, name: contact.name },
    );
    const phones = said.phones.filter(
      (phone) => !allPhones(person).some((known) => isOneNumber(known, phone)),
    );
    const [email] = contact.email ? [] : emails;
    const [phone] = contact.phone ? [] : phones;
    const name = said.name && contact.name.includes('@') ? said.name : undefined;
    const patch = {
      ...(name ? { name, ...contactKeys(name) } : {}),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
      ...(said.title && !contact.title ? { title: said.title } : {}),
      ...(said.about && !contact.about ? { about: said.about } : {}),
    };
    const isPatched = Object.keys(patch).length > 0;
    if (isPatched) slice.updates.push({ table: 'contacts', before: contact as never, patch });
    const further = {
      emails: emails.filter((each) => each !== email),
      phones: phones.filter((each) => each !== phone),
    };
    addPoints(ctx, slice, { id, ...further });
    const isHired = companyId !== undefined && employers.length === 0;
    if (isHired) employ(ctx, slice, { contactId: id, companyId });
    const isNewId =
      !external.has(said.externalId ?? '') &&
      addExternalId(slice, { kind: 'contact', externalId: said.externalId, contactId: id });
    const own = filled.get(id) ?? new Set<string>();
    filled.set(id, own);
    const words = addOwnValues(slice, { column: 'contactId', id, values: said.own, filled: own });
    foundBy(slice, { kind: 'contact', id, isNew: false }, [
      ...further.emails,
      ...further.phones,
      ...(words ?? []),
    ]);
    if (name) slice.found.contact.add(id);
    // What a further line says of the same contact comes on top of this.
    people.set(id, {
      ...person,
      contact: { ...contact, ...patch },
      emails: [...person.emails, ...further.emails],
      phones: [...person.phones, ...further.phones],
      employers: isHired ? [{ id: companyId } as (typeof employers)[number]] : employers,
    });
    const count = further.emails.length + further.phones.length;
    const isCompleted = isPatched || count > 0 || isHired || isNewId || words !== undefined;
    return outcomeOf(placed, {
      isCompleted,
      differs: saysOtherwise({ contact, employers }, { said, companyId }),
    });
  });
}

function saysOtherwise(
  { contact, employers }: { contact: { title: string | null }; employers: readonly { id: string }[] },
  { said, companyId }: Wanted,
): boolean {
  const isTitle = said.title && contact.title && fold(said.title) !== fold(contact.title);
  const isEmployer = companyId && employers.length > 0 && !employers.some(({ id }) => id === companyId);
  return Boolean(isTitle || isEmployer);
}
