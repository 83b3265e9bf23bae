import { formatDate } from '../clock.ts';
import type { Brief } from '../crm/brief.ts';
import type { ContactView } from '../crm/contacts.ts';
import type { DealView } from '../crm/deal-view.ts';
import type { FollowUpView } from '../crm/follow-up-queries.ts';
import type { Document, Fact } from '../delivery/document.ts';
import { fieldsAction } from './fielded-customers.ts';

/** Lines of each sort in one brief, and the last notes of somebody that are shown. */
const SHOWN = { people: 8, followUps: 8, notes: 3, fields: 8 } as const;

const joined = (...parts: (string | undefined | null | false)[]) => parts.filter(Boolean).join(' · ');

/** What somebody reads before they talk to a customer: made by code, from what is on record. */
export function buildBrief(brief: Brief): Document {
  const { customer, deals, lately, fielded } = brief;
  const { fields = [] } = customer;
  const people = peopleOf(brief);
  const followUps = customer.open_follow_ups;
  const more = [
    morePeople(people.length - SHOWN.people + (customer.more_people ?? 0)),
    moreFollowUps(followUps.length - SHOWN.followUps),
    moreFields(fields.length - SHOWN.fields),
  ];
  const { company } = customer;
  const facts: Fact[] = [
    ...(company?.about ? [{ label: 'Known', value: lastNotes(company.about) }] : []),
    ...fields.slice(0, SHOWN.fields).map(({ label, value }) => ({ label, value })),
    ...people.slice(0, SHOWN.people).map(personFact),
    ...lastFacts(brief),
    ...followUps.slice(0, SHOWN.followUps).map((each) => promiseFact(each, brief)),
    ...deals.map((deal) => ({ label: 'Deal', value: describeDeal(deal) })),
    ...lately.map(({ on, words }) => ({ label: 'Lately', value: `${words}, ${formatDate(on)}` })),
  ];
  const note = more.filter(Boolean).join('; ');
  return {
    title: `Before you talk to ${nameOf(brief)}`,
    text: openingOf(brief),
    ...(facts.length > 0 ? { facts } : {}),
    ...(note ? { note: `${note}.` } : {}),
    ...(fielded ? { actions: [fieldsAction(fielded)] } : {}),
  };
}

const nameOf = ({ customer: { company, contact } }: Brief): string => contact?.name ?? company?.name ?? '';

/** Since when there was no contact, or when the last one was. */
export function openingOf({ quiet, customer: { interactions } }: Brief): string {
  const [last] = interactions;
  if (quiet) {
    const every = quiet.usualGap === 1 ? 'every day' : `every ${quiet.usualGap} days`;
    return `Quiet: no contact for ${quiet.daysQuiet} days, since ${formatDate(quiet.lastOn)}; before, about ${every}.`;
  }
  return last ? `Last contact: ${formatDate(last.occurred_on)}.` : 'Nothing has been logged yet.';
}

/** The people of a company, those first who took part in the last interactions; or the contact alone. */
function peopleOf({ customer: { contact, people = [], interactions } }: Brief): ContactView[] {
  if (contact) return [contact];
  const met = new Set(interactions.flatMap(({ contacts = [] }) => contacts));
  return [...people.filter(({ name }) => met.has(name)), ...people.filter(({ name }) => !met.has(name))];
}

function personFact({ name, title, phone, phones, email, emails, about }: ContactView): Fact {
  const value = joined(
    title,
    phones?.join(', ') ?? phone,
    emails?.join(', ') ?? email,
    about && lastNotes(about),
  );
  return { label: name, value: value || 'nothing more is known' };
}

const lastNotes = (about: string) => about.split('\n').filter(Boolean).slice(-SHOWN.notes).join('; ');

function lastFacts({ customer: { interactions }, places }: Brief): Fact[] {
  return interactions.map(
    ({ id, kind, occurred_on: on, contacts = [], member, summary, is_private: isPrivate }) => {
      const place = places.get(id);
      return {
        label: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}, ${formatDate(on)}`,
        value: joined(summary, contacts.join(', '), `by ${member}`, isPrivate && 'private'),
        ...(place ? { place } : {}),
      };
    },
  );
}

function promiseFact(
  { id, title, due_on: dueOn, contact, owner }: FollowUpView,
  { own }: Pick<Brief, 'own'>,
): Fact {
  return {
    label: own.has(id) ? 'You promised' : `${owner} promised`,
    value: joined(title, contact, dueOn && `due ${formatDate(dueOn)}`),
  };
}

/** `“Renewal” · Proposal · €85,000 · closes Mon 30 Nov 2026 · Tom`. */
const describeDeal = ({ title, stage, amount, closes_on: closesOn, owner }: DealView): string =>
  joined(`“${title}”`, stage, amount, closesOn && `closes ${formatDate(closesOn)}`, owner);

const morePeople = (count: number) => count > 0 && `${count} more ${count === 1 ? 'person' : 'people'}`;
const moreFollowUps = (count: number) => count > 0 && `${count} more open follow-up${count === 1 ? '' : 's'}`;
const moreFields = (count: number) => count > 0 && `${count} more field${count === 1 ? '' : 's'}`;
