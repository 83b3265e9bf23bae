import { savedActions, savedFacts } from '../agent/reply-card.ts';
import { dateIn, formatDate } from '../clock.ts';
import { type Context, todayOf, transact } from '../context.ts';
import { namesOfPromisees } from '../crm/change-contents.ts';
import { findChange, listChangesFrom } from '../crm/changes.ts';
import { chooseContact } from '../crm/contact-choice.ts';
import { LIMITS } from '../crm/inputs.ts';
import { logInteraction } from '../crm/interactions.ts';
import { asAuthor } from '../crm/mail-author.ts';
import { findMemberNames } from '../crm/members.ts';
import { type QuotedEmail, readQuotedEmail } from '../crm/quoted-email.ts';
import type { Document } from '../delivery/document.ts';
import { enqueueDelivery, isEnqueued } from '../delivery/outbox.ts';
import { RapportError, withoutIds } from '../errors.ts';
import { lock } from '../store/locks.ts';
import type { Row } from '../store/schema.ts';
import { cut } from '../text.ts';
import type { App } from './context.ts';
import {
  companyIn,
  type Entry,
  fitsOption,
  interactionFields,
  knownOption,
  newOption,
  peopleIn,
  privateField,
  textIn,
} from './entry-fields.ts';
import type { EntryField, EntryValues, FilledLog } from './entry-screens.ts';
import type { FormHandler, PressHandler, Problem, ShortcutHandler, ShortcutMessage } from './handler.ts';
import { refreshHome } from './home.ts';
import type { FormScreen } from './screens.ts';

const GATE = { who: 'member' } as const;

/** A summary that is made of a message is no longer than this: the whole message is kept beside it. */
const LONGEST_SUMMARY = 300;

/** “Log interaction”: an empty form. */
export const openLog = {
  ...GATE,
  does: async (ctx) => ({ kind: 'log', origin: {}, fields: logFields({ day: todayOf(ctx) }) }),
} satisfies ShortcutHandler;

/** “Log” on Home: the same form. */
export const openLogByButton = {
  ...GATE,
  does: async (ctx) => ({ form: openLog.does(ctx) }),
} satisfies PressHandler;

/** “Log to Rapport” at a message: a form that is filled in with what it says. */
export const openLogOfMessage = {
  ...GATE,
  does: async (ctx, message) => (message ? buildLogForm(ctx, message) : openLog.does(ctx)),
} satisfies ShortcutHandler;

const OUTSIDE =
  'People from outside your team may read that conversation, or have written this, so I take nothing from it. Tell me in a direct message what I am to keep.';

async function buildLogForm(ctx: App, message: ShortcutMessage): Promise<FormScreen> {
  const { channel, ts, threadTs, user, link } = message;
  const isStranger = user !== undefined && (await ctx.chat.standingOf(user)) === 'stranger';
  if (isStranger || (await ctx.chat.hasOutsiders(channel))) return { kind: 'words', text: OUTSIDE };
  const text = await ctx.chat.readText(message);
  const said = dateIn(ctx.actor.timeZone, new Date(Number(ts) * 1_000));
  const mail = readQuotedEmail(text);
  const summary = mail?.subject ?? cut(text.replace(/\s+/g, ' '), LONGEST_SUMMARY);
  const names = await findMemberNames(ctx, user ? [user] : []);
  const by =
    user === ctx.actor.slackUserId ? 'your message' : `a message of ${names.get(user ?? '') ?? 'somebody'}`;
  const earlier = (await listChangesFrom(ctx, { channel, ts })).filter(
    ({ memberId }) => memberId === ctx.actor.memberId,
  );
  return {
    kind: 'log',
    origin: { message: { channel, ts, ...(threadTs ? { threadTs } : {}) } },
    about: { text: `From ${by}, ${formatDate(said)}`, link, earlier: earlier.map((each) => each.summary) },
    fields: logFields({
      kind: mail ? 'email' : 'message',
      day: mail?.day ?? said,
      people: mail ? await authorOf(ctx, mail) : [],
      summary,
      details: text === summary ? undefined : text.slice(0, LIMITS.details),
    }),
  };
}

/** The author of a mail, as a choice: somebody known, with the address as the mail has it, or a new contact. */
async function authorOf(ctx: Context, { name, address }: QuotedEmail) {
  const author = { ...(name ? { name } : {}), ...(address ? { email: address } : {}) };
  const choice = await chooseContact(ctx, await asAuthor(ctx, { ref: author, author }));
  if (choice.answer === 'same') return [knownOption(choice.person.contact, address)];
  if (choice.answer === 'ask') return [];
  const said = [name && address ? `${name} <${address}>` : undefined, address, name];
  const fitting = said.find((each) => each && fitsOption(each));
  return fitting ? [newOption(fitting)] : [];
}

