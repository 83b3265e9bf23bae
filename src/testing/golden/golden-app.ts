import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type Clock, systemClock } from '../../clock.ts';
import { createSystem } from '../../context.ts';
import { ensureMember, setRole } from '../../crm/members.ts';
import type { SlackMessage, WorkspaceUser } from '../../emulator/workspace-types.ts';
import type { WithReports } from '../../reports/reports.ts';
import type { Tables } from '../../store/schema.ts';
import { type Harness, startHarness, until } from '../harness.ts';
import { scriptedModel } from '../scripted-model.ts';
import { takeSnapshot } from '../store-snapshot.ts';
import { silentLog } from '../team.ts';
import { CAST, type GoldenThread, type Who } from './thread-file.ts';

const CHANNEL = 'C0SALES';

const users: WorkspaceUser[] = Object.values(CAST).map(({ slackUserId, name, timeZone }) => ({
  id: slackUserId,
  name: name.toLowerCase(),
  realName: name,
  email: `${name.toLowerCase()}@example.com`,
  timeZone,
}));

/** A place to play a golden thread in: what people write goes in, replies come out, and the tables can be read. */
export type GoldenWorkspace = {
  say(message: GoldenMessage): Promise<GoldenReply>;
  rows(table: string): Promise<Record<string, unknown>[]>;
  /** All that somebody has got by direct message. */
  told(who: Who): Promise<string>;
};

/** `thread`: the index of the earlier message it replies to; without one it starts a thread of its own. */
type GoldenMessage = {
  as: string;
  channel: 'dm' | 'channel';
  thread?: number;
  text: string;
  /** The button there that is pressed in place of the text. */
  press?: GoldenThread['messages'][number]['press'];
};
/** `card`: all that was posted in the thread, as it stands there now; `steps`: how often the model was asked. */
export type GoldenReply = {
  reply: string;
  card: string;
  steps: number;
  inputTokens: number;
  outputTokens: number;
};

export type GoldenApp = {
  /** An empty workspace on the day of the thread; the one before it is no more. */
  open(
    thread: GoldenThread,
    languageModel: LanguageModelV3,
  ): Promise<{ workspace: GoldenWorkspace; contextOf(who: Who): Promise<WithReports> }>;
  close(): Promise<void>;
};

/** The real app with the cast as its members: signed events in, posted replies out. Starting it once takes its time. */
export async function startGoldenApp({ replyWithinMs }: { replyWithinMs?: number } = {}): Promise<GoldenApp> {
  let [begins, since] = [0, 0];
  let model: LanguageModelV3 = scriptedModel(() => ({ text: '' }));
  // The clock goes on as time does: a model may be slow, or want to be asked once more.
  const clock: Clock = { ...systemClock, now: () => new Date(begins + systemClock.monotonic() - since) };
  const languageModel: LanguageModelV3 = {
    ...model,
    get modelId() {
      return model.modelId;
    },
    doGenerate: (options) => model.doGenerate(options),
  };
  const harness = await startHarness({ clock, languageModel, users, replyWithinMs });
  const empty = await takeSnapshot(harness.store);
  return {
    open: async (thread, its) => {
      await harness.settled();
      await empty();
      [begins, since] = [Date.parse(thread.now), systemClock.monotonic()];
      model = its;
      return { workspace: workspaceIn(harness), contextOf: (who) => contextOf(harness, clock, who) };
    },
    close: () => harness.close(),
  };
}

function workspaceIn(harness: Harness): GoldenWorkspace {
  const roots: { channel: string; ts: string }[] = [];
  return {
    say: async ({ as, channel, thread: repliesTo, text, press }) => {
      const { slackUserId } = CAST[as as Who];
      const root = repliesTo === undefined ? undefined : roots[repliesTo];
      const place = channel === 'dm' ? harness.workspace.directChannel(slackUserId) : CHANNEL;
      const mention = channel === 'dm' || root ? '' : `<@${harness.workspace.botUserId}> `;
      const spentBefore = await spentOf(harness);
      const where = { as: slackUserId, channel: place, ...(root ? { threadTs: root.ts } : {}) };
      const ts = press
        ? await pressIn(harness, { ...where, actionId: press })
        : (await harness.say({ ...where, text: `${mention}${text}` })).ts;
      const said = root ?? { channel: place, ts };
      roots.push(said);
      // A report is posted before the answer that speaks of it.
      await harness.settled();
      const replies = await harness.replies(said.channel, said.ts);
      const reply = replies.at(-1);
      const spent = await spentOf(harness);
      return {
        reply: reply?.text ?? '',
        card: replies.map(wholeText).join('\n'),
        steps: spent.steps - spentBefore.steps,
        inputTokens: spent.inputTokens - spentBefore.inputTokens,
        outputTokens: spent.outputTokens - spentBefore.outputTokens,
      };
    },
    rows: (table) => harness.rows(table as keyof Tables),
    told: async (who) => {
      const { workspace } = harness;
      const all = await workspace.messages(workspace.directChannel(CAST[who].slackUserId));
      return all
        .filter(({ user }) => user === workspace.botUserId)
        .map(wholeText)
        .join('\n');
    },
  };
}

/** The text of a message and all that its blocks say. */
const wholeText = ({ text, blocks }: SlackMessage) => `${text}\n${JSON.stringify(blocks ?? [])}`;

/** Presses the last button of its kind in a thread, and waits for what is replied then; a form that it opens is sent as it is. */
async function pressIn(
  { workspace, replies, settled }: Harness,
  {
    as,
    channel,
    threadTs = '',
    actionId,
  }: { as: string; channel: string; threadTs?: string; actionId: string },
): Promise<string> {
  const before = await replies(channel, threadTs);
  const on = before.findLast((message) => wholeText(message).includes(`"${actionId}"`));
  const messageTs = on?.ts ?? '';
  await workspace.click({ as, channel, messageTs, actionId });
  const form =
    actionId === 'merge_open'
      ? await until('the form', async () => workspace.views(as).find(({ view }) => view.submit !== undefined))
      : undefined;
  if (form) await workspace.submitView({ as, viewId: form.id });
  await settled();
  if (!form) await replies(channel, threadTs, before.length + 1);
  return threadTs;
}

async function contextOf({ store, reports }: Harness, clock: Clock, who: Who): Promise<WithReports> {
  const { slackUserId, name, role, timeZone } = CAST[who];
  const system = createSystem({ store, clock, log: silentLog });
  const email = `${name.toLowerCase()}@example.com`;
  const profile = { slackUserId, name, email, timeZone, locale: 'en-US' };
  const { id: memberId } = await ensureMember(system, profile);
  if (role !== 'member') await setRole(system, { slackUserId, role });
  return { ...system, reports, actor: { ...profile, memberId, role, audience: 'direct' } };
}

async function spentOf(harness: Harness): Promise<Omit<GoldenReply, 'reply' | 'card'>> {
  const runs = await harness.rows('agentRuns');
  const steps = (await harness.rows('agentSteps')).filter(({ kind }) => kind === 'model').length;
  const sum = (field: 'inputTokens' | 'outputTokens') => runs.reduce((total, run) => total + run[field], 0);
  return { steps, inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') };
}
