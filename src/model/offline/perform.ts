import { fold } from '../../text.ts';
import type { Act, Choices, Plan } from './acts.ts';
import { answer } from './answers.ts';
import { type Attempt, attempt } from './attempt.ts';
import { complete } from './completion.ts';
import { describeLogged, describeTask, describeUndone, describeUpdate, NOTED, ONE_DAY } from './describe.ts';
import { isAnyKnown, type KnownNames, lookUp, namesToLookUp, place } from './lookup.ts';
import type { ContactRef } from './parties.ts';
import type { Scene } from './read-prompt.ts';
import { NOBODY_NAMED, NOT_UNDERSTOOD, TOO_MUCH } from './replies.ts';
import { CustomerView } from './results.ts';
import type { Script } from './script.ts';

/** What came of one act, in words; `halt` when the rest has to wait for the person. */
type Report = { text: string; halt?: boolean };
type Situation = {
  choices: Choices;
  today: string;
  self: string;
  timeZone: string;
  isAlone: boolean;
  above: string;
  known: KnownNames;
};

/** Does what a message asks for, one act after the other, and says what came of it. */
export function* perform(
  { acts, choices }: Plan,
  { today, person, time_zone: timeZone, place, thread }: Scene,
): Script<string> {
  const reports: string[] = [];
  const toDo = acts.slice(firstToDo(acts, choices));
  const isAlone = place === 'direct message';
  const above = thread.flatMap(({ from, text }) => (from === 'Rapport' ? [text] : [])).join('\n');
  const known = yield* lookUp(toDo.slice(0, MAX_ACTS).flatMap(namesIn));
  for (const [at, act] of toDo.entries()) {
    if (at === MAX_ACTS) return joined([...reports, TOO_MUCH]);
    const situation = { choices, today, self: person.name, timeZone, isAlone, above, known };
    const { text, halt } = yield* performAct(act, situation);
    reports.push(text);
    if (halt) return joined(reports);
  }
  const [first] = toDo;
  return first?.type === 'undo' && first.of === 'correction' ? 'Corrected.' : joined(reports);
}

/** Each sentence once, and nothing said after a plain "Noted." that says as much. */
function joined(reports: readonly string[]): string {
  const said = [...new Set(reports.filter(Boolean))];
  const telling = said.some((text) => text.startsWith('Got it'))
    ? said.filter((text) => text !== NOTED)
    : said;
  return telling.join(' ') || NOT_UNDERSTOOD;
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
    const { company, contacts, others } = place(about, known);
    if (onlyKnown && !isAnyKnown(namesToLookUp(act), known)) return { text: NOT_UNDERSTOOD };
    if (!company && contacts.length === 0) return { text: NOBODY_NAMED };
    const input = { ...said, ...(company ? { company } : {}), contacts };
    const first = report(yield* attempt({ tool: 'log_interaction', input }, choices), (value) =>
      describeLogged(value, { today, isPrivate: said.is_private }),
    );
    const { follow_up: _next, ...same } = said;
    for (const other of first.halt ? [] : others) {
      const logged = yield* attempt({ tool: 'log_interaction', input: { ...same, company: other } }, choices);
      if (logged.type !== 'done') return report(logged, () => '');
    }
    return first;
  },
  *follow_up({ follow_up, about, isRepeated = false }, { choices, known, today }) {
    const { company, contacts } = place(about, known);
    const [contact] = contacts;
    const input = { ...follow_up, ...(company ? { company } : {}), ...(contact ? { contact } : {}) };
    return report(yield* attempt({ tool: 'set_follow_up', input }, choices), (value) =>
      [describeTask(value, today), isRepeated ? ONE_DAY : ''].filter(Boolean).join(' '),
    );
  },
  *done(act, situation) {
    if (!act.said)
      return { text: 'Which follow-up is done? Say it with a word of it, such as “pricing is done”.' };
    const { type, text } = yield* complete(act, situation);
    if (type === 'none' && act.otherwise) return yield* performAct(act.otherwise, situation);
    return { text, halt: type === 'unclear' };
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
    return report(related, () => NOTED);
  },
  *update_contact({ contact, patch }, { choices }) {
    const about = patch.about ? { about: yield* addedTo(contact, patch.about, choices) } : {};
    return report(
      yield* attempt({ tool: 'update_contact', input: { contact, ...patch, ...about } }, choices),
      () => describeUpdate(contact.name, patch),
    );
  },
  *update_company({ company, patch }, { choices }) {
    return report(yield* attempt({ tool: 'update_company', input: { company, ...patch } }, choices), () =>
      describeUpdate(company.name, patch),
    );
  },
  *undo({ changeIds, of }, { choices }) {
    const inputs = changeIds.length > 0 ? changeIds.map((change_id) => ({ change_id })) : [{}];
    const texts: string[] = [];
    for (const input of inputs) {
      const result = yield* attempt({ tool: 'undo', input }, choices);
      if (result.type === 'failed') return { text: result.message, halt: true };
      if (result.type === 'done') texts.push(describeUndone(result.value, of));
    }
    return { text: texts.join(' ') };
  },
  *ask({ question }, situation) {
    return { text: yield* answer(question, situation) };
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
  if (result.type === 'unclear') return { text: `${result.question} I'll save it once I know.`, halt: true };
  return { text: result.message, halt: true };
}

function* customerOf(contact: ContactRef, choices: Choices): Script<CustomerView['contact']> {
  const { title: _, ...ref } = contact;
  const result = yield* attempt({ tool: 'get_customer', input: { contact: ref, limit: 1 } }, choices);
  return result.type === 'done' ? CustomerView.safeParse(result.value).data?.contact : undefined;
}

function* employersOf(contact: ContactRef, choices: Choices): Script<string[]> {
  return (yield* customerOf(contact, choices))?.companies ?? [];
}

const MAX_ABOUT = 1_000;

/** What is known about a person, and something more. */
function* addedTo(contact: ContactRef, about: string, choices: Choices): Script<string> {
  const known = (yield* customerOf(contact, choices))?.about ?? '';
  return known.includes(about) ? known : `${known} ${about}`.trim().slice(-MAX_ABOUT);
}