function logFields({ details, ...entry }: Entry & { details?: string | undefined }): EntryField[] {
  return [
    ...interactionFields(entry),
    {
      name: 'details',
      label: 'Notes',
      type: 'text',
      value: details,
      max: LIMITS.details,
      lines: true,
      optional: true,
    },
    { name: 'next', label: 'Follow-up', type: 'text', max: LIMITS.title, optional: true },
    { name: 'due', label: 'Due', type: 'day', optional: true },
    privateField(false),
  ];
}

/** Logs an interaction as it was filled in; its card comes by direct message. */
export const fillInLog = {
  ...GATE,
  does: async (ctx, { origin: { message }, values, key }) => {
    const problems = problemsIn(ctx, values);
    if (problems.length > 0) return { problems };
    const channel = await ctx.chat.directChannel(ctx.actor.slackUserId);
    const delivery = `logged:${key}`;
    const at = ctx.clock.now();
    const source = message && {
      channel: message.channel,
      ts: message.ts,
      threadKey: `${message.channel}:${message.threadTs ?? message.ts}`,
      at,
    };
    await transact(source ? { ...ctx, source } : ctx, async (ctx) => {
      // A copy of the form that comes at the same time waits here, and finds that it was done.
      await lock(ctx, 'customers');
      if (await isEnqueued(ctx, { key: delivery })) return;
      const { change_id: id } = await logInteraction(ctx, inputOf(values)).catch((error) => {
        throw forPeople(error);
      });
      const change = await findChange(ctx, id);
      if (!change) throw new Error(`There is no change ${id}.`);
      const document = await buildLogged(ctx, { change, message });
      const { memberId } = ctx.actor;
      await enqueueDelivery(ctx, {
        key: delivery,
        kind: 'shown',
        memberId,
        channel,
        threadTs: null,
        document,
      });
    });
    ctx.sender.nudge();
    await refreshHome(ctx);
    return undefined;
  },
} satisfies FormHandler<FilledLog>;

async function buildLogged(
  ctx: Context,
  { change, message: place }: { change: Row<'changes'>; message: FilledLog['origin']['message'] },
): Promise<Document> {
  const [logged, ...rest] = savedFacts([change], await namesOfPromisees(ctx, [change]));
  const facts = logged ? [{ ...logged, ...(place ? { place } : {}) }, ...rest] : [];
  const actions = savedActions({ id: 'undo_change', value: change.id }, { saved: facts });
  return { text: 'I have saved what you filled in.', facts, actions };
}

function problemsIn(ctx: Context, values: EntryValues): Problem[] {
  const day = textIn(values, 'day');
  return [
    ...(companyIn(values) || peopleIn(values).length > 0
      ? []
      : [{ param: 'company', reason: 'With whom was it? Choose a company or people.' }]),
    ...(day && day > todayOf(ctx)
      ? [{ param: 'day', reason: 'It has not happened yet: choose a day up to today.' }]
      : []),
    ...(textIn(values, 'due') && !textIn(values, 'next')
      ? [{ param: 'next', reason: 'What is to be done by then?' }]
      : []),
  ];
}

function inputOf(values: EntryValues): Parameters<typeof logInteraction>[1] {
  const [company, contacts] = [companyIn(values), peopleIn(values)];
  const [details, day, title, due] = ['details', 'day', 'next', 'due'].map((field) => textIn(values, field));
  return {
    kind: textIn(values, 'kind') as Row<'interactions'>['kind'],
    summary: textIn(values, 'summary') ?? '',
    ...(details ? { details } : {}),
    ...(company ? { company } : {}),
    ...(contacts.length > 0 ? { contacts } : {}),
    ...(day ? { occurred_on: day } : {}),
    ...(values.private === true ? { is_private: true } : {}),
    ...(title ? { follow_ups: [{ title, ...(due ? { due_on: due } : {}) }] } : {}),
    // Whoever fills a form in means it; the same form sent twice is known by its key.
    again: true,
  };
}

/** An error of a verb in words for somebody who fills in a form, where it is written for the model. */
export function forPeople(error: unknown): unknown {
  if (!(error instanceof RapportError) || error.candidates.length === 0) return error;
  const list = error.candidates.map(withoutIds).join('; ');
  return new RapportError(
    error.code,
    `That name may mean one that is known: ${list}. Choose it in the list.`,
  );
}
