import type { Context, Role } from '../context.ts';
import { saveCompany } from '../crm/company-changes.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { type ChangeDeal, changeDeal } from '../crm/deal-changes.ts';
import { type AddDeal, addDeal } from '../crm/deals.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { type LogInteraction, logInteraction } from '../crm/interactions.ts';
import { type Relate, relate } from '../crm/relationships.ts';
import type { Team } from './team.ts';

type Entry = { on: string; by: 'Marta' | 'Tom' | 'Lea' | 'Ada' } & (
  | {
      kind: LogInteraction['kind'];
      company: string;
      with: string[];
      summary: string;
      next?: [title: string, due: string];
      isPrivate?: boolean;
    }
  | { promised: string; due?: string; company?: string; contact?: string }
  | { done: string }
  | ({ contact: string; related: Relate['kind']; to: string } & Pick<Relate, 'started_on' | 'ended_on'>)
  | { contact: string; title?: string; phone?: string }
  | { company: string; about: string }
  | ({ deal: string; company: string } & Pick<AddDeal, 'amount' | 'stage' | 'closes_on'>)
  | ({ deal: string } & Pick<ChangeDeal, 'action' | 'amount' | 'stage' | 'reason'>)
);

const CONTACTS: Readonly<Record<string, { title: string; email: string }>> = {
  'Ana Lopes': { title: 'Head of purchasing', email: 'ana@acme.example' },
  'Rui Costa': { title: 'CFO', email: 'rui@acme.example' },
  'Jonas Weber': { title: 'Project manager', email: 'jonas@weber.example' },
  'Ida Holm': { title: 'COO', email: 'ida@northwind.example' },
  'Paul Meyer': { title: 'Director of operations', email: 'paul@orbit.example' },
  'Sara Klein': { title: 'Buyer', email: 'sara@orbit.example' },
  'Emma Woods': { title: 'Founder', email: 'emma@pinewood.example' },
  'Karl Dorn': { title: 'Owner', email: 'karl@dorn.example' },
  'Yara Nunes': { title: 'CEO', email: 'yara@vela.example' },
};

/**
 * Sixteen weeks in the order of time. Dorn Tools has gone quiet, except for a private call of Ada's; nobody has ever
 * talked to Quarry Lane, nor to Nils Berg of Northwind; Jonas Weber went from Acme to Orbit Energy.
 */
