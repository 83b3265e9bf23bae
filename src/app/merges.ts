import { type Context, transact } from '../context.ts';
import { sayDifferent, takeBackDifferent } from '../crm/duplicates.ts';
import { currentIds } from '../crm/merging/describe-pair.ts';
import { mergeCustomers } from '../crm/merging/merge.ts';
import { findPairState, getKeptPair } from '../crm/merging/pair-state.ts';
import { type MergePreview, type PreviewedValue, previewMerge } from '../crm/merging/preview.ts';
import { undo } from '../crm/undo.ts';
import { findDelivered, findDeliveredRun } from '../delivery/outbox.ts';
import { conflict, RapportError } from '../errors.ts';
import { stableUuid } from '../ids.ts';
import { lock } from '../store/locks.ts';
import type { App } from './context.ts';
import type { FormHandler, HomeHandler, Place, PressHandler } from './handler.ts';
import { refreshHome } from './home.ts';
import type { FilledMerge, MergeForm, MergeOrigin } from './merge-screens.ts';
import { redrawMessage } from './redrawn-messages.ts';
import { sourceOfRun } from './run-source.ts';
import type { FormScreen } from './screens.ts';

const GATE = {
  who: 'lead',
  otherwise: 'Only leads and admins can merge customers, or say that two are different.',
} as const;

/** “Merge…”: a form that shows what would become of both. */
export const openMerge = {
  ...GATE,
  does: async (ctx, { value, place }) => ({ form: buildMergeForm(ctx, { pair: value, place }) }),
} satisfies PressHandler;

/** What would become of the two of a pair as they are today. Throws `conflict` where they are one already. */
async function previewPair(ctx: App, id: string): Promise<MergePreview> {
  const state = await findPairState(ctx, id);
  if (state.is === 'merged') throw conflict(`These two were merged already: ${state.what}, by ${state.by}.`);
  return previewMerge(ctx, await currentIds(ctx, await getKeptPair(ctx, id)));
}

/** The form, or why there is none: what was pressed may be older than what was decided since. */
async function buildMergeForm(
  ctx: App,
  { pair, place }: { pair: string; place: Place },
): Promise<FormScreen> {
  try {
    const preview = await previewPair(ctx, pair);
    return { kind: 'merge_fields', origin: originOf({ pair, place, preview }), preview } satisfies MergeForm;
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    await showDecided(ctx, place.ts === undefined ? undefined : { channel: place.channel, ts: place.ts });
    return { kind: 'words', text: error.message };
  }
}

function originOf({
  pair,
  place,
  preview,
}: {
  pair: string;
  place: Place;
  preview: MergePreview;
}): MergeOrigin {
  const { channel, ts } = place;
  return { pair, seen: fingerprintsOf(preview), ...(ts === undefined ? {} : { card: { channel, ts } }) };
}

/** By field, a short mark of the two values: another one when either has changed. */
function fingerprintsOf({ keep, merged, fields, ownFields }: MergePreview): Record<string, string> {
  const marks = fields.map(({ field, ...values }): [string, string] => [
    field,
    markOf(values.keep, values.merged),
  ]);
  const own = ownFields.map(({ key, ...values }) => [key, values.keep, values.merged]);
  return {
    ...Object.fromEntries(marks),
    ...(own.length > 0 ? { [OWN_FIELDS]: stableUuid(JSON.stringify(own)).slice(0, 8) } : {}),
    which: stableUuid(keep.id, merged.id).slice(0, 8),
  };
}

/** What a change of any own field is called. */
const OWN_FIELDS = 'a field of your own';

const markOf = (...values: (PreviewedValue | undefined)[]) =>
  stableUuid(...values.map((said) => said?.value ?? '')).slice(0, 8);

/** Merges two customers as the form was filled in. */
export const fillInMerge = {
  ...GATE,
  does: async (ctx, { origin: { pair, seen, card }, choices, ownChoices }) => {
    const source = card && (await findSource(ctx, card));
    const acting = source ? { ...ctx, source } : ctx;
    const { saved } = await transact(acting, async (ctx) => {
      // Whoever writes meanwhile waits, so that what was shown is what is merged.
      await lock(ctx, 'customers');
      const preview = await previewPair(ctx, pair);
      requireAsSeen(preview, seen);
      // Whoever merges two says that they are one, whatever was said before: taken back, they are asked about again.
      await takeBackDifferent(ctx, { id: pair });
      const { kind, keep, merged } = preview;
      return mergeCustomers(ctx, { kind, keepId: keep.id, mergedId: merged.id, choices, ownChoices });
    });
    await showDecided(ctx, card);
    return { say: `${saved}. Undo takes it back: ${card ? 'below the card, or' : 'tell me'} “undo”.` };
  },
} satisfies FormHandler<FilledMerge>;

