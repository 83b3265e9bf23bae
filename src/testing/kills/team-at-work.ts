import { systemClock } from '../../clock.ts';
import type { Delivery, Workspace, WorkspaceUser } from '../../emulator/workspace-types.ts';
import { logsMeeting } from '../agent-scripts.ts';
import { carefulObserver } from '../careful-observer.ts';
import type { Dice } from '../dice.ts';
import type { Script } from '../model-script.ts';

/** The report that people run, and have sent to them. */
export const REPORT = 'customers';
export const WISH = 'From now on answer in bullet points';
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

const careful = carefulObserver([{ says: WISH, slot: 'format', value: 'bullets' }]);

/** The model of both: it logs meetings by day, and hears wishes at night. */
export const worker: Script = (request) => {
  if (request.tools.some(({ name }) => name === 'propose')) return careful(request);
  return request.said.startsWith(WISH) ? { text: 'I will.' } : logsMeeting(request);
};

/** How a life of the app is filled: at most so many of each, within the first so many milliseconds. */
const LOAD = { meetings: 5, wishes: 1, commands: 2, presses: 2, undos: 2, withinMs: 1_200 };
const AGAIN_MS = 100;
const MOST_TRIES = 1_000;

export type Said = { as: string; channel: string; ts: string; customer?: string };

/** What the team has asked for, and what it was told of that. */
export type Ledger = {
  said: Said[];
  /** The messages whose answers were taken back, and those whose answers were rated, by their timestamps. */
  undone: Set<string>;
  rated: Set<string>;
  /** Requests for reports by the keys of their events, and whether they were acknowledged. */
  reports: Map<string, boolean>;
};

/** The members, who write, press and ask until they are heard. */
export function createTeamAtWork(workspace: Workspace, dice: Dice) {
  const ledger: Ledger = {
    said: [],
    undone: new Set(),
    rated: new Set(),
    reports: new Map(),
  };
  /** The messages whose answers somebody has pressed a button of. */
  const pressed = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let count = 0;

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
    words: { text: string; customer?: string },
    repeats: boolean,
  ): Promise<void> {
    const channel = workspace.directChannel(as);
    const { ts, event = {}, deliveries } = await workspace.post({ as, channel, text: words.text });
    ledger.said.push({ as, channel, ts, ...(words.customer && { customer: words.customer }) });
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
