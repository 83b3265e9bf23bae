import { formatDate } from '../../clock.ts';
import type { Act, Choices, Plan } from './acts.ts';
import { answer } from './answers.ts';
import { type Attempt, attempt } from './attempt.ts';
import { isAnyKnown, type KnownNames, lookUp, namesToLookUp, place } from './lookup.ts';
import type { Scene } from './read-prompt.ts';
import { NOBODY_NAMED, NOT_UNDERSTOOD, TOO_MUCH } from './replies.ts';
import { CustomerView, Logged, Tasked, Written } from './results.ts';
import type { Script } from './script.ts';
import { enumerate, fold } from './words.ts';

/** What came of one act, in words; `halt` when the rest has to wait for the person. */
type Report = { text: string; halt?: boolean };
type Situation = { choices: Choices; today: string; known: KnownNames };

/** Does what a message asks for, one act after the other, and says what came of it. */
export function* perform({ acts, choices }: Plan, { today }: Scene): Script<string> {
  const reports: string[] = [];
  const toDo = acts.slice(firstToDo(acts, choices));
  const known = yield* lookUp(toDo.slice(0, MAX_ACTS).flatMap(namesIn));
  for (const [at, act] of toDo.entries()) {
    if (at === MAX_ACTS) return [...reports, TOO_MUCH].join(' ');
    const { text, halt } = yield* performAct(act, { choices, today, known });
    reports.push(text);
    if (halt) break;
  }
  return [...new Set(reports.filter(Boolean))].join(' ') || NOT_UNDERSTOOD;
}

/** A run has a limited number of steps; this many acts always fit. */
const MAX_ACTS = 5;

function namesIn(act: Act): string[] {
  if (act.type === 'done') return act.otherwise ? namesIn(act.otherwise) : [];
  return act.type === 'log' || act.type === 'follow_up' ? namesToLookUp(act) : [];
}

/** What comes before the name that was asked about is done already: asking stops a message at that point. */
function firstToDo(acts: readonly Act[], choices: Choices): number {
  const asked = choices.at(-1);
  if (!asked || !('name' in asked)) return 0;
  const at = acts.findIndex((act) => mentions(act, asked.name));
  return Math.max(0, at);
}

function mentions(value: unknown, name: string): boolean {
  if (typeof value === 'string') return fold(value) === fold(name);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((each) => mentions(each, name));
}

type Performers = {
  [Type in Act['type']]: (act: Extract<Act, { type: Type }>, situation: Situation) => Script<Report>;
};

const PERFORMERS: Performers = {
  *log(act, { choices, today, known }) {
    const { about, onlyKnown, type: _, ...said } = act;
    const { company, contacts } = place(about, known);
    if (onlyKnown && !isAnyKnown(namesToLookUp(act), known)) return { text: NOT_UNDERSTOOD };
    if (!company && contacts.length === 0) return { text: NOBODY_NAMED };
    const input = { ...said, ...(company ? { company } : {}), contacts };
    return report(yield* attempt({ tool: 'log_interaction', input }, choices), (value) =>
      describeLogged(value, today),
    );
  },
  *follow_up({ follow_up, about }, { choices, known }) {
    const { company, contacts } = place(about, known);
    const [contact] = contacts;
    const input = { ...follow_up, ...(company ? { company } : {}), ...(contact ? { contact } : {}) };
    return report(yield* attempt({ tool: 'set_follow_up', input }, choices), describeTask);
  },
  *done({ words, otherwise }, situation) {
    if (!words)
      return { text: 'Which follow-up is done? Say it with a word of it, such as “pricing is done”.' };
    const result = yield* complete(words, situation.choices);
    if (result.type === 'done')
      return { text: `${Written.safeParse(result.value).data?.summary ?? 'Done'}.` };
    if (result.type === 'unclear' && !result.unclear.isSimilar) return { text: result.question, halt: true };
    if (otherwise) return yield* performAct(otherwise, situation);
    return { text: `You have no open follow-up about “${words}”.` };
  },
  *relate({ type: _, leavesOthersOn, ...edge }, { choices }) {
    const former = leavesOthersOn ? yield* employersOf(edge.contact, choices) : [];
    const related = yield* attempt({ tool: 'relate', input: edge }, choices);
    const company = fold(edge.company?.name ?? '');
    for (const name of related.type === 'done' ? former : []) {
      if (fold(name).startsWith(company)) continue;
      const ended = { contact: edge.contact, kind: 'works_at', company: { name }, ended_on: leavesOthersOn };
      yield* attempt({ tool: 'relate', input: ended }, choices);
    }
    return report(related, describeEdge);
  },
  *update_contact({ contact, patch }, { choices }) {
    return report(
      yield* attempt({ tool: 'update_contact', input: { contact, ...patch } }, choices),
      describeUpdate(contact.name, patch),
    );
  },
  *update_company({ company, patch }, { choices }) {
    return report(
      yield* attempt({ tool: 'update_company', input: { company, ...patch } }, choices),
      describeUpdate(company.name, patch),
    );
  },
  *undo({ changeIds }, { choices }) {
    const inputs = changeIds.length > 0 ? changeIds.map((change_id) => ({ change_id })) : [{}];
    const texts: string[] = [];
    for (const input of inputs) {
      const result = yield* attempt({ tool: 'undo', input }, choices);
      if (result.type === 'failed') return { text: result.message, halt: true };
      if (result.type === 'done') texts.push(`${Written.safeParse(result.value).data?.summary ?? 'Undone'}.`);
    }
    return { text: texts.join(' ') };
  },
  *ask({ question }, { choices }) {
    return { text: yield* answer(question, choices) };
  },
  // biome-ignore lint/correctness/useYield: a sentence needs no tool
  *say({ text }) {
    return { text };
  },
};

