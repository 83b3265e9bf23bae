import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { RELATIONSHIP_KINDS } from '../store/schema-crm.ts';
import { CompanyRef, findOrCreateCompany } from './companies.ts';
import { findOrCreateContact, NamedContact } from './contacts.ts';
import { listEmployerNames } from './employers.ts';
import { Day, known, parseInput } from './inputs.ts';
import { newOnes, whomOf } from './saved.ts';
import { recordChange, type Writer } from './write.ts';

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
 * Says how a contact is connected to another contact or a company; with `ended_on`, that it is over. A new employer
 * does not end the old one: people may have two.
 */
export async function relate(ctx: Context, input: Relate) {
  const edge = parseInput(Relate, input);
  return recordChange(ctx, 'relate', async (write) => {
    const found = edge.company ? await findOrCreateCompany(ctx, write, edge.company) : undefined;
    const from = await findOrCreateContact(ctx, write, { ref: edge.contact });
    const to = edge.other_contact
      ? await findOrCreateContact(ctx, write, { ref: edge.other_contact })
      : undefined;
    const [company, contact, other] = [found?.company, from.contact, to?.contact];
    if (other?.id === contact.id) throw invalid(`${contact.name} cannot be related to themselves.`);
    const people = known({
      contact: await withEmployers(write, contact),
      other_contact: other && (await withEmployers(write, other)),
    });
    const relationship = await saveEdge(ctx, write, {
      kind: edge.kind,
      contactId: contact.id,
      otherContactId: other?.id ?? null,
      companyId: company?.id ?? null,
      startedOn: edge.started_on ?? null,
      endedOn: edge.ended_on ?? null,
    });
    const target = company?.name ?? other?.name ?? '';
    const words = `${contact.name} ${edge.kind.replaceAll('_', ' ')} ${target}`;
    return {
      summary: edge.ended_on ? `${words} (until ${formatDate(edge.ended_on)})` : words,
      result: {
        relationship: { id: relationship.id, words, ...people, ...known({ until: relationship.endedOn }) },
        ...newOnes({ company: found, contacts: [from, to] }),
      },
    };
  });
}

/** Somebody with where they work; nothing where that is not known, since their name is told already. */
async function withEmployers(write: Writer, { id, name }: Row<'contacts'>): Promise<string | undefined> {
  const employers = await listEmployerNames(write, id);
  return employers.length > 0 ? whomOf({ contact: name, company: employers.join(', ') }) : undefined;
}

type Edge = Pick<
  Row<'relationships'>,
  'kind' | 'contactId' | 'otherContactId' | 'companyId' | 'startedOn' | 'endedOn'
>;

/** Dates the open edge of the same kind and ends, or adds a new one. */
async function saveEdge(ctx: Context, write: Writer, edge: Edge): Promise<Row<'relationships'>> {
  const { relationships } = write.tables;
  const [open] = await write.tx
    .select()
    .from(relationships)
    .where(
      and(
        eq(relationships.kind, edge.kind),
        eq(relationships.contactId, edge.contactId),
        edge.otherContactId
          ? eq(relationships.otherContactId, edge.otherContactId)
          : eq(relationships.companyId, edge.companyId ?? ''),
        isNull(relationships.endedOn),
      ),
    );
  if (!open) {
    return write.insert('relationships', {
      id: newId(),
      ...edge,
      createdAt: ctx.clock.now(),
      createdBy: ctx.actor.memberId,
    });
  }
  const startedOn = edge.startedOn ?? open.startedOn;
  if (startedOn === open.startedOn && edge.endedOn === null) return open;
  return write.update('relationships', open, { startedOn, endedOn: edge.endedOn });
}