/** Throws `conflict` that names the fields which are not as the form has shown them. */
function requireAsSeen(preview: MergePreview, seen: MergeOrigin['seen']): void {
  const now = fingerprintsOf(preview);
  const changed = [...new Set([...Object.keys(now), ...Object.keys(seen)])].filter(
    (field) => now[field] !== seen[field],
  );
  if (changed.length === 0) return;
  const fields = preview.fields.filter(({ field }) => changed.includes(field));
  const values = fields.map(
    ({ field, keep, merged }) => `${field} (now ${[keep, merged].map(sayValue).join(' and ')})`,
  );
  const what = values.length > 0 ? values.join('; ') : changed.join(', ');
  throw conflict(`Changed since this form was opened: ${what}. Nothing was merged; please open it again.`);
}

const sayValue = (said: PreviewedValue | undefined) => (said ? `“${said.value.slice(0, 60)}”` : 'nothing');

/** The message whose answer has shown a card: from there “undo” finds what a form has done. */
export async function findSource(
  ctx: Context,
  card: NonNullable<MergeOrigin['card']>,
): Promise<Context['source']> {
  const runId = await findDeliveredRun(ctx, { channel: card.channel, postedTs: card.ts });
  return runId ? sourceOfRun(ctx, runId) : undefined;
}

/** “Two different”: nobody is asked about the two again. */
export const keepTwo = {
  ...GATE,
  does: async (ctx, { value, place }) => {
    const said = await decideTwo(ctx, value);
    const isDrawn = await redrawMessage(ctx, place);
    return isDrawn && said === NOTED ? undefined : { say: said };
  },
} satisfies PressHandler;

/** The same on the Home tab. */
export const keepTwoOnHome = {
  ...GATE,
  does: (ctx, { value }) => decideTwo(ctx, value),
} satisfies HomeHandler;

const NOTED = 'I have noted that they are two.';

async function decideTwo(ctx: App, id: string): Promise<string> {
  const state = await findPairState(ctx, id);
  if (state.is === 'merged') return `These two were merged already: ${state.what}, by ${state.by}.`;
  await sayDifferent(ctx, { id });
  return NOTED;
}

/** “Not now”: the card loses its buttons; the two stay among those who may be one. */
export const decideLater = {
  ...GATE,
  does: async (ctx, { value, place: { channel, ts = '' } }) => {
    await getKeptPair(ctx, value);
    const document = await findDelivered(ctx, { channel, postedTs: ts });
    const outcome = `Not now, as ${ctx.actor.name} has said. Home goes on listing the two.`;
    const cards = document?.cards?.map((card) =>
      card.actions.some((action) => action.value === value) ? { ...card, outcome } : card,
    );
    if (document && cards) await ctx.chat.redraw({ channel, ts }, { ...document, cards });
    return document ? undefined : { say: outcome };
  },
} satisfies PressHandler;

/** Takes a merge back; the card then asks again whether the two are one. */
export const undoMerge = {
  ...GATE,
  does: async (ctx, { value, place }) => {
    const state = await findPairState(ctx, value);
    const undone = state.is === 'merged' ? await undo(ctx, { change_id: state.change.id }) : undefined;
    await redrawMessage(ctx, place);
    if (undone) return { say: `${undone.saved}. Both are there again, as they were.` };
    return { say: state.is === 'gone' ? GONE : NOT_MERGED };
  },
} satisfies PressHandler;

const GONE = 'I do not find both of them any more, so there is nothing to bring back.';
const NOT_MERGED = 'They are not one any more: somebody has taken the merge back already.';

/** Shows where it was asked what has been decided: on the card, or on the Home tab. */
async function showDecided(ctx: App, card: MergeOrigin['card']): Promise<void> {
  if (card) await redrawMessage(ctx, card);
  else await refreshHome(ctx);
}
