import { buildCard } from '../agent/reply-card.ts';
import type { System } from '../context.ts';
import { findRun } from '../conversation/agent-runs.ts';
import { findInboxRowByKey } from '../conversation/inbox-threads.ts';
import { namesOfPromisees } from '../crm/change-contents.ts';
import { findUndoer, listChanges } from '../crm/changes.ts';
import type { Card } from '../delivery/document.ts';

/** The key of the order to log a missed message, by the id of the observation. */
export const captureKey = (id: string): string => `capture:${id}`;

/** The run that has read a missed message once more; undefined while none has come to its end. */
export async function findLogging(ctx: System, id: string): Promise<string | undefined> {
  const order = await findInboxRowByKey(ctx, captureKey(id));
  const found = order && order.status !== 'pending' ? await findRun(ctx, order.id) : undefined;
  return found?.run.id;
}

/** The id of the missed message that a card asks about; undefined for other cards. */
const captureOf = ({ actions }: Card): string | undefined =>
  actions.find(({ id }) => id === 'capture_log')?.value;

/** The card of a missed message as it is now: once it is logged, it shows what was saved, with Undo. */
export async function captureCardNow(ctx: System, card: Card): Promise<Card> {
  const id = captureOf(card);
  const runId = id && (await findLogging(ctx, id));
  if (!id || !runId) return card;
  const by = await findUndoer(ctx, { runId });
  if (by) return { ...card, outcome: `Logged, and undone by ${by}.` };
  const changes = await listChanges(ctx, { runId });
  if (changes.length === 0) return { ...card, outcome: 'Not logged: the reason stands where you wrote it.' };
  const contacts = await namesOfPromisees(ctx, changes);
  const effects = { changes, refusals: [], unrun: [], contacts };
  const { facts = [], actions = [] } = buildCard(effects, { runId, said: card.text, answer: '' });
  const [undo] = actions;
  return {
    title: 'Logged',
    text: facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    note: card.text,
    actions: undo ? [{ ...undo, id: 'capture_undo', value: id }] : [],
  };
}
