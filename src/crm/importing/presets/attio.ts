import type { Preset } from '../import-fields.ts';

/** Columns of a list, and of what its records point at: `Parent Record > Email addresses`. */
const inList = (...names: string[]): string[] => names.flatMap((name) => [name, `Parent Record > ${name}`]);

const COMPANY = {
  company: inList('Company', 'Associated company', 'Company > Name', 'Associated company > Name'),
  company_domain: ['Company > Domains', 'Associated company > Domains'],
  company_id: ['Company > Record ID', 'Associated company > Record ID'],
};
const CONTACT = {
  contact: inList('Associated people', 'Person', 'Associated people > Name'),
  contact_email: ['Associated people > Email addresses', 'Person > Email addresses'],
  contact_id: ['Associated people > Record ID'],
};

/**
 * Attributes of Attio’s standard objects, which it exports in English. Sources: https://attio.com/help/reference/imports-exports
 * (exports, and the formatting guide), https://docs.attio.com/docs/standard-objects.
 */
export const ATTIO: Preset = {
  source: 'attio',
  name: 'Attio',
  headers: {
    companies: {
      external_id: ['Record ID'],
      name: inList('Name', 'Record', 'Company'),
      domain: inList('Domains'),
      about: inList('Description'),
    },
    contacts: {
      external_id: ['Record ID'],
      name: inList('Name', 'Record', 'Person'),
      first_name: ['Name > First name', 'First name'],
      last_name: ['Name > Last name', 'Last name'],
      email: inList('Email addresses'),
      phone: inList('Phone numbers'),
      title: inList('Job title'),
      about: inList('Description'),
      ...COMPANY,
    },
    deals: {
      external_id: ['Record ID'],
      title: inList('Deal name', 'Name', 'Record'),
      amount: inList('Deal value'),
      currency: ['Deal value > Currency', 'Currency'],
      stage: inList('Deal stage'),
      closes_on: inList('Close date'),
      owner: inList('Deal owner'),
      ...COMPANY,
      ...CONTACT,
    },
    interactions: {
      external_id: ['Note ID', 'Record ID'],
      kind: ['Type'],
      occurred_on: ['Created at', 'Meeting date'],
      subject: ['Note title', 'Title'],
      summary: ['Note content', 'Content'],
      owner: ['Created by'],
      ...COMPANY,
      ...CONTACT,
    },
    'follow-ups': {
      external_id: ['Task ID'],
      title: ['Task', 'Content'],
      due_on: ['Due date', 'Deadline'],
      status: ['Completed', 'Is completed'],
      owner: ['Assignees', 'Assignee', 'Assigned to'],
      company: ['Linked company', 'Linked companies', ...COMPANY.company],
      contact: ['Linked person', 'Linked people', ...CONTACT.contact],
    },
  },
};
