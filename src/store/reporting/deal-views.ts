import type { CrmSettings, Stage } from '../../crm-settings.ts';
import type { Dialect } from '../columns.ts';
import { withOwnColumns } from './own-columns.ts';
import { column, partsOf, sortKey, type View } from './view-parts.ts';

/** Probabilities are taken by the thousandth, so that what is weighted by them is a whole number, the same on both engines. */
const PARTS = 1_000;

/** Deals and what has become of them, as reports see them. */
export function dealViews(dialect: Dialect, settings: CrmSettings): Record<'deals' | 'deal_changes', View> {
  const { stages } = settings;
  const { calendar, created, literal } = partsOf(dialect);
  const byStage = (stage: string, value: (stage: Stage, at: number) => string, otherwise: string) =>
    `case ${stage} ${stages.map((each, at) => `when ${literal(each.id)} then ${value(each, at)}`).join(' ')} else ${otherwise} end`;
  const nameOf = (stage: string) => byStage(stage, ({ name }) => literal(name), stage);
  const placeOf = (stage: string, what: string) =>
    column(
      byStage(stage, (_, at) => String(at + 1), '1000'),
      `Place of ${what}: 1 is the first.`,
      {
        holds: 'number',
      },
    );
  const money = (table: string, what: string) => ({
    amount: column(
      `${table}.amount`,
      `What it ${what} worth, in the smallest coins of its currency: format money. May be empty.`,
      { holds: 'number', currency: 'currency' },
    ),
    currency: column(
      `${table}.currency`,
      'Currency of the amount, such as EUR: group by it, never add over it.',
    ),
  });
  const company = {
    company_id: column('d.company_id', 'Id of the company.'),
    company_name: column('{c.name}', 'Name of the company.'),
    company_sort_key: sortKey('{c.sort_key}', 'names of companies'),
  };
  const parts = byStage('d.stage', ({ probability }) => String(Math.round(probability * PARTS)), '0');
  /** A value of the change before this one. */
  const previous = (value: string) =>
    `(select o.${value} from {deal_changes} o where o.deal_id = h.deal_id and (o.created_at, o.id) < (h.created_at, h.id) order by o.created_at desc, o.id desc limit 1)`;
  const ofDeal = (value: string) => `(select d.${value} from {deals} d where d.id = h.deal_id)`;

  return {
    deals: {
      description: 'What is or was to be sold to a company.',
      columns: withOwnColumns(
        {
          id: column('d.id', 'Id of the deal.'),
          title: column('d.title', 'What it is called.'),
          ...company,
          owner_id: column('d.owner_id', 'Id of the member who sells it.'),
          owner_name: column('{owner.name}', 'Name of the member who sells it.'),
          stage: column('d.stage', 'Id of its stage.'),
          stage_name: column(nameOf('d.stage'), 'Name of its stage.'),
          stage_order: placeOf('d.stage', 'its stage'),
          stage_since: column(
            // The first change since which it has been in no other stage.
            `(select min(h.changed_on) from {deal_changes} h where h.deal_id = d.id and h.stage = d.stage and not exists (
            select 1 from {deal_changes} o
            where o.deal_id = d.id and o.stage <> d.stage and (o.created_at, o.id) > (h.created_at, h.id)))`,
            'Day since which it is in its stage.',
            { holds: 'day' },
          ),
          probability: column(
            `${parts} / ${PARTS}.0`,
            'Share of such deals that are won, by its stage: 0 to 1.',
            { holds: 'number' },
          ),
          status: column('d.status', 'open, won or lost.'),
          ...money('d', 'is'),
          weighted_amount: column(
            `(d.amount * (${parts}) + ${PARTS / 2}) / ${PARTS}`,
            'Amount times probability, in the smallest coins of its currency.',
            { holds: 'number', currency: 'currency' },
          ),
          closes_on: column('d.closes_on', 'Day it is expected to be won; may be empty.'),
          ...calendar('closes_', 'd.closes_on', 'it is expected to be won'),
          closed_on: column('d.closed_on', 'Day it was won or lost; empty while open.'),
          ...calendar('closed_', 'd.closed_on', 'it was won or lost'),
          reason: column('d.reason', 'Why it was won or lost, where that was said.'),
          ...created('d'),
        },
        { settings, of: 'deal', row: 'd' },
      ),
      from: '{deals} d',
      points: {
        c: ['companies', 'd.company_id'],
        owner: ['members', 'd.owner_id'],
        creator: ['members', 'd.created_by'],
      },
    },
    deal_changes: {
      description:
        'What a deal was from a day on: when it was added, and after each change of stage, amount, status, owner or day.',
      columns: {
        id: column('h.id', 'Id of the change.'),
        deal_id: column('h.deal_id', 'Id of the deal.'),
        deal_title: column(ofDeal('title'), 'What the deal is called.'),
        company_id: column(ofDeal('company_id'), 'Id of the company.'),
        company_name: column('{c.name}', 'Name of the company.'),
        company_sort_key: sortKey('{c.sort_key}', 'names of companies'),
        changed_on: column('h.changed_on', 'Day of the change, in the member’s time zone.'),
        ...calendar('', 'h.changed_on', 'of the change'),
        changed_by_id: column('h.member_id', 'Id of the member who changed it.'),
        changed_by_name: column('{m.name}', 'Name of the member who changed it.'),
        stage: column('h.stage', 'Id of its stage from then on.'),
        stage_name: column(nameOf('h.stage'), 'Name of its stage from then on.'),
        stage_order: placeOf('h.stage', 'its stage from then on'),
        previous_stage: column(previous('stage'), 'Id of its stage before; empty when it was added.'),
        previous_stage_name: column(nameOf(previous('stage')), 'Name of its stage before.'),
        status: column('h.status', 'open, won or lost from then on.'),
        previous_status: column(previous('status'), 'Its status before; empty when it was added.'),
        ...money('h', 'was'),
        previous_amount: column(previous('amount'), 'Its amount before.', {
          holds: 'number',
          currency: 'previous_currency',
        }),
        previous_currency: column(previous('currency'), 'The currency of its amount before.'),
        previous_on: column(previous('changed_on'), 'Day of the change before this one.'),
        owner_id: column('h.owner_id', 'Id of the member who sold it from then on.'),
        owner_name: column('{owner.name}', 'Name of the member who sold it from then on.'),
        closes_on: column('h.closes_on', 'Day it was expected to be won from then on.'),
      },
      from: '{deal_changes} h',
      points: {
        c: ['companies', ofDeal('company_id')],
        owner: ['members', 'h.owner_id'],
        m: ['members', 'h.member_id'],
      },
    },
  };
}
