import { fold } from '../../text.ts';
import { type Meant, withMeant } from './answered-calls.ts';
import { readHandOver } from './colleagues.ts';
import { findDays } from './days.ts';
import { readDeal } from './deals.ts';
import { toDo } from './follow-ups.ts';
import { logInteractions } from './interactions.ts';
import { readMorningList } from './morning-list.ts';
import { findNamed } from './names-on-record.ts';
import { findNewcomers, nameIn } from './new-names.ts';
import { ask, type Call, type Choices, readWords, type Scene, type Script, type Turn } from './prompt.ts';
import { askToDo, askWhich, askWho, cannot, NEVER_MIND, saidSaved, saidToDo, sayRefused } from './replies.ts';
import { ADDRESS, WORDS } from './words.ts';

/** A note about one person or company goes to what is known about them. */
function* addNote(text: string, note: string, scene: Scene): Script<string> {
  const { people, companies, unsure } = yield* findNamed(note, scene);
  const isClear = unsure.length === 0 && people.length < 2 && companies.length < 2;
  const [[contact], [company]] = [people, companies];
  if (!isClear || (!contact && !company)) return yield* logInteractions(text, {}, scene);
  const about = contact ? { contact: { id: contact.id } } : { company: { id: company?.id } };
  const outcome = yield* ask('add_note', { ...about, note });
  return outcome.ok ? saidSaved(text) : sayRefused(outcome);
}

const PHONE = /(?:\+|\b00)\d[\d ()/.-]{6,}\d/;
const FIRST_NAME = /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,3}(?=,|$)/u;

/** Somebody new, with all that is said about them as a note: nothing has happened with them yet. */
function* addLead(text: string, said: string, scene: Scene): Script<string> {
  const { people, companies } = yield* findNamed(said, scene);
  const [known, firm] = [people[0], companies[0]];
  const fresh = findNewcomers(said, [...people, ...companies]);
  const name = fresh.people[0]?.name ?? FIRST_NAME.exec(said)?.[0];
  if (!known && !name) return askWho([]);
  const place = fresh.companies[0] && { name: fresh.companies[0].name };
  // Known at another company: whether they are the same is for the tools to judge, by the name.
  const isElsewhere = !firm && place !== undefined;
  const contact = known && !isElsewhere ? { id: known.id } : { name: known?.name ?? name };
  const saved = yield* ask('save_contact', {
    contact,
    company: firm ? { id: firm.id } : place,
    email: said.match(ADDRESS)?.[0],
    phone: PHONE.exec(said)?.[0],
    title: fresh.people[0]?.title,
  });
  const noted = saved.ok ? yield* ask('add_note', { contact, note: text }) : saved;
  return noted.ok ? saidSaved(text) : sayRefused(noted);
}

/** Two that are said to be one are shown on a card: people decide there. */
export function* showBoth({ one, other }: Pair, scene: Scene, meant?: Meant): Script<string> {
  if (meant && 'is_new' in meant.as) return NEVER_MIND;
  const { people, companies, unsure } = yield* findNamed(`${one}, ${other}`, scene);
  const noun = people.length + unsure.length > companies.length ? 'contact' : 'company';
  const input = { [noun]: { name: one }, [`other_${noun}`]: { name: other } };
  const call = { tool: 'same_customer', input };
  const both = meant ? withMeant(call, meant) : call;
  const outcome = yield* ask(both.tool, both.input);
  if (outcome.ok) return readWords(outcome, 'state');
  return outcome.candidates.length > 0
    ? askWhich(outcome.candidates)
    : `I changed nothing. ${outcome.message}`;
}

type Order = (turn: Turn) => Script<string>;
const UNDO =
  /^\W*(?:please\s+)?(?:undo|take (?:it|that|this) back|revert|rückgängig|mach das rückgängig|deshacer|deshaz|annule[rz]?|desfazer|desfaz|ångra|annulla)(?!\p{L})/iu;
const REMIND =
  /^\W*(?:rapport[,:]?\s+)?(?:please\s+|pls\s+|can you\s+|could you\s+)?(?:remind me|reminder|erinnere? mich|recuérdame|rappelle[- ]moi|lembra-me|ricordami|herinner me|påminn mig)(?:\s+(?:to|that|about|zu|daran|de|a|che|om|att)(?!\p{L}))?[\s,:]*/iu;
