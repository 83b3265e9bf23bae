import type { Preset } from '../import-fields.ts';

const numbered = (before: string, after: string) =>
  [1, 2, 3, 4, 5].map((number) => `${before} ${number} - ${after}`);

/**
 * Headers of “Google CSV”, in today’s form and that before 2024; they are English whatever the language of the account. Several values
 * stand in one cell with ` ::: ` between them. Source: https://support.google.com/contacts/answer/7199294, and the files themselves.
 */
export const GOOGLE: Preset = {
  source: 'google',
  name: 'Google Contacts',
  headers: {
    contacts: {
      name: ['Name'],
      first_name: ['First Name', 'Given Name'],
      middle_name: ['Middle Name', 'Additional Name'],
      last_name: ['Last Name', 'Family Name'],
      email: numbered('E-mail', 'Value'),
      phone: numbered('Phone', 'Value'),
      title: ['Organization Title', 'Organization 1 - Title'],
      company: ['Organization Name', 'Organization 1 - Name'],
      about: ['Notes'],
    },
  },
  ignored: [
    ...numbered('E-mail', 'Label'),
    ...numbered('E-mail', 'Type'),
    ...numbered('Phone', 'Label'),
    ...numbered('Phone', 'Type'),
    'Photo',
    'Labels',
    'Group Membership',
  ],
};
