import { addDays } from '../../clock.ts';
import { nextDue } from '../../delivery/cadence.ts';
import { readSchedule } from '../../delivery/schedule-rows.ts';
import type { Workspace } from '../../emulator/workspace-types.ts';
import type { Row, Tables } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { listRows } from '../store-rows.ts';
import { type Ledger, TEAM } from './team-at-work.ts';
import { twinsIn, WISH } from './worker.ts';

type Books = {
  rows: { [Name in (typeof READ)[number]]: Row<Name>[] };
  posted: { channel: string; threadTs: string | undefined; key: string }[];
  ledger: Ledger;
};

const READ = [
  'inbox',
  'outbox',
  'interactions',
  'companies',
  'messages',
  'agentRuns',
  'changes',
  'feedback',
  'schedules',
  'reminders',
  'dreamRuns',
  'observations',
  'observationEvidence',
] as const satisfies (keyof Tables)[];

/** Compares what the team was promised with the rows and with what everybody can see. Gives what is lost or doubled. */
export async function audit(
  store: Store,
  { workspace, ledger, digest }: { workspace: Workspace; ledger: Ledger; digest: string },
): Promise<string[]> {
  const read = await Promise.all(READ.map(async (name) => [name, await listRows(store, name)] as const));
  const rows = Object.fromEntries(read) as unknown as Books['rows'];
  const channels = [...TEAM.map(({ id }) => workspace.directChannel(id)), digest];
  const posted = (await Promise.all(channels.map((channel) => listPosted(workspace, channel)))).flat();
  const books: Books = { rows, posted, ledger };
  const checks = [messages, twins, clicks, reports, schedules, reminders, nights, deliveries];
  return checks.flatMap((check) => check(books));
}

/** What Rapport has posted in a channel, by the keys by which it knows its posts; a file by its name. */
async function listPosted(workspace: Workspace, channel: string): Promise<Books['posted']> {
  const ours = (await workspace.messages(channel)).filter(({ user }) => user === workspace.botUserId);
  return ours.map(({ metadata, files, thread_ts: threadTs, text }) => {
    const { key } = (metadata?.event_payload ?? {}) as { key?: string };
    return { channel, threadTs, key: key ?? String(files?.[0]?.name ?? text) };
  });
}

