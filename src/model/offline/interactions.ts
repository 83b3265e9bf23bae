import { type About, type Act, isAboutSomebody } from './acts.ts';
import { findDays, withoutDays } from './dates.ts';
import { isSelf, type Parties, readParties } from './parties.ts';
import { findUndertaking, type Undertaking } from './promises.ts';
import { aboutParties, cleanSummary, namedFollowUp, type Reading } from './reading.ts';
import { ONLY_COLLEAGUES, ONLY_OWN } from './replies.ts';
import type { Sentence } from './sentences.ts';
import { findTriggers, isAhead, type Trigger } from './triggers.ts';
import { dayOf, toldPart } from './when.ts';
import { isSomebodyElses } from './whose.ts';
import { capitalise, enumerate } from './words.ts';

/** The interactions a sentence reports, or the plan or refusal it amounts to. */
export function readInteractions(sentence: Sentence, reading: Reading): Act[] | undefined {
  const undertaking = findUndertaking(sentence.text, reading);
  const told = undertaking ? sentence.text.slice(0, undertaking.start) : sentence.text;
  const parts = splitParts(told, reading.today);
  const acts = parts.flatMap((part, at) => {
    const isLast = at === parts.length - 1;
    const summary =
      parts.length === 1
        ? wordsOf(sentence)
        : `${part.text}${isLast ? sentence.text.slice(told.length) : ''}`;
    return readPart({ ...part, summary, undertaking: isLast ? undertaking : undefined }, reading) ?? [];
  });
  return acts.length > 0 ? mergeVisits(acts) : undefined;
}

/** "Visited Acme, talked to Ana" is one meeting with Ana at Acme. */
function mergeVisits(acts: Act[]): Act[] {
  const [visit, talk, ...rest] = acts;
  if (visit?.type !== 'log' || talk?.type !== 'log' || rest.length > 0) return acts;
  const isVisit = visit.about.people.length === 0 && (visit.about.company ?? visit.about.unsure[0]);
  if (!isVisit || talk.about.company || talk.about.unsure.length > 0 || visit.kind !== 'meeting') return acts;
  const about = { ...visit.about, people: talk.about.people };
  return [
    {
      ...talk,
      ...visit,
      about,
      summary: `${visit.summary}, ${talk.summary.charAt(0).toLowerCase()}${talk.summary.slice(1)}`,
    },
  ];
}

/** "Can you log a call with Ana?" is no question. */
const wordsOf = ({ own, isOrder }: Sentence) => (isOrder ? own.replace(/\?\s*$/, '.') : own);

type Part = { text: string; trigger: Trigger; summary: string; undertaking: Undertaking | undefined };

/** One part for each thing that happened: "Called Bob and met Ana at Acme". */
function splitParts(text: string, today: string): Pick<Part, 'text' | 'trigger'>[] {
  const starts: { at: number; trigger: Trigger }[] = [];
  for (const trigger of findTriggers(text)) {
    const previous = starts.at(-1);
    if (!previous) starts.push({ at: 0, trigger });
    else if (trigger.isVerb && trigger.start >= previous.trigger.end) {
      const at = clauseStart(text.slice(0, trigger.start), today);
      if (at !== undefined && at >= previous.trigger.end) starts.push({ at, trigger });
    }
  }
  return starts.map(({ at, trigger }, index) => ({
    text: trimJoint(text.slice(at, starts[index + 1]?.at)),
    trigger: { ...trigger, start: trigger.start - at, end: trigger.end - at },
  }));
}

/** Where a clause begins that ends here, with nothing in it yet but a day: ", and on Tuesday I". */
function clauseStart(before: string, today: string): number | undefined {
  const joint = [...before.matchAll(/(?:,|\band|\bthen|\bafterwards|\blater)\s+/gi)].at(-1);
  if (!joint) return undefined;
  const start = joint.index + joint[0].length;
  const rest = withoutDays(before.slice(start), today).replace(
    /\b(?:and|then|i|we|also|later|just|on|at)\b/gi,
    '',
  );
  return rest.trim() === '' ? start : undefined;
}

const trimJoint = (text: string) =>
  text.replace(/[\s,]+(?:(?:and|then|i|we|also|later|just|afterwards)[\s,]*){0,4}$/i, '');

function readPart({ text, trigger, summary, undertaking }: Part, reading: Reading): Act[] | undefined {
  const known = { self: reading.self, colleagues: reading.colleagues };
  const parties = readParties(text, known);
  const about = aboutParties(parties, text, reading.focus);
  if (isSomebodyElses(text, trigger, known))
    return isAboutSomebody(about) ? [{ type: 'say', text: ONLY_OWN }] : undefined;
  if (!isAboutSomebody(about)) {
    const isInternal = parties.colleagues.some((name) => !isSelf(name, reading.self));
    return isInternal ? [{ type: 'say', text: ONLY_COLLEAGUES }] : undefined;
  }
  if (!trigger.isVerb && isAhead(toldPart(text, trigger.end), reading.today))
    return [planned(text, trigger, about, reading)];
  const day = dayOf(text, trigger.end, reading.today);
  const follow_up = undertaking ? namedFollowUp(undertaking, about) : undefined;
  return groups(about, parties).map((each, at) => ({
    type: 'log',
    kind: trigger.kind,
    summary: cleanSummary(summary),
    about: each,
    occurred_on: day ?? reading.today,
    is_private: reading.isPrivate,
    ...(follow_up && at === 0 ? { follow_up } : {}),
  }));
}

/** One interaction belongs to one company: people of another one go into an interaction of their own. */
function groups(about: About, { companies }: Parties): About[] {
  const named = companies.filter(({ name }) => about.people.some(({ company }) => company?.name === name));
  if (named.length < 2) return [about];
  return named.map((company, at) => ({
    company,
    people: about.people.filter((person) =>
      person.company ? person.company.name === company.name : at === 0,
    ),
    unsure: at === 0 ? about.unsure : [],
  }));
}

/** What is still to come is something to do, not something that happened. */
function planned(text: string, trigger: Trigger, about: About, { today }: Reading): Act {
  const day = findDays(text, today).find(({ future }) => future >= today);
  const who = enumerate(
    [
      ...about.people.map(({ name, email }) => name ?? email ?? ''),
      ...about.unsure.map(({ name }) => name),
    ].filter(Boolean),
  );
  const title = `${capitalise(trigger.kind === 'note' ? 'meeting' : trigger.kind)} with ${who || about.company?.name || 'customer'}`;
  return { type: 'follow_up', follow_up: { title, ...(day ? { due_on: day.future } : {}) }, about };
}