function performAct(act: Act, situation: Situation): Script<Report> {
  const performer = PERFORMERS[act.type] as (act: Act, situation: Situation) => Script<Report>;
  return performer(act, situation);
}

function report(result: Attempt, describe: (value: unknown) => string): Report {
  if (result.type === 'done') return { text: describe(result.value) };
  if (result.type === 'unclear') return { text: `${result.question} Until then I save nothing.`, halt: true };
  return { text: result.message, halt: true };
}

function describeLogged(value: unknown, today: string): string {
  const logged = Logged.safeParse(value).data;
  if (!logged) return 'Noted.';
  const { interaction, company, contacts, followUp } = logged;
  const names = contacts.map(({ name }) => name);
  const who = names.length > 0 ? enumerate(names) : (company?.name ?? 'the customer');
  const firm = company && names.length > 0 ? ` (${company.name})` : '';
  const day = interaction.occurredOn === today ? '' : ` on ${formatDate(interaction.occurredOn)}`;
  const next = followUp ? ` Next for you: “${followUp.title}”${due(followUp.dueOn)}.` : '';
  const what = interaction.kind === 'note' ? 'Added a note on' : `Noted the ${interaction.kind} with`;
  return `${what} ${who}${firm}${day}.${next}`;
}

const due = (day: string | null | undefined) => (day ? ` by ${formatDate(day)}` : '');

function describeTask(value: unknown): string {
  const task = Tasked.safeParse(value).data?.followUp;
  return task ? `I put “${task.title}”${due(task.dueOn)} on your list.` : 'It is on your list.';
}

const describeEdge = (value: unknown) => {
  const summary = Written.safeParse(value).data?.summary ?? 'saved';
  return `Noted: ${summary.replace(' assistant of ', ' is the assistant of ').replace(' introduced by ', ' was introduced by ')}.`;
};

const describeUpdate = (name: string | undefined, patch: object) => () =>
  `Noted the new ${enumerate(Object.keys(patch))}${name ? ` for ${name}` : ''}.`;

/** By all the words; failing that, the one open follow-up that shares most of them. */
function* complete(words: string, choices: Choices): Script<Attempt> {
  const result = yield* attempt({ tool: 'complete_follow_up', input: { title: words } }, choices);
  if (result.type !== 'unclear' || !result.unclear.isSimilar) return result;
  const scored = result.unclear.candidates
    .map((candidate) => ({ candidate, score: sharedWords(candidate, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (!best || best.score === second?.score) return result;
  return yield* attempt({ tool: 'complete_follow_up', input: { title: words } }, [
    { name: words, pick: best },
  ]);
}

/** Words that begin alike count as the same: `price list`, `pricing`. */
function sharedWords(candidate: string, words: string): number {
  const beginnings = new Set(
    fold(candidate)
      .split(' ')
      .filter((word) => word.length > 3)
      .map((word) => word.slice(0, 4)),
  );
  return fold(words)
    .split(' ')
    .filter((word) => beginnings.has(word.slice(0, 4))).length;
}

function* employersOf(contact: { name?: string }, choices: Choices): Script<string[]> {
  const result = yield* attempt({ tool: 'get_customer', input: { contact, limit: 1 } }, choices);
  return result.type === 'done' ? (CustomerView.safeParse(result.value).data?.contact?.companies ?? []) : [];
}
