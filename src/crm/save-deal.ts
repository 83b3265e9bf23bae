import { z } from 'zod';
import type { Context } from '../context.ts';
import { CHANGES, CLEARABLE, changeDeal } from './deal-changes.ts';
import { getStage } from './deal-stages.ts';
import { addDeal, SAID, type SavedDeal } from './deals.ts';
import { parseInput } from './inputs.ts';
import { withCleared } from './own-fields.ts';

const { owner: COLLEAGUE, ...OTHERS } = SAID;

/** Adds or changes a deal: what the agent calls. `to`: the colleague who sells it from now on. */
export const SaveDeal = z.strictObject({
  action: z.enum(['add', ...CHANGES]),
  ...OTHERS,
  deal: SAID.deal.describe('When left out, the open one of company.'),
  title: SAID.title.describe('What is sold. With change: its new title.'),
  amount: SAID.amount.describe('With its currency as said: "85k EUR".'),
  to: COLLEAGUE.describe('The colleague who sells it.'),
  closes_on: SAID.closes_on.describe('Expected; with won or lost when it was.'),
  /** Names of fields, own ones too. */
  clear: z.array(z.string().max(100)).max(100).optional(),
});
export type SaveDeal = z.input<typeof SaveDeal>;

/** Adds a deal, or changes one: see `addDeal` and `changeDeal`. */
export function saveDeal(ctx: Context, input: SaveDeal): Promise<SavedDeal> {
  const { action, closes_on: day, to: owner, clear: toClear = [], ...others } = parseInput(SaveDeal, input);
  const { values, clear } = withCleared(ctx, {
    of: 'deal',
    values: others.fields ?? {},
    clear: toClear,
    names: CLEARABLE,
  });
  const said = { ...others, owner, fields: values };
  if (action === 'won' || action === 'lost')
    return changeDeal(ctx, { action, ...said, clear, closed_on: day });
  if (action !== 'add') return changeDeal(ctx, { action, ...said, clear, closes_on: day });
  const isClosed = said.stage !== undefined && getStage(ctx, said.stage).status !== 'open';
  return addDeal(ctx, { ...said, [isClosed ? 'closed_on' : 'closes_on']: day });
}
