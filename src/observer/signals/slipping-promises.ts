import { and, between, desc, eq, lte } from 'drizzle-orm';
import { addDays, formatDate } from '../../clock.ts';
import { visibleFollowUps } from '../../store/visibility.ts';
import { viewerOf } from './scope.ts';
import type { Detector } from './signal.ts';
import { subjectKey } from './subject.ts';

/** Which promises somebody is reminded of. */
const PROMISES = {
  /** Days for which a promise may be late to be told: what is later was told, or is no news. */
  days: 7,
  /** Promises of one member, those that were due last. */
  most: 3,
} as const;

/** The promises of a member that were due and are not kept, each by what it is, for whom, and until when. */
export const slippingPromises: Detector = async (ctx) => {
  const { scope, today, until } = ctx;
  if (scope.kind === 'team') return [];
  const { followUps, contacts, companies } = ctx.store.tables;
  const late = await ctx.db
    .select({ promise: followUps, contact: contacts.name, company: companies.name })
    .from(followUps)
    .leftJoin(contacts, eq(contacts.id, followUps.contactId))
    .leftJoin(companies, eq(companies.id, followUps.companyId))
    .where(
      and(
        eq(followUps.memberId, scope.memberId),
        eq(followUps.status, 'open'),
        between(followUps.dueOn, addDays(today, -PROMISES.days), addDays(today, -1)),
        lte(followUps.createdAt, until),
        visibleFollowUps(ctx.store.tables, viewerOf(ctx)),
      ),
    )
    .orderBy(desc(followUps.dueOn), desc(followUps.id))
    .limit(PROMISES.most);
  return late.map(({ promise: { id, title, dueOn, companyId }, contact, company }) => {
    const whom = [contact, company].filter((name) => name !== null).join(', ');
    return {
      name: 'promise_late',
      kind: 'slipping_promise',
      slot: 'late',
      subject: subjectKey({ of: 'promise', id }),
      about: title,
      companyId,
      valueKey: id,
      numbers: {},
      evidence: [],
      says: `You wanted to do this by ${formatDate(dueOn ?? '')}: ${title}${whom ? ` (${whom})` : ''}`,
    };
  });
};
