import { CLEARED_OF_COMPANY, SaveCompany, saveCompany } from '../../crm/company-changes.ts';
import { CLEARED_OF_CONTACT, SaveContact, saveContact } from '../../crm/contact-changes.ts';
import { GetCustomer } from '../../crm/customers.ts';
import { Find, find } from '../../crm/find.ts';
import { AddNote, addNote } from '../../crm/notes.ts';
import { Relate, relate } from '../../crm/relationships.ts';
import type { CrmSettings } from '../../crm-settings.ts';
import { getFittedCustomer } from '../fitted-customer.ts';
import { OtherNames, otherNamesForAgent } from '../other-names.ts';
import { SameCustomer, sameCustomer } from '../same-customer.ts';
import { withOwnFields } from './own-fields.ts';
import { cardTool, readTool, type Tools, writeTool } from './tool.ts';

/** The tools for customers of a team with these settings. */
export const customerTools = (settings: CrmSettings) =>
  ({
    find: readTool(
      Find,
      find,
      'Full-text search: names, topics, addresses, phone numbers; "in this order" in quotes.',
    ),
    get_customer: readTool(
      GetCustomer,
      getFittedCustomer,
      'All that is known of one company or contact: people, phones, notes, history, connections, open follow-ups.',
    ),
    save_contact: writeTool(
      withOwnFields({ schema: SaveContact, settings, of: 'contact', cleared: CLEARED_OF_CONTACT }),
      saveContact,
      'Add a contact, or change their data; no interaction is logged. `contact` says only who is meant, as they are known now; the fields beside it what is to be. For somebody new either will do.',
    ),
    save_company: writeTool(
      withOwnFields({ schema: SaveCompany, settings, of: 'company', cleared: CLEARED_OF_COMPANY }),
      saveCompany,
      'Add a company, or change its data.',
    ),
    add_note: writeTool(
      AddNote,
      addNote,
      'Add a dated line to what is known about a contact or company, for what stays true ("hates calls before 10").',
    ),
    relate: writeTool(
      Relate,
      relate,
      'How a contact is connected to a company or to another contact, or that it is over; ended_on again puts its end right. To change jobs: end one, add the other.',
    ),
    same_customer: cardTool(
      SameCustomer,
      sameCustomer,
      'Two companies, or two contacts, that the person says are one. Shows both on a card; merges nothing: people do, by its buttons.',
    ),
    other_names: {
      ...cardTool(
        OtherNames,
        otherNamesForAgent,
        'Other names by which companies and contacts are known (“Bluefin” for Bluefin Logistics): list them, or remove a wrong one.',
      ),
      role: 'lead',
    },
  }) satisfies Tools;
