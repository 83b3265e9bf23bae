import { formatDate } from '../clock.ts';
import { whomOf } from '../crm/change-summary.ts';
import type { listDue } from '../crm/due-follow-ups.ts';
import { formatDue, type NamedFollowUp } from '../crm/follow-up-queries.ts';
import type { Action, Card, Document } from '../delivery/document.ts';
import type { Row } from '../store/schema.ts';

type FollowUp = Pick<NamedFollowUp, 'id' | 'title' | 'due_on' | 'due_time' | 'company' | 'contact'>;

/** The morning's message: what is due on a day, each with what can be done about it. */
export function buildMorning(
  { due, more, overdue }: Awaited<ReturnType<typeof listDue>>,
  { day }: { day: string },
): Document {
  const today = due.length + more - overdue;
  const parts = [
    ...(today > 0 ? [`${count(today)} due today`] : []),
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
  ];
  return {
    text: `Good morning. ${parts.join(', ')}.`,
    cards: due.map((each) => reminderCard(each, describe(each, day))),
    ...(more > 0 ? { note: `And ${more} more: ask me what you have to do.` } : {}),
  };
}

const count = (follow: number) => (follow === 1 ? 'One follow-up is' : `${follow} follow-ups are`);

/** `Due today at 14:00 · Henrik Dahl (Bluefin Logistics)`. */
function describe(followUp: FollowUp, day: string): string {
  const { due_on: dueOn, due_time: dueTime } = followUp;
  const time = dueTime ? ` at ${dueTime}` : '';
  const when = dueOn === day ? `Due today${time}` : `Was due ${formatDate(dueOn ?? '')}`;
  return joined(when, whomOf(followUp));
}

/** The reminder of one follow-up at its time. */
export function buildTimed(followUp: FollowUp, { isLate }: { isLate: boolean }): Document {
  const { title, due_on: dueOn, due_time: dueTime } = followUp;
  const when = isLate ? `This was for ${formatDue(dueOn ?? '', dueTime)}: I was not up then.` : undefined;
  return {
    text: `Reminder: ${title}`,
    cards: [reminderCard(followUp, joined(when ?? `Now, ${dueTime}`, whomOf(followUp)))],
  };
}

const joined = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' · ');

/** A card of what somebody has to do now. The values hold the time that is shown: one that was moved since says so. */
function reminderCard(followUp: FollowUp, text: string): Card {
  const value = `${followUp.id}@${dueIn(followUp)}`;
  return {
    title: followUp.title,
    text,
    actions: [
      { id: 'follow_up_done', label: 'Done', value, style: 'primary' },
      { id: 'follow_up_tomorrow', label: 'Tomorrow', value },
      { id: 'follow_up_next_week', label: 'Next week', value },
    ],
  };
}

const dueIn = ({ due_on, due_time }: Pick<FollowUp, 'due_on' | 'due_time'>) =>
  [due_on, due_time].filter(Boolean).join('T');

/** Tells a colleague what they were given, by whom; or somebody that what they gave has come back. `now`: `2026-11-26T16:04`, where they are. */
export function buildAssigned(
  given: readonly FollowUp[],
  { by, isBack, more, now }: { by: string; isBack: boolean; more: number; now: string },
): Document {
  const total = given.length + more;
  const what = total === 1 ? 'a follow-up' : `${total} follow-ups`;
  return {
    text: isBack ? `${by} has handed ${what} back to you.` : `${by} has given you ${what}.`,
    cards: given.map((followUp) => assignedCard(followUp, { isBack, now })),
    ...(more > 0 ? { note: `And ${more} more: ask me what you have to do.` } : {}),
  };
}

function assignedCard(followUp: FollowUp, { isBack, now }: { isBack: boolean; now: string }): Card {
  const { id: value, title, due_on: dueOn, due_time: dueTime } = followUp;
  const isOver = `${dueOn}T${dueTime ?? '24:00'}` < now;
  const when = dueOn ? `${isOver ? 'Was due' : 'Due'} ${formatDue(dueOn, dueTime)}` : 'No day was said';
  const handBack: Action[] = isBack ? [] : [{ id: 'follow_up_hand_back', label: 'Hand back', value }];
  return {
    title,
    text: joined(when, whomOf(followUp)),
    actions: [{ id: 'follow_up_done', label: 'Done', value, style: 'primary' }, ...handBack],
  };
}

/** Asks a lead who takes what somebody who has left had to do. */
export function buildLeft({ id, name }: Pick<Row<'members'>, 'id' | 'name'>, open: number): Document {
  const what = open === 1 ? 'One open follow-up is' : `${open} open follow-ups are`;
  return {
    text: `${name} has left the team. ${what} still theirs: who takes them?`,
    actions: [{ id: 'hand_over_open', label: 'Choose a colleague', value: id, style: 'primary' }],
  };
}

/** What has become of a follow-up since its card was drawn for somebody; undefined where nothing has. */
export function outcomeOf(
  followUp: Row<'followUps'> | undefined,
  { shown, readerId }: { shown: string | undefined; readerId: string | undefined },
): string | undefined {
  if (!followUp) return 'It is not there any more.';
  if (readerId && followUp.memberId !== readerId) return 'It is not yours any more.';
  if (followUp.status === 'done') return 'Done.';
  const { dueOn, dueTime } = followUp;
  if (shown === undefined || shown === dueIn({ due_on: dueOn, due_time: dueTime })) return undefined;
  return dueOn ? `Moved to ${formatDue(dueOn, dueTime)}.` : 'It has no day any more.';
}

const VALUE = /^(?<id>\w+)(?:@(?<shown>[\dT:-]*))?$/;

/** The follow-up that a button is about, and the day that its card shows. */
export function readFollowUpValue(value: string): { id: string; shown: string | undefined } {
  const { id = '', shown } = VALUE.exec(value)?.groups ?? {};
  return { id, shown };
}

/** The follow-up that a card is about, where it is about one. */
export function followUpIn({ actions }: Card): ReturnType<typeof readFollowUpValue> | undefined {
  const action = actions.find(({ id }) => id === 'follow_up_done');
  return action && readFollowUpValue(action.value);
}