/** Lists the items of which there is not one. */
function notOnce(what: string, wanted: Iterable<string>, found: Iterable<string>): string[] {
  const counts = new Map<string, number>([...wanted].map((key) => [key, 0]));
  const unknown: string[] = [];
  for (const key of found) {
    if (!counts.has(key)) unknown.push(`${what}: ${key} is there, and nobody has asked for it`);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const wrong = [...counts].flatMap(([key, times]) =>
    times === 1 ? [] : [`${what}: ${key} is there ${times} times`],
  );
  return [...unknown, ...wrong];
}

const isAnswer = ({ dedupeKey }: Pick<Row<'inbox'>, 'dedupeKey'>) => dedupeKey.startsWith('answer:');

/** The runs of messages that were written by a button. */
const answerRuns = ({ inbox, agentRuns }: Books['rows']): ReadonlySet<string> => {
  const answers = new Set(inbox.filter(isAnswer).map(({ id }) => id));
  return new Set(agentRuns.flatMap(({ id, inboxId }) => (answers.has(inboxId) ? [id] : [])));
};

/** Each message is taken in, saved, run and answered once; what was taken back is gone. */
function messages({ rows, posted, ledger: { said, undone } }: Books): string[] {
  const keyOf = ({ channel, ts }: { channel: string; ts: string }) => `${channel}:${ts}`;
  const keys = said.map(keyOf);
  const events = rows.inbox.filter((row) => row.kind === 'message' && !isAnswer(row));
  const threadOf = new Map(events.map(({ id, threadKey }) => [id, threadKey]));
  const kept = said.filter(({ customer, ts }) => customer && !undone.has(ts));
  const byButton = answerRuns(rows);
  const written = rows.messages.filter(({ author, text }) => author === 'member' && !text.startsWith('“'));
  const replies = posted.filter(({ key }) => key.startsWith('reply:'));
  return [
    ...notOnce(
      'event',
      keys,
      events.map(({ threadKey }) => threadKey),
    ),
    ...notOnce('message', keys, written.map(keyOf)),
    ...notOnce(
      'run',
      keys,
      rows.agentRuns
        .filter(({ id }) => !byButton.has(id))
        .map(({ inboxId }) => threadOf.get(inboxId) ?? inboxId),
    ),
    ...notOnce(
      'interaction',
      kept.map(keyOf),
      rows.interactions
        .filter(({ summary }) => !twinsIn(summary))
        .map((each) => `${each.sourceChannel}:${each.sourceTs}`),
    ),
    ...notOnce(
      'company',
      kept.map(({ customer }) => customer ?? ''),
      rows.companies.map(({ name }) => name).filter((name) => !twinsIn(name)),
    ),
    ...notOnce(
      'answer',
      rows.inbox.filter(({ kind }) => kind === 'message').map(({ id }) => `reply:${id}`),
      replies.map(({ key }) => key),
    ),
  ];
}

/** Which of two is meant is answered once, and saves once; two are merged once, and are one then. */
function twins({ rows, ledger: { answered, merged } }: Books): string[] {
  const about = (texts: readonly string[]) => texts.flatMap((text) => twinsIn(text) ?? []);
  const byButton = answerRuns(rows);
  const changes = rows.changes.filter(({ runId }) => runId && byButton.has(runId));
  const merges = rows.changes.filter(({ verb }) => verb === 'merge_companies');
  const left = about(rows.companies.map(({ name }) => name)).filter((name) => merged.has(name));
  return [
    ...notOnce(
      'answered message',
      answered,
      about(rows.messages.filter(({ text }) => text.startsWith('“')).map(({ text }) => text)),
    ),
    ...notOnce('answered run', answered, about(changes.map(({ summary }) => summary))),
    ...notOnce('answered interaction', answered, about(rows.interactions.map(({ summary }) => summary))),
    ...notOnce('merge', merged, about(merges.map(({ summary }) => summary))),
    ...notOnce('company that was merged', merged, left),
  ];
}

/** Each press has its effect once: what was taken back was undone once, and what was rated has its thumb. */
function clicks({ rows, ledger: { said, undone, rated } }: Books): string[] {
  const byButton = answerRuns(rows);
  const runOf = new Map(
    rows.agentRuns
      .filter(({ id }) => !byButton.has(id))
      .map(({ threadKey, id }) => [threadKey.split(':')[1] ?? '', id]),
  );
  const runsOf = (times: Iterable<string>) => [...times].map((ts) => runOf.get(ts) ?? ts);
  const logged = rows.changes.filter(
    ({ verb, runId }) => verb === 'log_interaction' && !byButton.has(runId ?? ''),
  );
  const meetings = said.filter(({ customer }) => customer).map(({ ts }) => ts);
  const opinions = (kind: 'thumb' | 'correction') =>
    rows.feedback.filter((each) => each.kind === kind).map(({ runId }) => runId);
  return [
    ...notOnce(
      'change',
      runsOf(meetings),
      logged.map(({ runId }) => runId ?? ''),
    ),
    ...notOnce(
      'undo',
      runsOf(undone),
      logged.flatMap(({ runId, undoneAt }) => (undoneAt && runId ? [runId] : [])),
    ),
    ...notOnce('correction', runsOf(undone), opinions('correction')),
    ...notOnce('thumb', runsOf(rated), opinions('thumb')),
  ];
}

/** Each report that was asked for came once; of a request that was not acknowledged there may be none. */
function reports({ rows, ledger }: Books): string[] {
  const requests = rows.inbox.filter(({ kind }) => kind === 'report');
  const answered = new Set(rows.outbox.filter(({ kind }) => kind === 'report').map(({ inboxId }) => inboxId));
  const acknowledged = [...ledger.reports].flatMap(([key, heard]) => (heard ? [key] : []));
  const known = new Set(requests.map(({ dedupeKey }) => dedupeKey));
  return [
    ...acknowledged.flatMap((key) => (known.has(key) ? [] : [`request: ${key} is lost`])),
    ...notOnce(
      'request',
      [...known].filter((key) => ledger.reports.has(key)),
      requests.map(({ dedupeKey }) => dedupeKey),
    ),
    ...requests.flatMap(({ id, dedupeKey }) =>
      answered.has(id) ? [] : [`request: ${dedupeKey} is unanswered`],
    ),
  ];
}

/** Each schedule was fired once for each of its times. */
function schedules({ rows }: Books): string[] {
  return rows.schedules.flatMap((row) => {
    const { id, cadence, timeZone, startsAt, scheduledAt } = readSchedule(row);
    const due: string[] = [];
    for (let at = nextDue(cadence, timeZone, startsAt); at < scheduledAt; at = nextDue(cadence, timeZone, at))
      due.push(`schedule:${id}:${at.toISOString()}`);
    const fired = rows.outbox.filter(({ scheduleId }) => scheduleId === id);
    return notOnce(
      'scheduled report',
      due,
      fired.map(({ dedupeKey }) => dedupeKey),
    );
  });
}

/** Each follow-up with a time was told once when that has come, and not before; nobody was told of a day twice. */
function reminders({ rows }: Books): string[] {
  const told = rows.outbox.filter(({ kind }) => kind === 'reminder').map(({ dedupeKey }) => dedupeKey);
  const timed = rows.reminders.filter(({ kind }) => kind === 'timed');
  const over = timed.filter(({ status }) => status === 'ended');
  return [
    ...notOnce(
      'reminder',
      over.map(({ followUpId }) => followUpId ?? ''),
      told.flatMap((key) => (key.startsWith('reminder:') ? [key.split(':')[1] ?? ''] : [])),
    ),
    ...(rows.reminders.length - timed.length === TEAM.length ? [] : ['mornings: not everybody has one']),
  ];
}

/** Each night of everybody is there once, none left out, with all that was wished; each night of the team has a digest. */
function nights({ rows, posted }: Books): string[] {
  const over = rows.dreamRuns.filter(({ status }) => status !== 'pending');
  const scopes = new Set(rows.dreamRuns.map(({ scope }) => scope));
  const inOrder = [...scopes].flatMap((scope) => {
    const theirs = over
      .filter((each) => each.scope === scope)
      .map(({ night }) => night)
      .toSorted();
    const wanted = theirs.map((_, at) => addDays(theirs[0] ?? '', at));
    return notOnce(`night of ${scope}`, wanted, theirs);
  });
  const digests = over.flatMap(({ scope, night }) => (scope === 'team' ? [`night:${night}`] : []));
  const live = rows.observations.filter(({ status }) => status === 'proposed' || status === 'active');
  const cited = rows.observationEvidence.flatMap(({ messageId, quote }) =>
    quote === WISH && messageId ? [messageId] : [],
  );
  const read = new Set(cited);
  return [
    ...(scopes.size === TEAM.length + 1 ? [] : [`nights: ${scopes.size} scopes have nights`]),
    ...over.flatMap(({ status, scope, night, reason }) =>
      status === 'done' ? [] : [`night ${night} of ${scope} ${status}: ${reason}`],
    ),
    ...inOrder,
    ...notOnce(
      'digest',
      digests,
      posted.filter(({ key }) => key.startsWith('night:')).map(({ key }) => key),
    ),
    ...notOnce('wish', read, cited),
    ...notOnce('observation', new Set(live.map(nameOf)), live.map(nameOf)),
    ...listUnread(rows, over, read),
  ];
}

const nameOf = ({ scope, subject, slot, valueKey }: Row<'observations'>) =>
  [scope, subject, slot, valueKey].join();

/** Wishes that lie behind a night's cursor, and that the night has not heard. */
function listUnread(
  { messages }: Books['rows'],
  over: Row<'dreamRuns'>[],
  read: ReadonlySet<string>,
): string[] {
  const readUntil = new Map<string, Date>();
  for (const { scope, cursorAt } of over)
    if (cursorAt && cursorAt > (readUntil.get(scope) ?? new Date(0))) readUntil.set(scope, cursorAt);
  return messages.flatMap(({ id, author, text, memberId, savedAt, createdAt }) => {
    const isWish = author === 'member' && text.startsWith(WISH);
    const until = readUntil.get(memberId);
    if (!isWish || read.has(id) || !until || (savedAt ?? createdAt) >= until) return [];
    return [`wish: ${id} was never heard`];
  });
}

/** Everything that was to be said was said, once, and nothing else. */
function deliveries({ rows, posted }: Books): string[] {
  const keys = rows.outbox.map(({ document, dedupeKey }) => {
    const { file } = document as { file?: { name: string } };
    return file?.name ?? dedupeKey;
  });
  const open = [...rows.outbox, ...rows.inbox].filter(({ status }) => status !== 'sent' && status !== 'done');
  const troubles = rows.outbox.filter(({ kind }) => kind === 'alert' || kind === 'notice');
  return [
    ...notOnce(
      'post',
      keys,
      posted.map(({ key }) => key),
    ),
    ...open.map(({ dedupeKey, status, lastError }) => `${dedupeKey} is ${status}: ${lastError}`),
    ...troubles.map(({ document }) => `somebody was told of trouble: ${JSON.stringify(document)}`),
  ];
}
