import { createDemoModel } from '../playground/demo-model/demo-model.ts';
import { seedCustomers } from '../playground/seed.ts';
import { TEAM } from '../playground/team.ts';
import { type Harness, startHarness, until } from './harness.ts';
import { takeSnapshot } from './store-snapshot.ts';
import { temporarySqlite } from './stores.ts';
import { createTeam, fixedClock } from './team.ts';

/** Saturday, the day up to which the sample customers have a history. */
const NOW = new Date('2026-11-28T12:00:00Z');

/** The rows that messages have written, with names in place of ids, and the replies. */
type Told = {
  replies: string[];
  verbs: string[];
  saved: SavedEntry[];
  toDos: SavedToDo[];
  created: string[];
};
type SavedEntry = {
  kind: string;
  company: string | null;
  contacts: string[];
  occurredOn: string;
  text: string;
  isPrivate: boolean;
};
type SavedToDo = { title: string; dueOn: string | null; contact: string | null };

/** The sample customers, and the demo model in the real app; every conversation begins with the same records. */
export async function openDemoDesk() {
  const clock = fixedClock(NOW);
  const store = await temporarySqlite();
  await seedCustomers(createTeam(store, { clock }).system);
  const harness = await startHarness({ clock, languageModel: createDemoModel(), users: TEAM, store });
  const { workspace } = harness;
  const before = new Set((await harness.rows('changes')).map(({ id }) => id));
  const restore = await takeSnapshot(store);
  return {
    /** Says these messages one after another, at the top of a direct message or of a channel. */
    tell: async (from: string | { member: string; channel: string }, ...texts: string[]): Promise<Told> => {
      await restore();
      const { member: as, channel } =
        typeof from === 'string' ? { member: from, channel: workspace.directChannel(from) } : from;
      const replies: string[] = [];
      for (const text of texts) {
        const { ts } = await workspace.post({ as, channel, text });
        const answersTo = async () => {
          const direct = workspace.directChannel(as);
          const here = await workspace.messages(channel, ts);
          const alone = channel === direct ? [] : await workspace.messages(direct);
          return [...here, ...alone].filter(
            (message) => message.user === workspace.botUserId && message.ts > ts,
          );
        };
        await until('an answer', async () => ((await answersTo()).length > 0 ? true : undefined));
        await harness.settled();
        // A report and its card come before the words about it.
        const answers = await answersTo();
        replies.push(answers.map((message) => message.text ?? '').join('\n'));
      }
      return { replies, ...(await readTold(harness, before)) };
    },
    /** Says a message in a direct message, and presses a button below its answer. */
    press: async (as: string, { text, actionId }: { text: string; actionId: string }): Promise<Told> => {
      await restore();
      const channel = workspace.directChannel(as);
      const { ts, reply } = await harness.say({ as, text });
      await harness.settled();
      await workspace.click({ as, channel, messageTs: reply.ts, actionId });
      const said = await harness.replies(channel, reply.thread_ts ?? ts, 2);
      await harness.settled();
      return { replies: said.map((message) => message.text ?? ''), ...(await readTold(harness, before)) };
    },
    close: () => harness.close(),
  };
}

async function readTold(harness: Harness, before: ReadonlySet<string>): Promise<Omit<Told, 'replies'>> {
  const [companies, contacts, links] = await Promise.all([
    harness.rows('companies'),
    harness.rows('contacts'),
    harness.rows('interactionContacts'),
  ]);
  const nameOf = (rows: { id: string; name: string }[], id: string | null) =>
    rows.find((row) => row.id === id)?.name ?? null;
  const changes = (await harness.rows('changes')).filter(({ id }) => !before.has(id));
  const touched = new Set(changes.flatMap(({ mutations }) => mutations.map(({ id }) => id)));
  const isNew = ({ id }: { id: string }) => touched.has(id);
  const made = new Set(
    changes.flatMap(({ mutations }) => mutations.filter((each) => !each.before).map(({ id }) => id)),
  );
  return {
    verbs: changes.map(({ verb }) => verb),
    saved: (await harness.rows('interactions')).filter(isNew).map((row) => ({
      kind: row.kind,
      company: nameOf(companies, row.companyId),
      contacts: links
        .filter(({ interactionId }) => interactionId === row.id)
        .flatMap(({ contactId }) => nameOf(contacts, contactId) ?? []),
      occurredOn: row.occurredOn,
      text: row.details ?? row.summary,
      isPrivate: row.isPrivate,
    })),
    toDos: (await harness.rows('followUps')).filter(isNew).map((row) => ({
      title: row.title,
      dueOn: row.dueOn,
      contact: nameOf(contacts, row.contactId),
    })),
    created: [...companies, ...contacts].filter(({ id }) => made.has(id)).map(({ name }) => name),
  };
}
