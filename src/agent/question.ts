import type { AskedName, Step } from '../agent-steps.ts';
import type { Answer } from '../context.ts';
import type { Action } from '../delivery/document.ts';
import type { AskedKind } from '../errors.ts';
import { listRefusedWrites } from './refused-writes.ts';

/** The buttons below a question, one for each candidate; and the one for somebody else. */
const CANDIDATES = ['answer_1', 'answer_2', 'answer_3', 'answer_4', 'answer_5'] as const;
const NONE_OF_THEM = 'answer_else';
export const ANSWERS = [...CANDIDATES, NONE_OF_THEM] as const;
export type AnswerId = (typeof ANSWERS)[number];

/** What the last button says, by what is asked about; and what it says of a list that is whole, as if the person had written it. */
const ELSE = {
  company: { label: 'Another company', is: 'another company, which is new' },
  contact: { label: 'Somebody else', is: 'somebody else, who is new' },
  member: { label: 'Somebody else', is: 'somebody else' },
  deal: { label: 'Another deal', is: 'another deal, which is new' },
  currency: { label: 'Another currency', is: 'in another currency' },
} as const satisfies Record<AskedKind, { label: string; is: string }>;

/**
 * The question with which a run has ended: the name of the first write that was refused and not made good, or else of a
 * look-up in the last round of calls. Undefined when no call was refused for a name that could mean several.
 */
export function findQuestion(steps: readonly Step[]): AskedName | undefined {
  const ofWrites = listRefusedWrites(steps).flatMap(({ asked }) => asked ?? []);
  const lastRound = steps.findLastIndex((step) => step.kind === 'model' && step.calls.length > 0);
  const ofLast = steps.slice(lastRound + 1).flatMap((step) => (step.kind === 'tool' && step.asked) || []);
  return [...ofWrites, ...ofLast][0];
}

/** Whether what a question kept from being saved was not saved by a later run; `later`: the steps of those runs. */
export function isStillOpen(
  question: AskedName,
  { steps, later }: { steps: readonly Step[]; later: readonly Step[] },
): boolean {
  const isOf = ({ asked }: { asked?: AskedName }) => asked === question;
  if (!listRefusedWrites(steps).some(isOf)) return true;
  return listRefusedWrites(steps, later).some(isOf);
}

const kindOf = ({ choices: [first] }: AskedName) => first?.kind ?? 'company';

/** Buttons with what tells the candidates apart; their value is the run that has asked. */
export function buildAnswers(question: AskedName, { runId }: { runId: string }): Action[] {
  const candidates = CANDIDATES.flatMap((id, at): Action[] => {
    const choice = question.choices[at];
    return choice ? [{ id, label: choice.label, value: runId }] : [];
  });
  return [...candidates, { id: NONE_OF_THEM, label: ELSE[kindOf(question)].label, value: runId }];
}

/** A name in quotation marks that nothing in it can end: names are others' words, and never pass for the person's own. */
const inQuotes = (name: string) => `“${name.replaceAll('”', '"')}”`;

/** Whom a button means. `says`: the answer in words, as if the person had written it. */
export type PressedAnswer = { answer: Answer | undefined; says: string };

/** What a press on one of the buttons of a question says; undefined when the question has no such button. */
export function readAnswer(question: AskedName, id: AnswerId): PressedAnswer | undefined {
  const kind = kindOf(question);
  const { name: asked, more, choices } = question;
  if (id === NONE_OF_THEM) {
    const isListWhole = more === undefined && choices.length <= CANDIDATES.length;
    // With others that were not named it is not said yet whether that is one of them.
    // Nobody becomes a colleague by being named.
    if (!isListWhole || kind === 'member')
      return { answer: undefined, says: `None of these: another ${inQuotes(asked)}.` };
    return { answer: { kind, asked }, says: `None of these: ${inQuotes(asked)} is ${ELSE[kind].is}.` };
  }
  const choice = choices[CANDIDATES.indexOf(id)];
  if (!choice) return undefined;
  return { answer: { kind, asked, id: choice.id }, says: inQuotes(choice.label) };
}
