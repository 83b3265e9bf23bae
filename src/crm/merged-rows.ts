import { FORMER_NAMES } from '../store/further-names.ts';
import type { Mutation } from '../store/schema-crm.ts';

type Contents = { readonly mutations: readonly Mutation[] };

/** The two that a merge made one. `keptId`: whose row stays. */
type Merged = { kind: 'company' | 'contact'; mergedId: string; keptId: string };

/** What a change has merged; undefined where it is no merge. */
export function readMerge({ mutations }: Contents): Merged | undefined {
  for (const { table, before, after } of mutations) {
    if (table !== 'mergedIds' || before || typeof after?.mergedId !== 'string') continue;
    const { mergedId, companyId, contactId } = after;
    if (typeof companyId === 'string') return { kind: 'company', mergedId, keptId: companyId };
    if (typeof contactId === 'string') return { kind: 'contact', mergedId, keptId: contactId };
  }
  return undefined;
}

type Customers = { kind: 'company' | 'contact'; ids: string[] };

/** Whose former name this is, or came with a merge: their interactions are found by it, too. */
export function formerOwner({
  source,
  companyId,
  contactId,
}: Record<string, unknown>): Customers | undefined {
  if (!FORMER_NAMES.some((each) => each === source)) return undefined;
  if (typeof companyId === 'string') return { kind: 'company', ids: [companyId] };
  return typeof contactId === 'string' ? { kind: 'contact', ids: [contactId] } : undefined;
}

/** The customers whose interactions are found by other names before a change than after it. */
export function foundOtherwise(change: Contents): Customers[] {
  const merge = readMerge(change);
  if (merge) return [{ kind: merge.kind, ids: [merge.mergedId, merge.keptId] }];
  return change.mutations.flatMap(({ table, id, before, after }): Customers[] => {
    const former = table === 'aliases' ? formerOwner(after ?? before ?? {}) : undefined;
    if (former) return [former];
    const isRenamed = before && after && before.name !== after.name;
    if (table === 'companies' && isRenamed) return [{ kind: 'company', ids: [id] }];
    return table === 'contacts' && isRenamed ? [{ kind: 'contact', ids: [id] }] : [];
  });
}

type Move = Mutation & { before: Record<string, unknown>; after: Record<string, unknown> };

/** Whether a row was moved together with others: only what has changed of it is remembered, and so not its id. */
export const isMove = (mutation: Mutation): mutation is Move =>
  mutation.before !== null && mutation.after !== null && !('id' in mutation.before);
