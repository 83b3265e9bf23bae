import { DAY_MS } from '../../clock.ts';
import type { System } from '../../context.ts';
import { cut } from '../../text.ts';
import type { Finding } from '../observations/finding.ts';
import { SETTING_CHANGE } from '../observations/kinds/setting-change.ts';
import { LIMITS } from '../observations/limits.ts';
import { PROPOSALS } from './proposals.ts';

/** A change of how Rapport works is offered for what was so in a week. */
export const WEEK_MS = 7 * DAY_MS;

/** Counts the week before an instant, and gives the changes that are worth offering, as findings of a night. */
export async function countOffers(
  ctx: System,
  { until, night }: { until: Date; night: string },
): Promise<Finding[]> {
  const week = { since: new Date(until.getTime() - WEEK_MS), until };
  const found: Finding[] = [];
  for (const [slot, proposal] of Object.entries(PROPOSALS)) {
    for (const { subject, name, companyId, times, says } of await proposal.offers(ctx, week)) {
      found.push({
        kind: SETTING_CHANGE,
        slot,
        subject,
        valueKey: name,
        companyId,
        claim: cut(says, LIMITS.claim),
        remark: null,
        signal: { name: slot, numbers: { times }, absent: 0, night },
      });
    }
  }
  return found;
}