const MUST =
  /^\W*(?:(?:i|we)\s+(?:need|have|must|ought|got)\s+(?:to\s+)?|(?:i|we)(?:'ll| will| should| must)\s+|(?:need|must|have) to\s+|to-?do\s*:\s*)/i;
const MOVE = /^\W*(?:please\s+)?(?:move|postpone|reschedule|push|snooze|shift)\s+(?:the\s+|my\s+)?(.+)$/iu;
const NOTE =
  /^\W*(?:note(?: to self)?|for the record|fyi|remember|notiz|merke|nota|nota mental|anteckning)\s*[:,-]\s*(?=\S)/iu;
const LEAD =
  /^\W*(?:(?:a )?new (?:lead|contact|prospect|customer)|neuer? (?:lead|kontakt|kunde)|nuevo (?:contacto|lead|cliente)|nouveau (?:contact|lead|client)|novo (?:contacto|contato|lead|cliente)|nuovo (?:contatto|lead|cliente)|nieuwe? (?:contact|lead|klant)|ny(?:tt)? (?:kontakt|lead|kund))(?!\p{L})[\s:,-]*/iu;
const IT_WAS =
  /^\W*(?:(?:no|sorry|oops|actually|correction|wait|nein|non|não|nee|nej)\b[\s,.:!-]*){0,2}(?:(?:it|that|this) (?:was|wasn['’]?t)|es war|das war|fue|era|c['’]était|foi|het was|det var)(?!\p{L})\s*/iu;
const EVENT_WAS =
  /\bthe (?:meeting|call|visit|e-?mail|note|lunch|demo)(?: with .{2,60}?)? (?:was|took place|happened) (?=on|yesterday|today|last)/i;

const SAME =
  /^\W*(?<one>.{2,80}?) (?:is|are|ist|es|est) (?:really |also |just )?(?:the same|dasselbe|dieselbe|lo mismo|la même)(?: (?:company|person|customer|contact|firm))? (?:as|wie|que) (?<other>.{2,80}?)[.!]?$/iu;
const MERGE =
  /^\W*(?:please\s+)?(?:merge|join|combine) (?<one>.{2,80}?) (?:and|with|into|&) (?<other>.{2,80}?)[.!]?$/iu;

type Pair = { one: string; other: string };

/** The two that are said to be one. */
export function readPair(text: string): Pair | undefined {
  const said = (SAME.exec(text) ?? MERGE.exec(text))?.groups;
  return said && { one: said.one ?? '', other: said.other ?? '' };
}

export function readOrder(text: string): Order | undefined {
  const pair = readPair(text);
  if (pair) return ({ scene }) => showBoth(pair, scene);
  const deal = readDeal(text);
  if (deal) return deal;
  const morning = readMorningList(text);
  if (morning) return morning;
  const given = readHandOver(text);
  if (given) return given;
  const moved = MOVE.exec(text)?.[1];
  if (UNDO.test(text) && text.length < 80) return undo;
  if (REMIND.test(text)) return ({ scene }) => remember(text, scene);
  if (text.length < 140 && (IT_WAS.test(text) || EVENT_WAS.test(text))) return correct;
  if (moved) return ({ scene }) => move(moved, scene);
  if (NOTE.test(text)) return ({ scene }) => addNote(text, text.replace(NOTE, ''), scene);
  if (LEAD.test(text)) return ({ scene }) => addLead(text, text.replace(LEAD, ''), scene);
  return isPlan(text) ? plan : undefined;
}

const NTH = ['', 'second', 'third', 'fourth', 'fifth'];

function* undo({ text, scene }: Turn): Script<string> {
  const [, word = ''] = /\b(second|third|fourth|fifth)[- ](?:to[- ])?last\b/i.exec(text) ?? [];
  const nth = NTH.indexOf(word.toLowerCase()) + 1;
  const saved = nth > 1 ? scene.saved.at(-nth) : undefined;
  if (nth > 1 && !saved) return 'I do not see that far back. Press Undo on its card, please.';
  const outcome = yield* ask('undo', { change_id: saved?.change_id });
  if (!outcome.ok) return `I took nothing back. ${outcome.message}`;
  return readWords(outcome, 'saved').replace(/[.!?]?$/, '.');
}

function* change(tool: string, input: Call['input']): Script<string> {
  const outcome = yield* ask(tool, input);
  if (outcome.ok) return 'Done.';
  const which = outcome.candidates.map((each) => `• ${each}`);
  return `Nothing has changed. ${which.length > 0 ? ['Which one is it?', ...which].join('\n') : outcome.message}`;
}

function* move(words: string, scene: Scene): Script<string> {
  const [day] = findDays(words, scene);
  if (!day) return cannot(words);
  const what = words.slice(0, day.start).replace(/\s+(?:(?:to|until|till|on|by|for)\s*)?$/i, '');
  return yield* change('change_follow_up', { words: what, action: 'change', due_on: day.future });
}

/** Puts something on the person's list, in their words, with whom it is about where that is certain. */
export function* remember(text: string, scene: Scene, { about }: Choices = {}): Script<string> {
  const { people, companies, unsure } = yield* findNamed(about ?? text, scene);
  if (unsure.length > 0 && companies.length === 0 && !about) return askWhich(unsure);
  const { title, due_on } = toDo(text.replace(REMIND, '').replace(MUST, ''), scene, []);
  const [contact, company] = [people, companies].map((each) =>
    each.length === 1 ? { id: each[0]?.id } : undefined,
  );
  const due_time = timeIn(text);
  const outcome = yield* ask('add_follow_up', { title, due_on, due_time, contact, company });
  if (!outcome.ok) return sayRefused(outcome);
  const hour = due_time ? ` I remind you at ${due_time}.` : '';
  const stranger = people.length + companies.length > 0 ? undefined : (about ?? nameIn(title, scene));
  const alone = stranger ? ` I do not know ${stranger} yet, so it is linked to nobody.` : '';
  return `${saidToDo(text)}${due_on ? '' : ' No day is set.'}${hour}${alone}`;
}

const HOUR = /\bat (?<hour>\d{1,2})(?::(?<minute>\d\d))?\s*(?<half>am|pm)?\b/i;

/** `at 9`, `at 2:30 pm`: the time of day that a text names, `HH:MM`. */
function timeIn(text: string): string | undefined {
  const { hour, minute = '00', half } = HOUR.exec(text)?.groups ?? {};
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  return `${String(hours).padStart(2, '0')}:${minute}`;
}

export const isToDo = (text: string) => REMIND.test(text) || isPlan(text);

/** `I need to call Grace on Tuesday`: what the writer has yet to do. */
function isPlan(text: string): boolean {
  const [first = '', second = '', third = ''] = fold(text).split(' ');
  if (/^(?:say|admit|tell)$/.test(third) || /\?\s*$|^\s*["“„«]/.test(text)) return false;
  const isOwn = WORDS.plans.has(second) || `${second} ${third}` === 'have to';
  return WORDS.plans.has(first) || (WORDS.selves.has(first) && isOwn);
}

function* plan({ text, scene }: Turn): Script<string> {
  const days = findDays(text, scene).filter(({ future }) => future > scene.today);
  return days.length === 1 ? yield* remember(text, scene) : askToDo('');
}

/** Changes who took part, or when, in what the person saved last, or last with the customer that is named. */
function* correct({ text, scene }: Turn): Script<string> {
  const isEvent = EVENT_WAS.test(text);
  const [rightly = ''] = text.replace(IT_WAS, '').split(/,?\s+(?:and )?(?:not|instead of|rather than)\s+/i);
  const [day, ...more] = findDays(text, scene).filter(({ past }) => past <= scene.today);
  const { people, companies, unsure } = yield* findNamed(isEvent ? text : rightly, scene);
  if (unsure.length > 0) return askWhich(unsure);
  const contacts = isEvent || people.length === 0 ? undefined : people.map(({ id }) => ({ id }));
  if (more.length > 0 || companies.length > 1 || (!day && !contacts))
    return 'I can correct who it was and which day: “it was Sofia Brandt, not Oliver” or “it was yesterday”. Nothing has changed yet.';
  const which_company = isEvent && companies[0] ? { id: companies[0].id } : undefined;
  const input = { which_company, contacts, occurred_on: day?.past, because: 'person_changed' };
  return yield* change('change_interaction', input);
}
