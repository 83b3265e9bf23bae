import type { Context, System } from '../../context.ts';
import { findMember } from '../../crm/members.ts';
import { PERSONS } from './size.ts';

/** Somebody of the large CRM, in a direct message. */
export async function actAs(ctx: System, person: keyof typeof PERSONS): Promise<Context> {
  const member = await findMember(ctx, PERSONS[person]);
  if (!member) throw new Error(`There is no ${person}.`);
  return { ...ctx, actor: { ...member, memberId: member.id, audience: 'direct' } };
}
