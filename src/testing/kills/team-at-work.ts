import { systemClock } from '../../clock.ts';
import type { Delivery, Workspace, WorkspaceUser } from '../../emulator/workspace-types.ts';
import type { Dice } from '../dice.ts';
import { ASKED, MERGE, TWINS, WISH } from './worker.ts';

/** The report that people run, and have sent to them. */
export const REPORT = 'customers';
/** Somewhere it is always night, and somewhere a report is always due. */
const ZONES = [
  'Pacific/Auckland',
  'Asia/Tokyo',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Asia/Dubai',
  'Africa/Nairobi',
  'Europe/Lisbon',
  'America/Sao_Paulo',
  'America/New_York',
  'America/Denver',
  'America/Los_Angeles',
  'Pacific/Honolulu',
];

export const TEAM: WorkspaceUser[] = ZONES.map((timeZone, at) => ({
  id: `U0P${at}`,
  name: `p${at}`,
  realName: `P ${at}`,
  email: `p${at}@example.com`,
  timeZone,
}));

/** How a life of the app is filled: at most so many of each, within the first so many milliseconds. */
const LOAD = { meetings: 5, wishes: 1, commands: 2, presses: 2, undos: 2, twins: 1, withinMs: 1_200 };
const AGAIN_MS = 100;
const MOST_TRIES = 1_000;

export type Said = {
  as: string;
  channel: string;
  ts: string;
  customer?: string;
  /** The twins that it is about. */
  twins?: string;
};

/** What the team has asked for, and what it was told of that. */
export type Ledger = {
  said: Said[];
  /** The messages whose answers were taken back, and those whose answers were rated, by their timestamps. */
  undone: Set<string>;
  rated: Set<string>;
  /** The twins of which it was answered which one is meant, and those that were merged. */
  answered: Set<string>;
  merged: Set<string>;
  /** Requests for reports by the keys of their events, and whether they were acknowledged. */
  reports: Map<string, boolean>;
};

