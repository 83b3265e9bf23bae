import type { Context } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { chooseContact } from './contact-choice.ts';
import type { ContactRef } from './contact-refs.ts';
import { type QuotedEmail, readQuotedEmail } from './quoted-email.ts';

/** The author of the mail that the actor's message quotes, where the head of it says by what address. */
export function findAuthor({ source }: Context): ContactRef | undefined {
  const { name, address: email }: QuotedEmail = (source?.text && readQuotedEmail(source.text)) || {};
  return email ? { ...(name ? { name } : {}), email } : undefined;
}

/** Those whom an e-mail is with: its author, where nobody else is said. */
export const withAuthor = (
  refs: readonly ContactRef[],
  author: ContactRef | undefined,
): readonly ContactRef[] => (refs.length === 0 && author ? [author] : refs);

/**
 * How the author of a mail is looked up: by the address where that is known, else by the name, and the address is one more of
 * theirs. Others are looked up as they were said.
 */
export async function asAuthor(
  ctx: Context,
  {
    ref,
    author,
    company,
  }: { ref: ContactRef; author: ContactRef | undefined; company?: Row<'companies'> | undefined },
): Promise<ContactRef> {
  const { name, email } = author ?? {};
  const isOther = ref.email !== undefined && ref.email !== email;
  const isNamed = ref.name !== undefined && name !== undefined && fold(ref.name) === fold(name);
  if (!name || !email || ref.id || ref.is_new || isOther || !isNamed) return ref;
  const withAddress = { ...ref, email };
  const within = { ...ctx, company };
  if ((await chooseContact(within, { name, email })).answer === 'same') return withAddress;
  const known = await chooseContact(within, { name });
  if (known.answer !== 'same') return withAddress;
  const { name: _, ...rest } = withAddress;
  return { ...rest, id: known.person.contact.id };
}
