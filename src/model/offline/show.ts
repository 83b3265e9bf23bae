import { addDays, formatDate, weekdayOf } from '../../clock.ts';
import { fold } from '../../text.ts';
import type { FollowUpView } from './results.ts';

/** How things look in replies. */

/** `Fri 20 Nov`; with the year where it is another one than today's. */
export function showDay(day: string, today: string): string {
  if (Number.isNaN(Date.parse(day))) return day;
  return formatDate(day).replace(new RegExp(` ${today.slice(0, 4)}$`), '');
}

/** As people say it: `tomorrow`, `Friday`, `2 Dec`. */
export function sayDay(day: string, today: string): string {
  if (day === today) return 'today';
  if (day === addDays(today, 1)) return 'tomorrow';
  const isNear = day > today && day < addDays(today, 7);
  return isNear ? weekdayOf(day) : showDay(day, today).replace(/^\S+ (?=\d)/, '');
}

/** `Send pricing, Acme (Tom) — due Fri 27 Nov (overdue)`. The company is left out where everything is about it. */
export function showTask(
  { title, due_on: due, company }: FollowUpView,
  { today, isOneCompany = false, owner }: { today: string; isOneCompany?: boolean; owner?: string },
): string {
  const isNamed = isOneCompany || !company || fold(title).includes(fold(company));
  const late = due && due < today ? ' (overdue)' : '';
  const whose = owner ? ` (${owner})` : '';
  return `${title}${isNamed ? '' : `, ${company}`}${whose}${due ? ` — due ${showDay(due, today)}${late}` : ''}`;
}

export const bullets = (lines: readonly string[]): string => lines.map((line) => `• ${line}`).join('\n');
