import { formatDate } from '../clock.ts';
import type { Result } from '../reports/result.ts';
import { formatMoment } from './cadence.ts';
import type { Action, Document, Fact } from './document.ts';
import { buildReportDocument, reportActions } from './report-document.ts';
import { describeNext, describeWhen, type ScheduleView } from './schedule-view.ts';
import { buildSubscribe } from './subscriptions.ts';

/** A delivery that comes later than this says so. */
const LATE_MS = 10 * 60_000;

const button = (id: Action['id'], label: string, { id: value }: Pick<ScheduleView, 'id'>): Action => ({
  id,
  label,
  value,
});

function stop(view: Pick<ScheduleView, 'id'>): Action {
  return {
    ...button('schedule_stop', 'Stop', view),
    confirm: {
      title: 'Stop it for good?',
      text: 'It will not be sent any more. To make a break, choose Pause.',
      yes: 'Stop',
      no: 'Keep',
    },
  };
}

/** The buttons under a delivery of a schedule; nothing can be done about one that has ended. */
function deliveryActions(view: ScheduleView): Action[] {
  if (view.status === 'ended') return [];
  return [
    button('schedule_run', 'Run now', view),
    button('schedule_change', 'Change', view),
    button('schedule_pause', 'Pause', view),
    stop(view),
    button('schedule_why', 'Why did I get this?', view),
  ];
}

/** Redraws a delivery after its schedule has changed, with the buttons that fit now. */
export function redrawDelivery(document: Document, view: Pick<ScheduleView, 'id' | 'status'>): Document {
  const { actions = [], note = '' } = document;
  if (view.status === 'ended') {
    const kept = actions.filter(({ id }) => id === 'report_csv');
    return { ...document, actions: kept, note: joined('Stopped', note.replace(STATE, '')) };
  }
  const isPaused = view.status === 'paused';
  const other = isPaused
    ? button('schedule_resume', 'Resume', view)
    : button('schedule_pause', 'Pause', view);
  return {
    ...document,
    actions: actions.map((each) =>
      each.id === 'schedule_pause' || each.id === 'schedule_resume' ? other : each,
    ),
    note: joined(isPaused ? 'Paused' : '', note.replace(STATE, '')),
  };
}

/** The beginning of a note that says in which state the schedule is. */
const STATE = /^(?:Paused|Stopped) · /;
const joined = (...parts: string[]) => parts.filter(Boolean).join(' · ');

/** The times of a schedule that were missed, as its recipient is told of them. */
export type Missed = {
  /** Times that are not made up for. */
  skipped: number;
  /** When the delivery that is sent was due. */
  due: Date;
  now: Date;
};

/** Builds the document of a report that is sent on a schedule. */
export function buildScheduledDocument(
  result: Result,
  { view, missed, locale }: { view: ScheduleView; missed: Missed; locale: string },
): Document {
  const { timeZone } = view;
  const csv = reportActions(result).filter(({ id }) => id === 'report_csv');
  const actions = [...deliveryActions(view).slice(0, -1), ...csv, ...deliveryActions(view).slice(-1)];
  return withTimes(buildReportDocument(result, { locale, timeZone, actions }), { view, missed });
}

/** Builds the document of a report that is posted in a channel; `name` answers for it. */
export function buildPostedDocument(
  result: Result,
  { view, missed, locale, name }: { view: ScheduleView; missed: Missed; locale: string; name: string },
): Document {
  const { timeZone } = view;
  const csv = reportActions(result).filter(({ id }) => id === 'report_csv');
  const subscribe = view.status === 'ended' ? [] : [buildSubscribe(result, view)];
  const actions = [...subscribe, ...csv];
  const document = withTimes(buildReportDocument(result, { locale, timeZone, actions }), { view, missed });
  return { ...document, note: joined(`For this channel by ${name}`, document.note ?? '') };
}

/** Adds to a report when it comes, how late it is, and whether it is the last one. */
function withTimes(document: Document, { view, missed }: { view: ScheduleView; missed: Missed }): Document {
  const late = describeLateness(missed, view.timeZone);
  const last = view.status === 'ended' ? 'This was the last one.' : '';
  return {
    ...document,
    text: [document.text, late, last].filter(Boolean).join('\n'),
    note: joined(capital(describeWhen(view)), document.note ?? ''),
  };
}

/** Says once that numbers are counted otherwise than those that were sent before. */
export const withChangedCount = (document: Document): Document => ({
  ...document,
  text: [document.text, CHANGED_COUNT].filter(Boolean).join('\n'),
});

const CHANGED_COUNT =
  'How this is counted has changed since it was last sent: compare it with earlier ones with care.';

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function describeLateness({ skipped, due, now }: Missed, timeZone: string): string {
  const isLate = now.getTime() - due.getTime() >= LATE_MS;
  const lines = [
    ...(isLate ? [`This was due ${formatMoment(due, timeZone)} and could not be sent then.`] : []),
    ...(skipped > 0 ? [`${times(skipped)} before this ${skipped === 1 ? 'was' : 'were'} skipped.`] : []),
  ];
  return lines.join(' ');
}

const times = (count: number) => (count === 1 ? 'One' : `${count}`);

