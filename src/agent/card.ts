import { formatDate } from '../clock.ts';
import type { Document, Fact } from '../delivery/document.ts';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { keepKnownLinks } from './links.ts';

/** The reply with a card of what its run has saved, Undo, and, for an answer, room for what people think of it. */
export function buildReply(
  text: string,
  {
    changes,
    runId,
    said,
    isAnswer,
  }: { changes: Row<'changes'>[]; runId: string; said: string; isAnswer: boolean },
): Document {
  const reply = { text, ...(isAnswer ? { feedback: runId } : {}) };
  if (changes.length === 0) return reply;
  return {
    ...reply,
    // What was saved is the model's wording: only links that the person wrote themselves stay.
    facts: changes
      .flatMap(changeFacts)
      .map(({ label, value }) => ({ label, value: keepKnownLinks(value, said) })),
    actions: [
      {
        id: 'undo_run',
        label: 'Undo',
        value: runId,
        confirm: {
          title: 'Take this back?',
          text: changes
            .flatMap(changeFacts)
            .filter(({ label }) => label !== 'Summary')
            .map(({ label, value }) => `${label}: ${value}`)
            .join('; '),
          yes: 'Undo',
          no: 'Keep',
        },
      },
    ],
  };
}

/** What one change wrote, as labelled lines. */
function changeFacts({ verb, summary, mutations }: Row<'changes'>): Fact[] {
  if (verb !== 'log_interaction') {
    const isDone = mutations.some(
      ({ before, after }) => before?.status === 'open' && after?.status === 'done',
    );
    return [{ label: isDone ? 'Done' : (LABELS[verb] ?? 'Saved'), value: summary }];
  }
  const [interaction] = created(mutations, 'interactions');
  const label = interaction?.isPrivate ? 'Logged privately' : 'Logged';
  const facts: Fact[] = [{ label, value: withDay(summary, interaction?.occurredOn) }];
  if (typeof interaction?.summary === 'string') facts.push({ label: 'Summary', value: interaction.summary });
  const names = [...created(mutations, 'companies'), ...created(mutations, 'contacts')].map(({ name }) =>
    String(name),
  );
  if (names.length > 0) facts.push({ label: 'New', value: names.join(', ') });
  for (const { title, dueOn } of created(mutations, 'followUps')) {
    facts.push({ label: 'Follow-up', value: withDay(String(title), dueOn) });
  }
  return facts;
}

const LABELS: Record<string, string> = {
  change_interaction: 'Changed',
  add_follow_up: 'Follow-up',
  change_follow_up: 'Follow-up',
  save_company: 'Company',
  save_contact: 'Contact',
  add_note: 'Noted',
  relate: 'Relationship',
  // Verbs of earlier versions, whose changes are still read.
  set_follow_up: 'Follow-up',
  complete_follow_up: 'Done',
  update_company: 'Company',
  update_contact: 'Contact',
};

function created(mutations: Mutation[], table: Mutation['table']): Record<string, unknown>[] {
  return mutations.flatMap(({ table: each, before, after }) =>
    each === table && !before && after ? [after] : [],
  );
}

function withDay(text: string, day: unknown): string {
  return typeof day === 'string' ? `${text} · ${formatDate(day).replaceAll(' ', '\u00a0')}` : text;
}
