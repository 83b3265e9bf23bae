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

type Move = Mutation & { before: Record<string, unknown>; after: Record<string, unknown> };

/** Whether a row was moved together with others: only what has changed of it is remembered, and so not its id. */
export const isMove = (mutation: Mutation): mutation is Move =>
  mutation.before !== null && mutation.after !== null && !('id' in mutation.before);