// biome-ignore format: one line for each entry
const HISTORY: readonly Entry[] = [
  { on: '2026-08-04', by: 'Tom', kind: 'meeting', company: 'Dorn Tools', with: ['Karl Dorn'], summary: 'Karl showed us his stock room; orders still come in by phone.' },
  { on: '2026-08-04', by: 'Tom', deal: 'Stock room', company: 'Dorn Tools', amount: '9000 EUR' },
  { on: '2026-08-06', by: 'Marta', kind: 'call', company: 'Acme', with: ['Ana Lopes'], summary: 'Ana looks for a supplier for three sites.' },
  { on: '2026-08-06', by: 'Marta', company: 'Acme', about: 'Three sites; decides once a year.' },
  { on: '2026-08-11', by: 'Tom', kind: 'call', company: 'Dorn Tools', with: ['Karl Dorn'], summary: 'No budget this year; Karl asks us to come back in spring.', next: ['Call Karl about spring', '2027-03-01'] },
  { on: '2026-08-11', by: 'Tom', deal: 'Stock room', action: 'lost', reason: 'no budget' },
  { on: '2026-08-13', by: 'Marta', kind: 'meeting', company: 'Acme', with: ['Ana Lopes', 'Rui Costa'], summary: 'First meeting with Rui, who asks for prices.', next: ['Send Acme the price list', '2026-08-20'] },
  { on: '2026-08-18', by: 'Tom', kind: 'email', company: 'Orbit Energy', with: ['Paul Meyer'], summary: 'Paul answered our letter and wants to know more.' },
  { on: '2026-08-19', by: 'Marta', done: 'Send Acme the price list' },
  { on: '2026-08-20', by: 'Lea', kind: 'meeting', company: 'Pinewood', with: ['Emma Woods'], summary: 'Emma gave us a tour of the workshop.' },
  { on: '2026-08-25', by: 'Marta', kind: 'call', company: 'Acme', with: ['Jonas Weber'], summary: 'Jonas will lead the project on the side of Acme.' },
  { on: '2026-08-27', by: 'Tom', kind: 'call', company: 'Orbit Energy', with: ['Paul Meyer', 'Sara Klein'], summary: 'Sara wants to speak to other customers first.', next: ['Send Sara references', '2026-09-03'] },
  { on: '2026-09-01', by: 'Marta', kind: 'email', company: 'Acme', with: ['Rui Costa'], summary: 'Rui finds the prices fair and takes them to the board.' },
  { on: '2026-09-03', by: 'Lea', kind: 'call', company: 'Pinewood', with: ['Emma Woods'], summary: 'Emma wants to begin with one machine.' },
  { on: '2026-09-03', by: 'Lea', deal: 'First machine', company: 'Pinewood', amount: '20000 EUR', stage: 'proposal' },
  { on: '2026-09-07', by: 'Tom', done: 'Send Sara references' },
  { on: '2026-09-08', by: 'Tom', kind: 'meeting', company: 'Orbit Energy', with: ['Sara Klein'], summary: 'Sara spoke to Acme and is convinced.' },
  { on: '2026-09-10', by: 'Marta', kind: 'call', company: 'Northwind', with: ['Ida Holm'], summary: 'First call with Ida, whom Ana told about us.' },
  { on: '2026-09-10', by: 'Marta', contact: 'Ida Holm', related: 'introduced_by', to: 'Ana Lopes' },
  { on: '2026-09-15', by: 'Ada', kind: 'note', company: 'Acme', with: ['Rui Costa'], summary: 'Rui said in confidence that Acme may be sold.', isPrivate: true },
  { on: '2026-09-17', by: 'Marta', kind: 'message', company: 'Northwind', with: ['Ida Holm'], summary: 'Ida asks for a date in September.' },
  { on: '2026-09-17', by: 'Marta', contact: 'Nils Berg', related: 'works_at', to: 'Northwind' },
  { on: '2026-09-17', by: 'Marta', contact: 'Nils Berg', related: 'reports_to', to: 'Ida Holm' },
  { on: '2026-09-22', by: 'Tom', kind: 'message', company: 'Orbit Energy', with: ['Paul Meyer'], summary: 'Paul has moved the budget to next year.' },
  { on: '2026-09-24', by: 'Marta', kind: 'meeting', company: 'Northwind', with: ['Ida Holm'], summary: 'Ida could begin with a pilot of eight weeks.', next: ['Show Northwind a pilot plan', '2026-10-01'] },
  { on: '2026-09-24', by: 'Marta', deal: 'Pilot', company: 'Northwind', amount: '12500.50 GBP', stage: 'proposal', closes_on: '2026-12-31' },
  { on: '2026-09-29', by: 'Lea', deal: 'First machine', action: 'won', reason: 'quick delivery' },
  { on: '2026-09-29', by: 'Lea', kind: 'email', company: 'Pinewood', with: ['Emma Woods'], summary: 'Emma ordered the first machine.' },
  { on: '2026-10-01', by: 'Marta', kind: 'note', company: 'Acme', with: ['Jonas Weber'], summary: 'Jonas leaves Acme; Ana takes over his project.' },
  { on: '2026-10-01', by: 'Marta', done: 'Show Northwind a pilot plan' },
  { on: '2026-10-01', by: 'Marta', contact: 'Jonas Weber', related: 'works_at', to: 'Acme', ended_on: '2026-10-01' },
  { on: '2026-10-05', by: 'Tom', contact: 'Jonas Weber', related: 'works_at', to: 'Orbit Energy', started_on: '2026-10-05' },
  { on: '2026-10-05', by: 'Tom', contact: 'Jonas Weber', title: 'Head of projects' },
  { on: '2026-10-06', by: 'Tom', kind: 'call', company: 'Orbit Energy', with: ['Jonas Weber'], summary: 'Jonas settles in at Orbit and would like to work with us again.' },
  { on: '2026-10-08', by: 'Marta', kind: 'meeting', company: 'Acme', with: ['Ana Lopes', 'Rui Costa'], summary: 'Went through the contract; two points are open.' },
  { on: '2026-10-08', by: 'Marta', deal: 'Three sites', company: 'Acme', amount: '85000 EUR', stage: 'proposal', closes_on: '2026-11-30' },
  { on: '2026-10-08', by: 'Marta', deal: 'First site', company: 'Acme', amount: '30000 EUR', stage: 'negotiation' },
  { on: '2026-10-13', by: 'Ada', kind: 'call', company: 'Dorn Tools', with: ['Karl Dorn'], summary: 'Karl may sell his shop and does not want it known.', isPrivate: true },
  { on: '2026-10-13', by: 'Tom', kind: 'email', company: 'Vela Marine', with: ['Yara Nunes'], summary: 'Yara wrote to us after she spoke to Karl.', next: ['Send Yara our brochure', '2026-10-16'] },
  { on: '2026-10-13', by: 'Tom', contact: 'Yara Nunes', related: 'introduced_by', to: 'Karl Dorn' },
  { on: '2026-10-15', by: 'Tom', done: 'Send Yara our brochure' },
  { on: '2026-10-15', by: 'Lea', kind: 'meeting', company: 'Northwind', with: ['Ida Holm'], summary: 'Ida and Lea agreed on what the pilot must show.' },
  { on: '2026-10-20', by: 'Marta', kind: 'call', company: 'Acme', with: ['Ana Lopes'], summary: 'The board agrees; Ana waits for the draft.', next: ['Send Ana the contract draft', '2026-10-27'] },
  { on: '2026-10-22', by: 'Tom', kind: 'meeting', company: 'Vela Marine', with: ['Yara Nunes'], summary: 'Visited the shipyard; two halls would need machines.' },
  { on: '2026-10-22', by: 'Tom', deal: 'Two halls', company: 'Vela Marine' },
  { on: '2026-10-26', by: 'Marta', done: 'Send Ana the contract draft' },
  { on: '2026-10-27', by: 'Marta', kind: 'message', company: 'Northwind', with: ['Ida Holm'], summary: 'Ida has a team for the pilot.' },
  { on: '2026-10-28', by: 'Marta', kind: 'note', company: 'Northwind', with: ['Ida Holm'], summary: 'Ida looks for a new role and asks to keep it quiet.', isPrivate: true },
  { on: '2026-10-29', by: 'Tom', kind: 'call', company: 'Orbit Energy', with: ['Sara Klein'], summary: 'Sara needs to know what upkeep costs.', next: ['Send Sara the cost of upkeep', '2026-11-03'] },
  { on: '2026-11-02', by: 'Lea', kind: 'call', company: 'Pinewood', with: ['Emma Woods'], summary: 'The first machine runs; Emma wants a plan for upkeep.', next: ['Send Emma a plan for upkeep', '2026-11-06'] },
  { on: '2026-11-03', by: 'Marta', kind: 'email', company: 'Acme', with: ['Rui Costa'], summary: 'Rui sent the changes of their lawyers.' },
  { on: '2026-11-05', by: 'Tom', kind: 'meeting', company: 'Orbit Energy', with: ['Paul Meyer', 'Jonas Weber'], summary: 'Paul and Jonas want an offer for next year.', next: ['Send Orbit the offer', '2026-11-12'] },
  { on: '2026-11-05', by: 'Tom', deal: 'Upkeep', company: 'Orbit Energy', amount: '48000 EUR', stage: 'qualified', closes_on: '2026-12-18' },
  { on: '2026-11-05', by: 'Lea', done: 'Send Emma a plan for upkeep' },
  { on: '2026-11-06', by: 'Tom', done: 'Send Sara the cost of upkeep' },
  { on: '2026-11-09', by: 'Marta', kind: 'meeting', company: 'Acme', with: ['Ana Lopes'], summary: 'Ana asks how soon we could deliver.', next: ['Send Ana the delivery times', '2026-11-13'] },
  { on: '2026-11-10', by: 'Tom', kind: 'call', company: 'Vela Marine', with: ['Yara Nunes'], summary: 'Yara will look for the plans of the second hall.', next: ['Ask Yara for the plans', '2026-11-17'] },
  { on: '2026-11-12', by: 'Marta', kind: 'call', company: 'Northwind', with: ['Ida Holm'], summary: 'The pilot can begin in December.', next: ['Confirm the pilot dates with Ida', '2026-11-19'] },
  { on: '2026-11-12', by: 'Lea', promised: 'Find a way into Quarry Lane', company: 'Quarry Lane' },
  { on: '2026-11-13', by: 'Marta', done: 'Send Ana the delivery times' },
  { on: '2026-11-16', by: 'Lea', kind: 'note', company: 'Orbit Energy', with: ['Paul Meyer'], summary: 'Met Paul at the fair; he counts on our offer.' },
  { on: '2026-11-17', by: 'Tom', kind: 'email', company: 'Vela Marine', with: ['Yara Nunes'], summary: 'Yara sent pictures, but no plans yet.' },
  { on: '2026-11-18', by: 'Marta', kind: 'note', company: 'Acme', with: ['Ana Lopes'], summary: 'Ana thinks about leaving and has told nobody else.', next: ['Ask Ana about her own plans', '2026-11-20'], isPrivate: true },
  { on: '2026-11-19', by: 'Marta', kind: 'email', company: 'Acme', with: ['Ana Lopes', 'Rui Costa'], summary: 'Sent the final contract to Ana and Rui.' },
  { on: '2026-11-19', by: 'Marta', deal: 'Three sites', action: 'change', stage: 'negotiation' },
  { on: '2026-11-19', by: 'Marta', contact: 'Ana Lopes', phone: '+351 210 000 001' },
  { on: '2026-11-20', by: 'Ada', kind: 'meeting', company: 'Orbit Energy', with: ['Sara Klein'], summary: 'Agreed with Sara on terms of payment.' },
  { on: '2026-11-20', by: 'Ada', promised: 'Write down the terms for Sara', due: '2026-11-30', company: 'Orbit Energy', contact: 'Sara Klein' },
  { on: '2026-11-20', by: 'Marta', promised: 'Call Rui about the invoice', due: '2026-11-24', company: 'Acme', contact: 'Rui Costa' },
  { on: '2026-11-20', by: 'Marta', promised: 'Tidy up the price list' },
  { on: '2026-11-23', by: 'Marta', kind: 'meeting', company: 'Acme', with: ['Ana Lopes'], summary: 'Ana signed for the first site.', next: ['Thank Ana and plan the start', '2026-11-27'] },
  { on: '2026-11-23', by: 'Marta', deal: 'Three sites', action: 'change', amount: '90000 EUR' },
  { on: '2026-11-23', by: 'Marta', deal: 'First site', action: 'won', reason: 'the delivery times' },
  { on: '2026-11-24', by: 'Tom', kind: 'call', company: 'Orbit Energy', with: ['Jonas Weber'], summary: 'Jonas asks where the offer stays.' },
  { on: '2026-11-24', by: 'Marta', kind: 'message', company: 'Northwind', with: ['Ida Holm'], summary: 'Ida asks for the dates of the pilot.' },
];

