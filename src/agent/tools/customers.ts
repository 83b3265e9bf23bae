import { UpdateCompany, updateCompany } from '../../crm/companies.ts';
import { UpdateContact, updateContact } from '../../crm/contacts.ts';
import { GetCustomer, getCustomer } from '../../crm/customers.ts';
import { Find, find } from '../../crm/find.ts';
import { Relate, relate } from '../../crm/relationships.ts';
import { readTool, writeTool } from './tool.ts';

export const customerTools = {
  find: readTool(
    Find,
    find,
    'Full-text search over companies, contacts and interactions. Use it when it is not clear who or what is meant.',
  ),
  get_customer: readTool(
    GetCustomer,
    getCustomer,
    'Everything the team knows about one company or one contact: people, history, connections, open follow-ups.',
  ),
  update_company: writeTool(UpdateCompany, updateCompany, "Change a company's name, domain or description."),
  update_contact: writeTool(
    UpdateContact,
    updateContact,
    "Change a contact's name, e-mail, phone, title or note.",
  ),
  relate: writeTool(
    Relate,
    relate,
    'Note how a contact is connected to a company (works_at, advises) or to another contact (reports_to, introduced_by, …), or that it is over (ended_on).',
  ),
};
