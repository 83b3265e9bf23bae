import { z } from 'zod';
import { invalid } from '../errors.ts';
import { readNamedAddress } from '../names/addresses.ts';
import { Email, Id, isEmail, isPhone, LIMITS, line, named, Phone } from './inputs.ts';

const NEEDED = 'needs an id, a name or an e-mail address, e.g. {"name": "Ana Lopes"}';
const isNamed = (ref: { id?: unknown; name?: unknown; email?: unknown; phone?: unknown }) =>
  Boolean(ref.id || ref.name || ref.email || ref.phone);

const NAMING = { id: Id.optional(), name: named.optional(), email: Email.optional() };
const NEW = { is_new: z.boolean().optional() };

/** What people and tools name a known contact by: an id, an e-mail address or a name. */
export const KnownContact = z.strictObject(NAMING).refine(isNamed, NEEDED);

/** What people and tools name a contact by who may be new; `is_new` says that it is somebody else than those known by such a name. */
export const NamedContact = z.strictObject({ ...NAMING, ...NEW }).refine(isNamed, NEEDED);

/** A contact by name, who may be new, with what was said about them besides. */
export const ContactRef = z
  .strictObject({
    ...NAMING,
    title: line(LIMITS.title).optional(),
    phone: Phone.optional(),
    ...NEW,
  })
  .refine(isNamed, NEEDED);
export type ContactRef = z.output<typeof ContactRef>;

/** What is none of what it is said to be, in words for people. */
const UNREAD = {
  email: (said: string) => `“${said}” is no e-mail address, and was not kept`,
  phone: (said: string) => `“${said}” is no phone number, and was not kept`,
};

/** Takes an address and a number that are none out of what was said. `unread`: these, in words. */
export function takeUnread<Said extends { email?: string | undefined; phone?: string | undefined }>({
  email,
  phone,
  ...said
}: Said): {
  said: Omit<Said, 'email' | 'phone'> & { email?: string; phone?: string };
  unread: string[];
} {
  const isRead = {
    email: email !== undefined && isEmail(email),
    phone: phone !== undefined && isPhone(phone),
  };
  return {
    said: {
      ...said,
      ...(email !== undefined && isRead.email ? { email } : {}),
      ...(phone !== undefined && isRead.phone ? { phone } : {}),
    },
    unread: [
      ...(email !== undefined && !isRead.email ? [UNREAD.email(email)] : []),
      ...(phone !== undefined && !isRead.phone ? [UNREAD.phone(phone)] : []),
    ],
  };
}

/**
 * What a reference says, an address in the name taken out of it: `Ana Lopes <ana@acme.example>`. `unread`: what is no
 * address or number, in words. Throws `invalid` where nothing is left that somebody is named by.
 */
export function readRef(ref: ContactRef): { said: ContactRef; unread: string[] } {
  const inside = ref.name === undefined ? undefined : readNamedAddress(ref.name);
  const { name: _, ...rest } = ref;
  const apart: ContactRef = inside
    ? { ...rest, email: ref.email ?? inside.address, ...(inside.name ? { name: inside.name } : {}) }
    : ref;
  const { said, unread } = takeUnread(apart);
  if (!isNamed(said))
    throw invalid(
      `${unread.join('; ')}. Nothing was saved. Who is it? Ask for the name, or the whole address, such as ana@acme.com.`,
    );
  return { said, unread };
}