const FIRST_DAY = '2026-08-03';

/**
 * What the tests of reports run on: seven companies, ten contacts and forty-two interactions of a small team. Gives
 * the member (Marta), the lead (Lea) and the admin (Ada) who run them. The team's clock goes along and ends where it was.
 */
export async function seedReportFixture({ system, as }: Team): Promise<Record<Role, Context>> {
  const { clock } = system;
  const now = clock.now();
  const moveTo = (instant: Date) => clock.advance(instant.getTime() - clock.now().getTime());
  moveTo(morningOf(FIRST_DAY));
  const team = {
    Marta: await as('Marta'),
    Tom: await as('Tom'),
    Lea: await as('Lea', { role: 'lead' }),
    Ada: await as('Ada', { role: 'admin' }),
  };
  for (const entry of HISTORY) {
    moveTo(morningOf(entry.on));
    await recordEntry(team[entry.by], entry);
  }
  moveTo(now);
  return { member: team.Marta, lead: team.Lea, admin: team.Ada };
}

const morningOf = (day: string) => new Date(`${day}T10:00:00Z`);

async function recordEntry(ctx: Context, entry: Entry): Promise<void> {
  if ('summary' in entry) {
    const { kind, summary, company, with: names, next, isPrivate = false } = entry;
    await logInteraction(ctx, {
      kind,
      summary,
      company: { name: company },
      contacts: names.map((name) => ({ name, ...CONTACTS[name] })),
      is_private: isPrivate,
      ...(next ? { follow_ups: [{ title: next[0], due_on: next[1], contact: names[0] }] } : {}),
    });
  } else if ('promised' in entry) {
    const { promised: title, due, company, contact } = entry;
    await addFollowUp(ctx, {
      title,
      ...(due ? { due_on: due } : {}),
      ...(company ? { company: { name: company } } : {}),
      ...(contact ? { contact: { name: contact } } : {}),
    });
  } else if ('done' in entry) {
    await changeFollowUp(ctx, { words: entry.done, action: 'done' });
  } else if ('deal' in entry) {
    const { on: _on, by: _by, deal: title, ...said } = entry;
    if ('company' in said) await addDeal(ctx, { ...said, title, company: { name: said.company } });
    else await changeDeal(ctx, { ...said, deal: { name: title } });
  } else if ('related' in entry) {
    const { on: _on, by: _by, contact, related: kind, to, ...days } = entry;
    const other = kind === 'works_at' ? { company: { name: to } } : { other_contact: { name: to } };
    await relate(ctx, { contact: { name: contact }, kind, ...other, ...days });
  } else if ('contact' in entry) {
    const { on: _on, by: _by, contact, ...patch } = entry;
    await saveContact(ctx, { contact: { name: contact }, ...patch });
  } else {
    await saveCompany(ctx, { company: { name: entry.company }, about: entry.about });
  }
}
