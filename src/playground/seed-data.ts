import type { ChangeDeal } from '../crm/deal-changes.ts';
import type { LogInteraction } from '../crm/interactions.ts';
import type { Relate } from '../crm/relationships.ts';

/** Days are counted from the day of seeding: -3 is three days ago, 4 is in four days. */
type Entry = { day: number; by: Seller };

type Seller = 'U0MARTA' | 'U0PRIYA' | 'U0KENJI' | 'U0DANIEL';

/** An interaction, a follow-up or a fact that a member told. The history lists them in the order of time. */
export type Told = Entry &
  (
    | {
        kind: LogInteraction['kind'];
        company: string;
        with: string[];
        summary: string;
        next?: [title: string, due: number];
        isPrivate?: boolean;
      }
    | { deal: string; company: string; amount: string; stage: string; closes: number }
    | ({ deal: string } & Pick<ChangeDeal, 'action' | 'stage' | 'reason'>)
    | { promised: string; due: number; company: string; contact?: string }
    | { done: string }
    | { noted: { contact: string; about: string } }
    | { noted: { contact: string; phone: string } }
    | { related: Pick<Relate, 'kind'> & { contact: string; to: string; until?: number } }
  );

type Customer = {
  name: string;
  domain: string;
  about: string;
  people: Readonly<Record<string, { title: string; email: string }>>;
};

/** The customers of Larkfield, whose software plans deliveries, as they are on record. */
export const COMPANIES: readonly Customer[] = [
  {
    name: 'Bluefin Logistics',
    domain: 'bluefin.example',
    about: 'Freight forwarder in Lisbon, 40 vans. On the Team plan for a year; the renewal is due.',
    people: {
      'Sofia Almeida': { title: 'Head of operations', email: 'sofia.almeida@bluefin.example' },
      'Henrik Dahl': { title: 'CFO', email: 'henrik.dahl@bluefin.example' },
    },
  },
  {
    name: 'Kestrel Foods',
    domain: 'kestrelfoods.example',
    about: 'Chilled food for restaurants, three depots around London. Comparing us with one competitor.',
    people: {
      'Sofia Brandt': { title: 'Procurement manager', email: 'sofia.brandt@kestrelfoods.example' },
      'Oliver Marsh': { title: 'COO', email: 'oliver.marsh@kestrelfoods.example' },
    },
  },
  {
    name: 'Halden Pharma',
    domain: 'halden.example',
    about: 'Medicine wholesaler in Oslo. Needs single sign-on and an audit trail before it can sign.',
    people: {
      'Ingrid Solberg': { title: 'VP supply chain', email: 'ingrid.solberg@halden.example' },
      'Lars Nygaard': { title: 'IT director', email: 'lars.nygaard@halden.example' },
    },
  },
  {
    name: 'Orchard & Vane',
    domain: 'orchardvane.example',
    about: 'Garden centres with home delivery; busy in the season, quiet the rest of the year.',
    people: { 'Beatrice Vane': { title: 'Founder', email: 'beatrice@orchardvane.example' } },
  },
  {
    name: 'Quayside Couriers',
    domain: 'quayside.example',
    about: 'Same-day couriers in Bristol. Small and quick to decide.',
    people: {
      'Callum Reid': { title: 'Managing director', email: 'callum@quayside.example' },
      'Nadia Hussain': { title: 'Dispatch lead', email: 'nadia@quayside.example' },
    },
  },
  {
    name: 'Mirador Hotels',
    domain: 'mirador.example',
    about: 'Eleven hotels in Spain and Portugal; linen and food move between them every night.',
    people: {
      'Javier Ortega': { title: 'Director of purchasing', email: 'j.ortega@mirador.example' },
      'Lucía Ferrer': { title: 'Assistant to the director', email: 'l.ferrer@mirador.example' },
    },
  },
  {
    name: 'Tamura Parts',
    domain: 'tamura.example',
    about: 'Machine parts from Osaka, delivered within a day. Customer for two years.',
    people: {
      'Yuki Tamura': { title: 'President', email: 'yuki@tamura.example' },
      'Haruto Ito': { title: 'Engineering lead', email: 'haruto@tamura.example' },
    },
  },
  {
    name: 'Brightwater Clinics',
    domain: 'brightwater.example',
    about: 'Laboratory samples between 60 clinics in New England. In a pilot with two routes.',
    people: {
      'Grace Holloway': { title: 'COO', email: 'grace.holloway@brightwater.example' },
      'Dev Menon': { title: 'IT director', email: 'dev.menon@brightwater.example' },
    },
  },
];
