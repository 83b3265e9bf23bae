import type { Question } from './acts.ts';
import { NAME, refOf } from './report-requests.ts';
import { findNamed, isShipped } from './report-topics.ts';

const MINE =
  "(?:do i (?:get|have|receive|have scheduled)|am i (?:getting|receiving|subscribed to)|(?:have i|i have|i've) (?:scheduled|subscribed to|set up)|i (?:get|receive)|will i (?:get|receive)|are (?:you sending|sent to|coming to|scheduled for) me|(?:do|will) you send me|come to me)";
const LISTS: readonly RegExp[] = [
  new RegExp(
    `^(?:which|what)(?: (?:of (?:my|the)|scheduled))? (?:reports?|schedules?|subscriptions?) ${MINE}(?: (?:scheduled|regularly|automatically|and when|on a schedule|at the moment|now|(?:every|each) .{1,30}))*[?.! ]*$`,
    'i',
  ),
  /^(?:which|what)(?: of my)? (?:reports?|schedules?)(?: (?:are|is)| have i)(?: there| currently| now)? (?:scheduled|paused|active|sent to me|coming up)(?: for me)?[?.! ]*$/i,
  /^(?:what(?:'s| is| are| have i| do i have)?|is (?:anything|something)|show(?: me)?(?: what(?:'s| is))?|list(?: what(?:'s| is))?)(?: all)?(?: currently| now)? scheduled(?: for me| at the moment| right now| now)?[?.! ]*$/i,
  /^(?:(?:list|show|see|give|tell|get)(?: me)? |what(?:'s| are| is) |which are |check )?(?:all )?(?:of )?(?:my |the |our )?(?:(?:current |active |paused |existing )?(?:scheduled|recurring|regular) reports?|report schedules?|(?:current |active |paused |existing )?schedules|(?:report )?subscriptions?|reports on (?:a )?schedule)(?: please| again| do i have| are there)?[?.! ]*$/i,
  /^(?:do i have|have i(?: got)?|are there)(?: any| some)? (?:scheduled reports?|report schedules?|schedules?|reports? scheduled|subscriptions?)(?: .{1,20})?[?.! ]*$/i,
  /^(?:when|how often|at what time) (?:do|will|does|is|are) (?:i (?:get|receive) )?(?:my |the |next )*.{0,40}?\b(?:reports?|schedules?)(?: (?:come|be sent|arrive|sent|due|scheduled|run|next))*[?.! ]*$/i,
  /^what (?:do i (?:get|receive)|do you send me) (?:(?:every|each) .{1,30}|regularly|automatically)[?.! ]*$/i,
  /^what(?: all| else)? (?:do|will|are) you (?:send|sending)(?: to)? me(?: (?:and when|when|now|at the moment|automatically|regularly|these days))*[?.! ]*$/i,
  /^what am i subscribed to[?.! ]*$/i,
];

/** "When will I get quiet-customers next?"; not "when did I get it?". */
const NEXT =
  /^(?:when|at what time|how often|on which days?) (?:do|does|will|is|are|am|should|can) (?:i|you|it|my|the|next|[a-z0-9]+-[a-z0-9-]+)\b.*\b(?:get|receive|sending|send|sent|comes?|coming|arrives?|due|scheduled|runs?|expect|next)\b/i;

/** What is scheduled, all of it or one report. */
export function readScheduleList(text: string): Question | undefined {
  if (NEXT.test(text)) {
    const name = new RegExp(`(?<![\\p{L}\\p{N}_-])(${NAME})(?![\\p{L}\\p{N}_-])`, 'u').exec(text)?.[1];
    const topic = findNamed(text);
    if (name && isShipped(name)) return { about: 'schedules', report: { name } };
    const report = topic && refOf(text.slice(topic.start, topic.end));
    if (report) return { about: 'schedules', report };
  }
  return LISTS.some((list) => list.test(text)) ? { about: 'schedules' } : undefined;
}