/** The members, who write, press and ask until they are heard. */
export function createTeamAtWork(workspace: Workspace, dice: Dice) {
  const ledger: Ledger = {
    said: [],
    undone: new Set(),
    rated: new Set(),
    answered: new Set(),
    merged: new Set(),
    reports: new Map(),
  };
  /** The messages whose answers somebody has pressed a button of. */
  const pressed = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let count = 0;
  /** How many of each kind of twins were spoken of: one at most in a life. */
  const twinsSaid: Record<string, number> = {};

  function begin(work: () => Promise<void>): void {
    const waitMs = dice.between(0, LOAD.withinMs);
    const done = systemClock
      .sleep(waitMs)
      .then(work)
      .catch((error) => void failures.push(error))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }

  /** Does something until Slack hears that it has had its effect. */
  async function untilHeard(attempt: () => Promise<Delivery>): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      if ((await attempt()).status === 200) return;
      await systemClock.sleep(AGAIN_MS);
    }
    throw new Error('Rapport was never there to hear it.');
  }

  /** Writes a message; its event comes again until it is acknowledged, and once more where Slack missed that. */
  async function say(
    as: string,
    { text, ...about }: { text: string; customer?: string; twins?: string },
    repeats: boolean,
  ): Promise<void> {
    const channel = workspace.directChannel(as);
    const { ts, event = {}, deliveries } = await workspace.post({ as, channel, text });
    ledger.said.push({ as, channel, ts, ...about });
    let retryNum = 0;
    const deliver = () => {
      retryNum += 1;
      return workspace.deliverEvent(event, { retryNum });
    };
    if (!deliveries.some(({ status }) => status === 200)) await untilHeard(deliver);
    if (repeats) await deliver();
  }

  /** Takes back what an answer has saved. */
  async function undo({ as, channel, ts }: Said): Promise<void> {
    const card = await answerTo(channel, ts);
    if (!card) return;
    const press = { as, channel, messageTs: card.ts, actionId: 'undo_run' };
    await untilHeard(async () => {
      // A card that has lost its button is undone already: nobody can press it again.
      if (!JSON.stringify((await answerTo(channel, ts))?.blocks).includes('undo_run'))
        return { status: 200, body: '' };
      return workspace.click(press);
    });
    ledger.undone.add(ts);
  }

  async function rate({ as, channel, ts }: Said): Promise<void> {
    const card = await answerTo(channel, ts);
    const [, value] = /"value":"(up:[^"]+)"/.exec(JSON.stringify(card?.blocks ?? [])) ?? [];
    if (!card || !value) return;
    await untilHeard(() => workspace.click({ as, channel, messageTs: card.ts, actionId: 'feedback', value }));
    ledger.rated.add(ts);
  }

  /** Our message in a thread with a button. */
  async function withButton({ channel, ts }: Said, actionId: string) {
    const thread = await workspace.messages(channel, ts);
    return thread.find(({ blocks }) => JSON.stringify(blocks ?? []).includes(actionId));
  }

  /** Answers by a button which of two is meant. */
  async function answer(said: Said): Promise<void> {
    const { as, channel } = said;
    const actionId = 'answer_1';
    const card = await withButton(said, actionId);
    if (!card) return void pressed.delete(said.ts);
    await untilHeard(async () => {
      // A question that has lost its buttons is answered already.
      if (!(await withButton(said, actionId))) return { status: 200, body: '' };
      return workspace.click({ as, channel, messageTs: card.ts, actionId });
    });
    ledger.answered.add(said.twins ?? '');
  }

  /** Those who have a form open: one form at a time. */
  const filling = new Set<string>();

  /** Merges two by the form behind a card. */
  async function merge(said: Said): Promise<void> {
    const { as, channel, twins = '' } = said;
    const actionId = 'merge_open';
    const card = await withButton(said, actionId);
    if (!card || filling.has(as)) return void pressed.delete(said.ts);
    filling.add(as);
    const form = () => workspace.views(as).find(({ view }) => JSON.stringify(view).includes(twins));
    await untilHeard(async () => {
      const opened = await workspace.click({ as, channel, messageTs: card.ts, actionId });
      return form() ? { status: 200, body: '' } : { ...opened, status: 0 };
    });
    const viewId = form()?.id ?? '';
    await untilHeard(async () =>
      // A form that is closed was heard.
      form() ? workspace.submitView({ as, viewId, values: {} }) : { status: 200, body: '' },
    );
    filling.delete(as);
    ledger.merged.add(twins);
  }

  /** Asks for a report by a command; a person whose command has failed types it again, which is another request. */
  async function ask(as: string): Promise<void> {
    const channel = workspace.directChannel(as);
    await untilHeard(async () => {
      const sent = await workspace.command({ as, channel, command: '/report', text: REPORT });
      const { trigger_id } = sent.payload;
      ledger.reports.set(`report:trigger:${trigger_id}`, sent.status === 200);
      return sent;
    });
  }

  /** Has a report run again, or its rows as a file, by a button below one that has come. */
  async function askBelow(as: string, actionId: string): Promise<void> {
    const channel = workspace.directChannel(as);
    const withButton = (await workspace.messages(channel)).filter(({ blocks }) =>
      JSON.stringify(blocks ?? []).includes(actionId),
    );
    if (withButton.length === 0) return;
    const { ts: messageTs } = dice.pick(withButton);
    await untilHeard(async () => {
      const sent = await workspace.click({ as, channel, messageTs, actionId });
      const [action] = sent.payload.actions as { action_ts: string }[];
      ledger.reports.set(`report:click:${action?.action_ts}:${as}`, sent.status === 200);
      return sent;
    });
  }

  async function answerTo(channel: string, ts: string) {
    const thread = await workspace.messages(channel, ts);
    return thread.find(({ user }) => user === workspace.botUserId);
  }

  const someone = () => dice.pick(TEAM).id;
  const few = (most: number) => Array.from({ length: dice.between(0, most) });
  const nextCustomer = () => {
    count += 1;
    return `Customer${count}`;
  };

  return {
    ledger,
    failures,
    /** Everybody says something, so that Rapport knows all their conversations. */
    greet: () => {
      for (const { id } of TEAM) meet(id);
    },
    /** Begins what the team does in one life of the app. */
    work: () => {
      for (const _ of few(LOAD.meetings)) meet(someone());
      for (const _ of few(LOAD.wishes)) {
        count += 1;
        const text = `${WISH} please, for the ${count}th time`;
        begin(() => say(TEAM[count % TEAM.length]?.id ?? '', { text }, dice.next() < 0.2));
      }
      for (const _ of few(LOAD.commands)) begin(() => ask(someone()));
      for (const _ of few(LOAD.presses))
        begin(() => askBelow(someone(), dice.pick(['report_run_again', 'report_csv'])));
      for (const _ of few(LOAD.undos)) {
        const open = ledger.said.filter(({ ts, customer }) => customer && !pressed.has(ts));
        if (open.length === 0) continue;
        const chosen = dice.pick(open);
        pressed.add(chosen.ts);
        begin(() => (dice.next() < 0.7 ? undo(chosen) : rate(chosen)));
      }
      for (const does of [answer, merge]) {
        const { of } = TWINS[does === answer ? 'asked' : 'merged'];
        const word = of(0).replace('0', '');
        const open = ledger.said.filter(({ ts, twins }) => twins?.startsWith(word) && !pressed.has(ts));
        for (const chosen of open.slice(0, LOAD.twins)) {
          pressed.add(chosen.ts);
          begin(() => does(chosen));
        }
        for (const _ of few(LOAD.twins)) {
          twinsSaid[word] = (twinsSaid[word] ?? 0) + 1;
          const twins = of(twinsSaid[word]);
          begin(() =>
            say(someone(), { text: `${does === answer ? ASKED : MERGE} ${twins}`, twins }, dice.next() < 0.2),
          );
        }
      }
    },
    /** Settles when everything that was begun was heard. */
    heard: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };

  function meet(as: string): void {
    const customer = nextCustomer();
    begin(() => say(as, { text: `met ${customer}`, customer }, dice.next() < 0.2));
  }
}
