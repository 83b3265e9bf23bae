import { z } from 'zod';
import type { CustomerKind } from '../merged-ids.ts';

/** The fields of a company and of a contact of which a merge keeps one value each, and the others besides. */
export const MERGED_FIELDS = {
  company: ['name', 'domain', 'about'],
  contact: ['name', 'email', 'phone', 'title', 'about'],
} as const satisfies Record<CustomerKind, readonly string[]>;

export type MergedField = (typeof MERGED_FIELDS)[CustomerKind][number];

/** Whose value stands in a field after a merge: that of the row that is kept, or that of the other. */
export const WHOSE = ['keep', 'merged'] as const;
export type Whose = (typeof WHOSE)[number];

export const Choices = z.partialRecord(z.enum(MERGED_FIELDS.contact).or(z.literal('domain')), z.enum(WHOSE));
export type Choices = z.output<typeof Choices>;

/**
 * What becomes of the value that does not stand in its field: a further name, domain, address or number, or lines of what
 * is known about them.
 */
export const STAYS_AS = {
  name: 'alias',
  domain: 'further_domain',
  email: 'further_address',
  phone: 'further_number',
  title: 'note',
  about: 'joined',
} as const satisfies Record<MergedField, string>;
export type StaysAs = (typeof STAYS_AS)[MergedField];
