import { fixAndTell } from '../agent/follow-ups.ts';
import { transact } from '../context.ts';
import { recordCorrection } from '../conversation/feedback.ts';
import { findChange, listChanges } from '../crm/changes.ts';
import { currentId } from '../crm/merged-ids.ts';
import {
  findThing,
  listThings,
  nothingToFix,
  requireOwnThing,
  THINGS,
  type ThingNow,
} from '../crm/things.ts';
import { undo } from '../crm/undo.ts';
import { conflict } from '../errors.ts';
import { lock } from '../store/locks.ts';
import type { App } from './context.ts';
import type { FilledFix, FixForm, FixOrigin } from './entry-screens.ts';
import { differenceOf, fieldsOf, markOf, problemsIn } from './fix-fields.ts';
import { type ChoiceHandler, type FormHandler, heardIn, ONLY_MEMBERS, type PressHandler } from './handler.ts';
import { refreshHome } from './home.ts';
import { forPeople } from './log-form.ts';
import { redrawMessage } from './redrawn-messages.ts';
import { sourceOfRun } from './run-source.ts';

const GATE = { who: 'member', otherwise: ONLY_MEMBERS } as const;

/** “Fix”: a form over what was saved; the value is the run or the change that saved it, or the thing itself. */
export const openFix = {
  ...GATE,
  does: async (ctx, { value: on, place }) => {
    const { channel, ts } = place;
    const card = ts === undefined ? {} : { card: { channel, ts } };
    return { form: buildFixForm(heardIn(ctx, place), { on, ...card }) };
  },
} satisfies PressHandler;

/** Draws the form anew for another of the things that were saved together. */
export const chooseThing = {
  ...GATE,
  does: (ctx, { origin: { on, card }, which }) => buildFixForm(ctx, { on, ...(card ? { card } : {}), which }),
} satisfies ChoiceHandler<FilledFix>;

const choiceValueOf = ({ kind, row }: ThingNow) => `${kind}:${row.id}`;

async function buildFixForm(
  ctx: App,
  { which, ...origin }: Pick<FixOrigin, 'on' | 'card'> & { which?: string | undefined },
): Promise<FixForm> {
  const things = await listThingsOn(ctx, origin.on);
  const thing = things.find((each) => choiceValueOf(each) === which) ?? things[0];
  if (!thing) throw nothingToFix();
  return {
    kind: 'fix',
    origin: { ...origin, thing: { kind: thing.kind, id: thing.row.id }, seen: markOf(ctx, thing) },
    choices:
      things.length > 1 ? things.map((each) => ({ value: choiceValueOf(each), label: each.label })) : [],
    fields: fieldsOf(ctx, thing),
  };
}

/** What can be put right where this was pressed: what a run or a change has saved, or the one thing of this id. */
async function listThingsOn(ctx: App, on: string): Promise<ThingNow[]> {
  const change = await findChange(ctx, on);
  const written = change && !change.undoneAt ? [change] : await listChanges(ctx, { runId: on });
  if (written.length > 0) return listThings(ctx, written);
  for (const kind of THINGS) {
    const thing = await findThing(ctx, { kind, id: on });
    if (thing) return [requireOwnThing(ctx, thing)];
  }
  throw nothingToFix();
}

/** Saves what is different, in one change that Undo takes back. */
export const fillInFix = {
  ...GATE,
  does: async (ctx, filled) => {
    const { on, card } = filled.origin;
    const source = (await sourceOfRun(ctx, on)) ?? (await sourceOfChange(ctx, on));
    const came = await transact(source ? { ...ctx, source } : ctx, async (ctx) => {
      // Whoever writes meanwhile waits, so that what was shown is what is put right.
      await lock(ctx, 'customers');
      const now = await getAsSeen(ctx, filled.origin);
      const difference = differenceOf(now, filled.values);
      if (!difference) return { say: 'Nothing is different, so nothing was changed.' };
      const problems = problemsIn(ctx, difference, now);
      if (problems.length > 0) return { problems };
      const { saved } = await fixAndTell(ctx, difference).catch((error) => {
        throw forPeople(error);
      });
      if (source?.runId) await recordCorrection(ctx, { runId: source.runId });
      return { saved };
    });
    if (!('saved' in came)) return came;
    ctx.inbox.nudge('conversation');
    const isDrawn = card ? await redrawMessage(ctx, card) : false;
    await refreshHome(ctx);
    return isDrawn ? undefined : { say: `Fixed: ${came.saved}. Say “undo” to take it back.` };
  },
} satisfies FormHandler<FilledFix>;

async function sourceOfChange(ctx: App, id: string): Promise<App['source']> {
  const { runId } = (await findChange(ctx, id)) ?? {};
  return runId ? sourceOfRun(ctx, runId) : undefined;
}

/** The thing that a form was about. Throws `conflict` when it is not as the form has shown it. */
async function getAsSeen(ctx: App, { on, thing, seen }: FixOrigin): Promise<ThingNow> {
  const { kind, id } = thing;
  const isCustomer = kind === 'contact' || kind === 'company';
  if (isCustomer && (await currentId(ctx, kind, id)) !== id)
    throw conflict(
      'This one was merged with another meanwhile. Nothing was changed; please press Fix again.',
    );
  const now = (await listThingsOn(ctx, on)).find((each) => each.kind === kind && each.row.id === id);
  if (!now) throw nothingToFix();
  if (markOf(ctx, now) === seen) return now;
  throw conflict(
    `Changed since this form was opened: it is “${now.label}” now. Nothing was changed; please press Fix again.`,
  );
}

/** Undo of one change: of a fix, or of what was logged by a form. */
export const undoChange = {
  ...GATE,
  does: async (ctx, { value, place }) => {
    let isDrawn = false;
    const { saved } = await undo(heardIn(ctx, place), { change_id: value }).finally(async () => {
      isDrawn = await redrawMessage(ctx, place);
    });
    return isDrawn ? undefined : { say: saved };
  },
} satisfies PressHandler;
