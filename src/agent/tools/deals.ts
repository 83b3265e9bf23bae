import { CLEARABLE } from '../../crm/deal-changes.ts';
import { ListDeals, listDeals } from '../../crm/deal-queries.ts';
import { SaveDeal, saveDeal } from '../../crm/save-deal.ts';
import type { CrmSettings } from '../../crm-settings.ts';
import { withOwnFields } from './own-fields.ts';
import { readTool, writeTool } from './tool.ts';

/** The tools for deals of a team with these settings. */
export const dealTools = (settings: CrmSettings) => ({
  save_deal: writeTool(
    withOwnFields({ schema: SaveDeal, settings, of: 'deal', cleared: CLEARABLE }),
    saveDeal,
    'Add a deal, or change one: give only what was said. won: “closed”, “signed”. One won without having been kept before: add with stage won.',
  ),
  list_deals: readTool(ListDeals, listDeals, 'Open deals, or won or lost ones, with totals by currency.'),
});
