import { ListDeals, listDeals } from '../../crm/deal-queries.ts';
import { SaveDeal, saveDeal } from '../../crm/deals.ts';
import { readTool, writeTool } from './tool.ts';

export const dealTools = {
  save_deal: writeTool(
    SaveDeal,
    saveDeal,
    'Add a deal, or change one: give only what was said. won: “closed”, “signed”. One won without having been kept before: add with stage won.',
  ),
  list_deals: readTool(ListDeals, listDeals, 'Open deals, or won or lost ones, with totals by currency.'),
};
