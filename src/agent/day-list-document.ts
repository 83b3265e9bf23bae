import { formatDate } from '../clock.ts';
import type { Call, CallReason, DayList } from '../crm/day-list.ts';
import type { DealView } from '../crm/deal-view.ts';
import type { Document } from '../delivery/document.ts';

/** Whom somebody should call today, and why: made by code, from what is on record. */
export function buildDayList({ today, calls, more }: DayList): Document {
  const title = `Who to call, ${formatDate(today)}`;
  if (calls.length === 0) return { title, text: NOBODY };
  return {
    title,
    text: calls.length === 1 ? 'One call:' : `${calls.length} calls, the most urgent first:`,
    facts: calls.map((call, at) => ({
      label: `${at + 1}. ${call.name}`,
      value: [whomToAsk(call), ...call.reasons.map(describeReason)].filter(Boolean).join(' · '),
      ...(call.place ? { place: call.place } : {}),
    })),
    note: [...(more > 0 ? [`${more} more are less urgent`] : []), WHY].join('. '),
  };
}

export const NOBODY =
  'Nobody has to be called today: none of your follow-ups is due, none of your customers has gone quiet, and none of your deals closes soon or stands still.';
const WHY = 'From your follow-ups, customers who have gone quiet, and your deals';

const whomToAsk = ({ person, phone }: Call) => [person, phone].filter(Boolean).join(' ');

/** A reason in words: `“Send pricing” was due Fri 20 Nov 2026`. */
export function describeReason(reason: CallReason): string {
  switch (reason.why) {
    case 'follow_up':
      return reason.daysLate > 0
        ? `“${reason.title}” was due ${formatDate(reason.dueOn)}`
        : `“${reason.title}” is due today`;
    case 'quiet': {
      const every = reason.usualGap === 1 ? 'every day' : `every ${reason.usualGap} days`;
      return `no contact since ${formatDate(reason.lastOn)}, before about ${every}`;
    }
    case 'deal_closes': {
      const { closes_on: closesOn = '' } = reason.deal;
      return `${dealOf(reason.deal)} ${reason.daysLeft < 0 ? 'was to close' : 'is to close'} ${formatDate(closesOn)}`;
    }
    case 'deal_still':
      return `${dealOf(reason.deal)} has been in ${reason.deal.stage} unchanged since ${formatDate(reason.deal.changedOn)}`;
    default:
      return reason satisfies never;
  }
}

const dealOf = ({ title, amount }: DealView) => `deal “${title}”${amount ? ` (${amount})` : ''}`;
