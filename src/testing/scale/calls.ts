import { toolsFor } from '../../agent/tools/all.ts';
import { RapportError } from '../../errors.ts';
import { listMetricsFor } from '../../reports/metrics/compile-question.ts';
import type { WithReports } from '../../reports/reports.ts';
import { LANDMARKS } from '../large-crm/size.ts';
import { inventWord, RARE } from '../large-crm/words.ts';

const { huge, big, small } = LANDMARKS;
const company = { name: small.name };
const logged = { kind: 'call', summary: 'Talked about the offer.' };

/** Calls of tools, with what is common, rare, ambiguous and unknown. */
export const CALLS: [tool: string, input: object][] = [
  ...[huge, big, small, { name: 'Xylophone' }, { name: 'Atlas' }].map(
    ({ name }) => ['get_customer', { company: { name } }] as [string, object],
  ),
  ['get_customer', { contact: { name: 'Maria' } }],
  ['get_customer', { contact: { name: 'Maria' }, company: { name: huge.name } }],
  ['get_customer', { contact: { name: 'Mariq Silvq' } }],
  ['get_customer', { contact: { email: 'contact-2@customer.example' } }],
  ['get_customer', { company: { domain: 'customer-3.example' } }],
  ...['renewal', 'renewa', 'r', 'pricing renewal', 'renewal zzzz', inventWord(RARE + 301)].map(
    (query) => ['find', { query }] as [string, object],
  ),
  ...[
    '"the renewal"',
    '"renewal the"',
    'contact-2@customer.example',
    '+351 912 345 678',
    '東芝',
    'Müller',
    'C++',
  ].map((query) => ['find', { query }] as [string, object]),
  ['list_my_interactions', {}],
  ['list_my_interactions', { company, since: '2024-01-01', until: '2026-01-01' }],
  ['list_my_follow_ups', { limit: 2 }],
  ['list_my_follow_ups', { company: { name: huge.name }, due_until: '2030-01-01', limit: 2 }],
  [
    'log_interaction',
    {
      ...logged,
      company,
      contacts: [{ name: 'Zoltan Newcomer', is_new: true }],
      follow_ups: [{ title: 'Send it' }],
    },
  ],
  ['log_interaction', { ...logged, company: { name: 'Zyzzyva Works' }, contacts: [{ name: 'Maria' }] }],
  ['change_interaction', { which_company: company, summary: 'Talked about the price.' }],
  ['add_follow_up', { title: 'Call them back', company }],
  ['change_follow_up', { words: 'call them back', action: 'done' }],
  ['change_follow_up', { words: 'zzz qqq', action: 'done' }],
  ['add_follow_up', { title: 'Ring them up', company, due_on: '2030-01-02', due_time: '09:30' }],
  ['change_follow_up', { words: 'ring them up', action: 'snooze', until: 'next_week' }],
  ['change_follow_up', { words: 'ring them up', action: 'assign', to: { name: 'Nobody Known' } }],
  ['hand_over', { to: { name: 'Nobody Known' }, company }],
  ['reminder_time', { at: '08:30', weekends: false }],
  ['save_contact', { contact: { name: 'Zoltan Newcomer' }, title: 'CEO' }],
  ['save_company', { company, about: 'Makes labs.' }],
  ['add_note', { company, note: 'Hates calls before 10.' }],
  ['relate', { contact: { name: 'Zoltan Newcomer' }, kind: 'works_at', company, ended_on: '2026-01-01' }],
  ['explain_observation', { observation_id: '01HGERCX000000000000000000' }],
  ['remember_preference', { prefer: 'short', company, quote: 'keep it short' }],
  ...[huge, big, small].map(({ name }) => ['prepare', { company: { name } }] as [string, object]),
  ['prepare', { contact: { name: 'Mariq Silvq' } }],
  ['prepare', {}],
  ['search_reports', { query: 'quiet customers' }],
  ['explain_report', { name: 'my-week' }],
  ['run_report', { name: 'monthly-trend' }],
  ['ask_metric', { metric: 'interactions', measures: ['meetings'], by: ['company'], period: 'last-month' }],
  ['ask_metric', { metric: 'deals', measures: ['amount'], by: ['city'], period: 'all' }],
  ['schedule', { action: 'create', report: 'my-week', every: 'week', on: ['friday'], at: '09:00' }],
  ['schedule', { action: 'list' }],
  ['schedule', { action: 'create', report: 'my-week', every: 'day', to: ['mentioned', 'channel'] }],
  ['same_customer', { company, other_company: { name: huge.name } }],
  ['same_customer', { contact: { name: 'Zoltan Newcomer' }, other_contact: { name: 'Maria' } }],
  ['other_names', { action: 'list' }],
  ['other_names', { action: 'list', company }],
  ['other_names', { action: 'remove', company, name: 'Xylophone' }],
  ['save_deal', { action: 'add', company: { name: huge.name }, title: 'Labs', amount: '85k EUR' }],
  ['save_deal', { action: 'change', company: { name: huge.name }, deal: { name: 'labs' }, stage: 'won' }],
  ['save_deal', { action: 'won', deal: { name: 'zzz qqq' } }],
  ['list_deals', {}],
  ['list_deals', { company: { name: huge.name }, mine: true }],
  ['list_deals', { deal: { name: 'labs' } }],
  ['undo', {}],
];

/** Calls a tool as the agent does, as a lead where it is for leads; that what is asked for is refused is an answer too. */
export async function call(member: WithReports, name: string, input: object): Promise<string> {
  const toolOf = (ctx: WithReports) => toolsFor(ctx.actor, undefined, listMetricsFor(ctx))[name];
  const isTheirs = toolOf(member) !== undefined;
  const ctx = isTheirs ? member : { ...member, actor: { ...member.actor, role: 'lead' as const } };
  const tool = toolOf(ctx);
  if (!tool) throw new Error(`There is no tool ${name}.`);
  try {
    return JSON.stringify(await tool.run(ctx, input));
  } catch (error) {
    if (error instanceof RapportError) return error.message;
    throw error;
  }
}
