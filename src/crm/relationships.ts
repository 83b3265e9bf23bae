import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { RELATIONSHIP_KINDS } from '../store/schema-crm.ts';
import { arrow, type Created, listCreated, whomOf } from './change-summary.ts';
import { CompanyRef, findOrCreateCompany } from './companies.ts';
import { NamedContact } from './contact-refs.ts';
import { findOrCreateContact } from './contacts.ts';
import { listEmployerNames } from './employers.ts';
import { Day, parseInput, withoutEmpty } from './inputs.ts';
import { recordChange, type SavedChange, updateIfNew, type Writer } from './record-change.ts';

export const Relate = z
  .strictObject({
    contact: NamedContact,
    kind: z.enum(RELATIONSHIP_KINDS),
    other_contact: NamedContact.optional(),
    company: CompanyRef.optional(),
    started_on: Day.optional(),
    ended_on: Day.optional().describe('Says that it is over.'),
  })
  .refine(
    (edge) => Boolean(edge.other_contact) !== Boolean(edge.company),
    'needs either other_contact or company, not both',
  )
  .refine(
    (edge) => !edge.started_on || !edge.ended_on || edge.started_on <= edge.ended_on,
    'started_on must not be after ended_on',
  );
export type Relate = z.input<typeof Relate>;

/**
 * `words`: `Ana Lopes reports to Rui Costa`. `contact`, `other_contact`: with where they work. `until`: its last day. `also_works_at`:
 * the companies at which somebody works besides the one that was said now.
 */
export type SavedRelationship = SavedChange &
  Created & {
    relationship: {
      id: string;
      words: string;
      contact?: string;
      other_contact?: string;
      until?: string;
      also_works_at?: string[];
    };
  };

/**
 * Says how a contact is connected to another contact or a company; with `ended_on`, that it is over, or when in truth it
 * was. A new employer does not end the old one: people may have two. Throws `not_found` or `ambiguous` with candidates
 * when it is not clear who is meant, `invalid` for days in the wrong order.
 */
export async function relate(ctx: Context, input: Relate): Promise<SavedRelationship> {
  const edge = parseInput(Relate, input);
  return recordChange(ctx, 'relate', async (ctx) => {
    const found = edge.company ? await findOrCreateCompany(ctx, edge.company) : undefined;
    const from = await findOrCreateContact(ctx, { ref: edge.contact });
    const to = edge.other_contact ? await findOrCreateContact(ctx, { ref: edge.other_contact }) : undefined;
    const [company, contact, other] = [found?.company, from.contact, to?.contact];
    if (other?.id === contact.id) throw invalid(`${contact.name} cannot be related to themselves.`);
    const left = edge.kind === 'works_at' && edge.ended_on ? company?.name : undefined;
    const people = withoutEmpty({
      contact: await withEmployers(ctx, contact, { left }),
      other_contact: other && (await withEmployers(ctx, other)),
    });
    const saved = await saveEdge(ctx, {
      kind: edge.kind,
      contactId: contact.id,
      otherContactId: other?.id ?? null,
      companyId: company?.id ?? null,
      startedOn: edge.started_on ?? null,
      endedOn: edge.ended_on ?? null,
    });
    const { relationship } = saved;
    const until = untilInWords(saved);
    const target = company?.name ?? other?.name ?? '';
    const begins = edge.kind === 'works_at' && !edge.ended_on;
    const employers = begins ? await listEmployerNames(ctx, contact.id) : [];
    const words = `${contact.name} ${edge.kind.replaceAll('_', ' ')} ${target}`;
    return {
      summary: until ? `${words} (${until})` : words,
      result: {
        relationship: {
          id: relationship.id,
          words,
          ...people,
          ...withoutEmpty({
            until: relationship.endedOn,
            also_works_at: employers.filter((name) => name !== target),
          }),
        },
        ...listCreated({ company: found, contacts: [from, to] }),
      },
    };
  });
}

/** A contact with where they work besides what they have `left`; undefined where that is not known, since their name is told already. */
async function withEmployers(
  ctx: Writer,
  { id, name }: Row<'contacts'>,
  { left }: { left?: string | undefined } = {},
): Promise<string | undefined> {
  const employers = (await listEmployerNames(ctx, id)).filter((employer) => employer !== left);
  return employers.length > 0 ? whomOf({ contact: name, company: employers.join(', ') }) : undefined;
}

type Edge = Pick<
  Row<'relationships'>,
  'kind' | 'contactId' | 'otherContactId' | 'companyId' | 'startedOn' | 'endedOn'
>;

/** An edge as it is now, and the last day that was known of it before. */
type SavedEdge = { relationship: Row<'relationships'>; endedBefore?: string | null };

/** Sets the days of the open edge of the same kind between the same two; else corrects the last one that has ended, or adds a new one. */
async function saveEdge(ctx: Writer, edge: Edge): Promise<SavedEdge> {
  const { relationships } = ctx.store.tables;
  const same = await ctx.db
    .select()
    .from(relationships)
    .where(
      and(
        eq(relationships.kind, edge.kind),
        eq(relationships.contactId, edge.contactId),
        edge.otherContactId
          ? eq(relationships.otherContactId, edge.otherContactId)
          : eq(relationships.companyId, edge.companyId ?? ''),
      ),
    )
    .orderBy(desc(relationships.endedOn), desc(relationships.id));
  const open = same.find(({ endedOn }) => endedOn === null);
  const before = open ?? same.find((ended) => isMeant(edge, ended));
  if (!before) {
    const relationship = await ctx.insert('relationships', {
      id: newId(),
      ...edge,
      createdAt: ctx.clock.now(),
      createdBy: ctx.actor.memberId,
    });
    return { relationship };
  }
  const patch = {
    ...(edge.startedOn ? { startedOn: edge.startedOn } : {}),
    ...(edge.endedOn ? { endedOn: edge.endedOn } : {}),
  };
  requireOrder({ ...before, ...patch });
  const relationship = await updateIfNew(ctx, 'relationships', { before, patch });
  return { relationship, endedBefore: before.endedOn };
}

function requireOrder({ startedOn, endedOn }: Pick<Edge, 'startedOn' | 'endedOn'>): void {
  if (!startedOn || !endedOn || startedOn <= endedOn) return;
  throw invalid(
    `It cannot end on ${endedOn}: it began on ${startedOn}. If that is wrong, give started_on too.`,
  );
}

/** Whether an edge with an end corrects one that has ended. An edge that starts after that end is another one, and so is one without an end. */
function isMeant({ startedOn, endedOn }: Edge, ended: Row<'relationships'>): boolean {
  return endedOn !== null && (startedOn === null || ended.endedOn === null || startedOn <= ended.endedOn);
}

/** `until Fri 20 Nov 2026 → Sat 21 Nov 2026`. */
function untilInWords({ relationship: { endedOn }, endedBefore }: SavedEdge): string | undefined {
  if (!endedOn) return undefined;
  const isOther = endedBefore && endedBefore !== endedOn;
  return `until ${arrow(isOther ? formatDate(endedBefore) : undefined, formatDate(endedOn))}`;
}