/** Builds the document that says that a delivery was skipped, because its time is too long ago. */
export function buildSkipped(
  view: ScheduleView,
  { title, skipped, last }: { title: string; skipped: number; last: Date },
): Document {
  const { timeZone } = view;
  const what =
    skipped === 1
      ? `It was due ${formatMoment(last, timeZone)}`
      : `It was due ${skipped} times, the last time ${formatMoment(last, timeZone)}`;
  return {
    title,
    text: `${what}. I could not send it then, and I make up for no more than a day, so I have skipped it. ${goesOn(view)}`,
    ...whereOf(view),
    actions: deliveryActions(view),
  };
}

/** Whether the schedule goes on, and until when it was sent, as a sentence. */
const goesOn = (view: ScheduleView) =>
  view.status === 'ended'
    ? `It has ended: its last day was ${formatDate(view.endsOn ?? '')}.`
    : `It goes on; ${describeNext(view)}.`;

/** The channel that gets the report, as a line; nothing for direct messages. */
const whereOf = ({ channel }: Pick<ScheduleView, 'channel'>): Pick<Document, 'facts'> =>
  channel === null ? {} : { facts: [inChannel(channel)] };

export const inChannel = (channel: string): Fact => ({ label: 'Where', value: 'in a channel', channel });

/** Builds the document that says that there is nothing to send now: times were skipped, or this was the last one. */
export function buildQuiet(
  view: ScheduleView,
  { title, skipped }: { title: string; skipped: number },
): Document {
  const were = skipped === 1 ? 'One time was' : `${skipped} times were`;
  const missed = skipped > 0 ? `${were} skipped, because I could not run then. ` : '';
  const over = view.status === 'ended' ? ` ${goesOn(view)}` : '';
  return {
    title,
    text: `${missed}I have run it once now, and there was nothing to send.${over}`,
    ...whereOf(view),
    actions: deliveryActions(view),
  };
}

/** Builds the document that says that a schedule was paused, why, and what its recipient can do. */
export function buildPaused(
  view: ScheduleView,
  { title, reason }: { title: string; reason: string },
): Document {
  return {
    title,
    text: `I could not send this ${describeWhen(view)}, so I have paused it.\n${reason}\nChange it, stop it, or resume it when it is mended.`,
    ...whereOf(view),
    actions: [
      button('schedule_change', 'Change', view),
      button('schedule_resume', 'Resume', view),
      stop(view),
      button('schedule_why', 'Why did I get this?', view),
    ],
  };
}

/** Builds the document that says that a delivery has failed this time, after several attempts. */
export function buildFailed(
  view: ScheduleView,
  { title, reason }: { title: string; reason: string },
): Document {
  return {
    title,
    text: `I tried several times and could not send this.\n${reason}\n${view.status === 'ended' ? goesOn(view) : `I try again the next time: ${describeNext(view)}.`}`,
    ...whereOf(view),
    actions: deliveryActions(view),
  };
}

/** A schedule in lines: its report, params and times. */
function scheduleFacts(view: ScheduleView, title: string): Fact[] {
  const { paramsInWords: params, channel } = view;
  return [
    { label: 'Report', value: title },
    ...(params ? [{ label: 'With', value: params }] : []),
    ...(channel === null ? [] : [inChannel(channel)]),
    { label: 'When', value: describeWhen(view) },
    ...(view.next ? [{ label: 'Next', value: formatMoment(view.next, view.timeZone) }] : []),
  ];
}

/** Builds the document that asks a member for a yes to a schedule; `text` says who offers it. */
export function buildOffer(view: ScheduleView, { title, text }: { title: string; text: string }): Document {
  return {
    text,
    facts: scheduleFacts(view, title),
    note:
      view.channel === null
        ? 'It comes to you alone, by direct message, and runs with your rights.'
        : 'Everybody in the channel reads it. It runs with your rights, without what is private, and you answer for it.',
    actions: [
      {
        ...button('schedule_accept', view.channel === null ? 'Schedule it' : 'Post it there', view),
        style: 'primary',
      },
      button('schedule_decline', 'No, thanks', view),
    ],
  };
}

/** Builds the card of a schedule that was made or changed. */
export function buildScheduleCard(
  view: ScheduleView,
  { title, text }: { title: string; text: string },
): Document {
  return {
    text,
    facts: scheduleFacts(view, title),
    actions: [
      button('schedule_run', 'Run now', view),
      button('schedule_change', 'Change', view),
      view.status === 'paused'
        ? button('schedule_resume', 'Resume', view)
        : button('schedule_pause', 'Pause', view),
      stop(view),
    ],
  };
}

/** Builds the document that asks a lead to answer for what is posted in a channel; `name` did until now. */
export function buildTakeOver(
  view: ScheduleView,
  { title, name }: { title: string; name: string },
): Document {
  return {
    text: `${name} cannot answer any more for a report that I post in a channel, so I have paused it. Will you?`,
    facts: scheduleFacts(view, title),
    note: 'It then runs with your rights, without what is private, and goes on as it was.',
    actions: [{ ...button('schedule_take_over', 'Take over', view), style: 'primary' }],
  };
}
