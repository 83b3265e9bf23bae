import { savedActions, savedFacts } from '../agent/reply-card.ts';
import type { System } from '../context.ts';
import { holdPrivateNow } from '../crm/change-contents.ts';
import { findChange, findUndoer, listChanges } from '../crm/changes.ts';
import { getMember } from '../crm/members.ts';
import { listFixes } from '../crm/things.ts';
import type { Action, Document } from '../delivery/document.ts';
import type { Row } from '../store/schema.ts';
import { closedCard, undoneBy } from './closed-card.ts';

type Root = Action & { id: 'undo_run' | 'undo_change' };
const isRoot = (action: Action): action is Root => action.id === 'undo_run' || action.id === 'undo_change';

/** Whether a document shows what was saved, with Undo. */
export const isSavedCard = ({ actions = [] }: Document): boolean => actions.some(isRoot);

/**
 * The card of what was saved as it is now: what was fixed since, with old and new values, and Undo for the last of it; or who
 * has undone all of it. Where others read along, nothing is left of what is private by now.
 */
export async function savedCardNow(
  ctx: System,
  document: Document,
  { isShared }: { isShared: boolean },
): Promise<Document> {
  const root = document.actions?.find(isRoot);
  if (!root) return document;
  const { standing, undoer } = await readSaved(ctx, root);
  if (standing.length === 0) return undoer ? closedCard(document, undoneBy(undoer)) : document;
  const fixes = await listFixes(ctx, standing);
  const first = standing.filter(({ verb }) => verb !== 'fix');
  const [, fix] = savedActions(root, { saved: [] });
  if (isShared && (await holdPrivateNow(ctx, [...first, ...fixes]))) {
    const { confirm: _, ...undo } = root;
    return { text: PRIVATE_NOW, actions: fixes.length > 0 || !fix ? [] : [undo, fix] };
  }
  if (fixes.length === 0) return document;
  const actions = savedActions(root, { saved: [], fixes });
  const others = (document.actions ?? []).filter((action) => !isRoot(action) && action.id !== 'fix');
  const facts = [...(document.facts ?? []), ...savedFacts(fixes)];
  return { ...document, facts, actions: [...others, ...actions] };
}

const PRIVATE_NOW =
  'What was saved here is private now, so it is not shown. Your own message can be read by everybody here.';

/** The changes of a card that nobody has undone; who has undone them, where all are. */
async function readSaved(
  ctx: System,
  { id, value }: Root,
): Promise<{ standing: Row<'changes'>[]; undoer?: string | undefined }> {
  if (id === 'undo_run') {
    const standing = await listChanges(ctx, { runId: value });
    return { standing, undoer: standing.length > 0 ? undefined : await findUndoer(ctx, { runId: value }) };
  }
  const change = await findChange(ctx, value);
  if (change && !change.undoneAt) return { standing: [change] };
  return {
    standing: [],
    undoer: change?.undoneBy ? (await getMember(ctx, change.undoneBy)).name : undefined,
  };
}
