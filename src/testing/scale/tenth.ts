import { MIDDLE, type Size } from '../large-crm/size.ts';

/** What is compared with a CRM of middle size, to see what grows with the rows. */
export const TENTH: Size = {
  members: MIDDLE.members,
  companies: MIDDLE.companies / 10,
  contacts: MIDDLE.contacts / 10,
  interactions: MIDDLE.interactions / 10,
  told: MIDDLE.told / 10,
};
