import { domainToASCII, domainToUnicode } from 'node:url';
import { remembered } from './remembered.ts';

/** An e-mail address. `mailbox`: where it arrives, without a tag, the domain in ASCII; two with one mailbox are one address. */
export type EmailAddress = { address: string; mailbox: string; local: string; domain: string };

const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}\p{N}-]{2,}$/u;
/** RFC 5321. */
const LONGEST = 254;
const LONGEST_LOCAL = 64;

/**
 * Reads an address as people and Slack write it: `mailto:`, `<mailto:a@b|label>`, `Ana <a@b>`, stray spaces, a full stop
 * behind it, a domain in any script. Undefined where it is none.
 */
export const readEmail: (text: string) => EmailAddress | undefined = remembered(readAddress);

function readAddress(text: string): EmailAddress | undefined {
  const inside = /<([^<>]*)>/.exec(text)?.[1] ?? text;
  const plain = inside
    .normalize('NFKC')
    .split('|')[0]
    ?.replace(/^\s*mailto:/i, '')
    .replace(/\?.*$/s, '')
    .replace(/\s+/g, '')
    .replace(/^["'(<[]+|["')>\].,;:]+$/g, '')
    .toLowerCase();
  const at = plain?.lastIndexOf('@') ?? -1;
  if (!plain || at < 1 || plain.length > LONGEST) return undefined;
  const [local, host] = [plain.slice(0, at), plain.slice(at + 1)];
  const ascii = HOST.test(host) ? domainToASCII(host) : '';
  if (!LOCAL.test(local) || local.length > LONGEST_LOCAL || !ascii) return undefined;
  const base = local.split('+')[0] || local;
  return {
    address: `${local}@${domainToUnicode(ascii)}`,
    mailbox: `${base}@${ascii}`,
    local: base,
    domain: ascii,
  };
}

/**
 * A name that holds an address, as Slack and mail programs write it: `<mailto:ana@acme.example|Ana Lopes>`,
 * `Ana Lopes <ana@acme.example>`, or the address alone. Undefined where there is no address in it.
 */
export function readNamedAddress(text: string): { name?: string; address: string } | undefined {
  if (!text.includes('@')) return undefined;
  const address = readEmail(text)?.address;
  if (!address) return undefined;
  const label = /<[^<>|]*\|([^<>]*)>/.exec(text)?.[1];
  const name = (label ?? (text.includes('<') ? text.replace(/<[^<>]*>/, '') : ''))
    .replace(/["']/g, '')
    .trim();
  return name && !readEmail(name) ? { name, address } : { address };
}
