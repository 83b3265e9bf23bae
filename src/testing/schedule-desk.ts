import type { Context, Role } from '../context.ts';
import type { Document } from '../delivery/document.ts';
import type { ChannelKeeper, FindRecipient, Recipient } from '../delivery/recipient.ts';
import type { ScheduleView } from '../delivery/schedule-view.ts';
import { createScheduler } from '../delivery/scheduler.ts';
import { createSchedule, type NewSchedule } from '../delivery/schedules.ts';
import { createSender } from '../delivery/sender.ts';
import type { WithReports } from '../reports/reports.ts';
import type { Reporting, Scalar } from '../store/reporting/reporting.ts';
import type { Row } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { MADE_UP, withMadeUpReports } from './made-up-reports.ts';
import { createLife } from './mortal-process.ts';
import { openReportFolder, type ReportFolder } from './report-folder.ts';
import { createTeam, type Team } from './team.ts';
import { createUnreliableSlack } from './unreliable-slack.ts';

type Answer = (query: Parameters<Reporting['query']>[0]) => Scalar[][] | Promise<Scalar[][]>;

/** Schedules with a clock that is moved, made-up reports, and a Slack in memory. */
export type ScheduleDesk = {
  system: Team['system'];
  folder: ReportFolder;
  firing: FindRecipient;
  /** Sets the rows that reports give from now on. */
  answer(with_: Answer): void;
  member(name: string, options?: { timeZone?: string; role?: Role }): Promise<WithReports>;
  /** Sets who a member is for Slack from now on; an error when Slack cannot be asked. */
  is(member: Context, recipient: Recipient | Error): void;
  schedule(member: Context, input?: Partial<NewSchedule>): Promise<ScheduleView>;
  row(id: string): Promise<Row<'schedules'>>;
  /** Refuses a channel from now on: not everybody there may read reports, or nobody can tell. */
  refuse(channel: string, why: Error | undefined): void;
  /** The schedules for which somebody else was asked to answer. */
  orphaned: string[];
  /** Does what is due now. */
  work(): Promise<void>;
  /** Lets time pass, looking for what is due at the end of it only. */
  pass(ms: number): Promise<void>;
  /** The documents that a member, or a channel, has got since the last call. */
  got(member: Context | string): Document[];
  close(): Promise<void>;
};

export async function openScheduleDesk(store: Store): Promise<ScheduleDesk> {
  let answer: Answer = () => [['Acme', 1]];
  const team = createTeam(withMadeUpReports(store, (query) => answer(query)));
  const { system } = team;
  const folder = await openReportFolder(team, [MADE_UP]);
  const slack = createUnreliableSlack(system.clock, () => 1);
  const sender = createSender(system, { messenger: slack.messengerOf(createLife(() => false)), paceMs: 0 });
  const recipients = new Map<string, Recipient | Error>();
  const read = new Set<string>();

  const { reports } = folder;
  const firing: FindRecipient = {
    recipientOf: async (memberId) => {
      const recipient = recipients.get(memberId) ?? new Error('Slack cannot be asked.');
      if (recipient instanceof Error) throw recipient;
      return recipient;
    },
  };

  const refused = new Map<string, Error>();
  const orphaned: string[] = [];
  const keeper: ChannelKeeper = {
    requireReaders: async ({ channel }) => {
      const why = refused.get(channel);
      if (why) throw why;
    },
    askForOwner: async (_, ids) => void orphaned.push(...ids),
  };
  const scheduler = createScheduler({ ...system, reports }, { ...firing, keeper, fired: sender.nudge });

  async function work(): Promise<void> {
    for (const queue of [scheduler, sender]) {
      queue.nudge();
      await queue.drain();
    }
  }

  return {
    system,
    folder,
    firing,
    answer: (next) => {
      answer = next;
    },
    member: async (name, options) => {
      const member = await team.as(name, options);
      recipients.set(member.actor.memberId, { actor: member.actor, channel: `D-${name}` });
      return { ...member, reports };
    },
    is: ({ actor }, recipient) => void recipients.set(actor.memberId, recipient),
    schedule: (member, input) =>
      createSchedule(
        { ...member, reports },
        {
          report: 'calls',
          given: {},
          cadence: { every: 'day', at: '09:00' },
          condition: null,
          ...input,
        },
      ),
    row: async (id) => {
      const { schedules } = store.tables;
      const row = (await store.read.select().from(schedules)).find((each) => each.id === id);
      if (!row) throw new Error('There is no such schedule.');
      return row;
    },
    refuse: (channel, why) => void (why ? refused.set(channel, why) : refused.delete(channel)),
    orphaned,
    work,
    pass: async (ms) => {
      system.clock.advance(ms);
      await work();
    },
    got: (reader) => {
      const place = typeof reader === 'string' ? reader : `D-${reader.actor.name}`;
      const all = [...slack.copies].flatMap(([key, copies]) =>
        copies.map((copy, at) => ({ ...copy, id: `${key} ${at}` })),
      );
      const fresh = all.filter(({ id, channel }) => channel === place && !read.has(id));
      for (const { id } of fresh) read.add(id);
      return fresh.map(({ document }) => document);
    },
    close: async () => {
      await folder.close();
      await store.close();
    },
  };
}
