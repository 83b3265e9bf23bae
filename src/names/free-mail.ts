import { DOMAINS } from 'free-email-domains-list/build/src/constants.js';

/** Whether anybody can have an address at a domain: it is then the domain of no company. */
export function isFreeMail(domain: string): boolean {
  return DOMAINS.has(domain.toLowerCase());
}
