import { fold } from '../../text.ts';
import { findDays } from './days.ts';
import { toDo } from './follow-ups.ts';
import { findNamed } from './known.ts';
import { WORDS } from './languages.ts';
import { addLead, addNote } from './notes.ts';
import type { Scene, Turn } from './prompt.ts';
import { askToDo, askWhich, cannot, notSaved, saidToDo } from './replies.ts';
import { ask, type Call, type Script } from './script.ts';

type Order = (turn: Turn) => Script<string>;

const UNDO =
  /^\W*(?:please\s+)?(?:undo|take (?:it|that|this) back|revert|rückgängig|mach das rückgängig|deshacer|deshaz|annule[rz]?|desfazer|desfaz|ångra|annulla)(?!\p{L})/iu;
const REMIND =
  /^\W*(?:rapport[,:]?\s+)?(?:please\s+|pls\s+|can you\s+|could you\s+)?(?:remind me|reminder|erinnere? mich|recuérdame|rappelle[- ]moi|lembra-me|ricordami|herinner me|påminn mig)(?:\s+(?:to|that|about|zu|daran|de|a|che|om|att)(?!\p{L}))?[\s,:]*/iu;
const MUST =
  /^\W*(?:(?:i|we)\s+(?:need|have|must|ought|got)\s+(?:to\s+)?|(?:i|we)(?:'ll| will| should| must)\s+|(?:need|must|have) to\s+|to-?do\s*:\s*)/i;
const DONE = [
  /^\W*(?:done|finished|completed|tick off|check off|erledigt|hecho|fait|feito|klart)(?!\p{L})\s*[:,-]?\s+(.+)$/iu,
  /^(.{4,80}?)\s+(?:is|are) (?:done|finished|completed)[.!]*$/iu,
];
const MOVE = /^\W*(?:please\s+)?(?:move|postpone|reschedule|push|snooze|shift)\s+(?:the\s+|my\s+)?(.+)$/iu;
const NOTE =
  /^\W*(?:note(?: to self)?|for the record|fyi|remember|notiz|merke|nota|nota mental|anteckning)\s*[:,-]\s*(?=\S)/iu;
const LEAD =
  /^\W*(?:(?:a )?new (?:lead|contact|prospect|customer)|neuer? (?:lead|kontakt|kunde)|nuevo (?:contacto|lead|cliente)|nouveau (?:contact|lead|client)|novo (?:contacto|contato|lead|cliente)|nuovo (?:contatto|lead|cliente)|nieuwe? (?:contact|lead|klant)|ny(?:tt)? (?:kontakt|lead|kund))(?!\p{L})[\s:,-]*/iu;
const IT_WAS =
  /^\W*(?:(?:no|sorry|oops|actually|correction|wait|nein|non|não|nee|nej)\b[\s,.:!-]*){0,2}(?:(?:it|that|this) (?:was|wasn['’]?t)|es war|das war|fue|era|c['’]était|foi|het was|det var)(?!\p{L})\s*/iu;
const EVENT_WAS =
  /\bthe (?:meeting|call|visit|e-?mail|note|lunch|demo)(?: with .{2,60}?)? (?:was|took place|happened) (?=on|yesterday|today|last)/i;

/** What a message that asks for something plain wants done. */
export function readOrder(text: string): Order | undefined {
  if (UNDO.test(text) && text.length < 80) return undo;
  if (REMIND.test(text)) return ({ scene }) => remember(text, scene);
  if (text.length < 140 && (IT_WAS.test(text) || EVENT_WAS.test(text)))
    return ({ scene }) => correct(text, scene);
  const done = DONE.map((form) => form.exec(text)?.[1]).find(Boolean);
  if (done) return () => changeToDo({ words: done, action: 'done' }, 'Well done, that is off your list.');
  const moved = MOVE.exec(text)?.[1];
  if (moved) return ({ scene }) => move(moved, scene);
  if (NOTE.test(text)) return ({ scene }) => addNote(text, text.replace(NOTE, ''), scene);
  if (LEAD.test(text)) return ({ scene }) => addLead(text, text.replace(LEAD, ''), scene);
  return isPlan(text) ? plan : undefined;
}

const NTH: Record<string, number> = { second: 2, third: 3, fourth: 4, fifth: 5, '2nd': 2, '3rd': 3 };

function* undo({ text, scene }: Turn): Script<string> {
  const [, word = ''] = /\b(second|third|fourth|fifth|2nd|3rd)[- ](?:to[- ])?last\b/i.exec(text) ?? [];
  const nth = NTH[word.toLowerCase()] ?? 1;
  const change = scene.saved.at(-nth);
  if (nth > 1 && !change) return 'I do not see that far back. Press Undo on its card, please.';
  const outcome = yield* ask('undo', change ? { change_id: change.change_id } : {});
  if (!outcome.ok) return `I took nothing back. ${outcome.message}`;
  return change ? `Taken back: ${change.summary}.` : 'That is taken back.';
}

function* changeToDo(input: Call['input'], done: string): Script<string> {
  const outcome = yield* ask('change_follow_up', input);
  if (outcome.ok) return done;
  const candidates = outcome.candidates.map((each) => `• ${each}`);
  return [
    'Nothing has changed.',
    ...(candidates.length > 0 ? ['Which one is it?', ...candidates] : [outcome.message]),
  ].join('\n');
}

function* move(words: string, scene: Scene): Script<string> {
  const [day] = findDays(words, scene);
  if (!day) return cannot(words);
  const what = words
    .slice(0, day.start)
    .replace(/\s+(?:to|until|till|on|by|for)\s*$/i, '')
    .trim();
  return yield* changeToDo({ words: what, action: 'change', due_on: day.future }, `Moved to ${day.future}.`);
}

/** Puts something on the person's list, in their words, with whom it is about where that is certain. */
export function* remember(text: string, scene: Scene): Script<string> {
  const { people, companies } = yield* findNamed(text, scene);
  const { title, due_on } = toDo(text.replace(REMIND, '').replace(MUST, ''), scene, []);
  const outcome = yield* ask('add_follow_up', {
    title,
    ...(due_on ? { due_on } : {}),
    ...(people.length === 1 ? { contact: { id: people[0]?.id } } : {}),
    ...(companies.length === 1 ? { company: { id: companies[0]?.id } } : {}),
  });
  if (!outcome.ok) return notSaved(outcome);
  const hour = /\bat \d|\d ?(?:am|pm|uhr)\b/i.test(text) ? ' I keep the day, not the hour.' : '';
  return `${saidToDo(text)}${due_on ? '' : ' No day is set.'}${hour}`;
}

/** `I need to call Grace on Tuesday`: what the writer has yet to do. */
function isPlan(text: string): boolean {
  const [first = '', second = '', third = ''] = fold(text).split(' ');
  if (/^(?:say|admit|tell)$/.test(third) || /\?\s*$/.test(text)) return false;
  return (
    WORDS.plans.has(first) ||
    (WORDS.selves.has(first) && (WORDS.plans.has(second) || `${second} ${third}` === 'have to'))
  );
}

function* plan({ text, scene }: Turn): Script<string> {
  const days = findDays(text, scene).filter(({ future }) => future > scene.today);
  return days.length === 1 ? yield* remember(text, scene) : askToDo('');
}

/** Changes who took part, or when, in what the person saved last, or last with the customer that is named. */
function* correct(text: string, scene: Scene): Script<string> {
  const event = EVENT_WAS.exec(text);
  const [rightly = ''] = text.replace(IT_WAS, '').split(/,?\s+(?:and )?(?:not|instead of|rather than)\s+/i);
  const days = findDays(text, scene).filter(({ past }) => past <= scene.today);
  const { people, companies, unsure } = yield* findNamed(event ? text : rightly, scene);
  if (unsure.length > 0) return askWhich(unsure);
  const contacts = event ? [] : people;
  if (days.length > 1 || companies.length > 1 || days.length + contacts.length === 0) {
    return 'I can correct who it was and which day, in plain words: “it was Sofia Brandt, not Oliver” or “it was yesterday”. Nothing has changed yet.';
  }
  const outcome = yield* ask('change_interaction', {
    ...(event && companies[0] ? { which_company: { id: companies[0].id } } : {}),
    ...(contacts.length > 0 ? { contacts: contacts.map(({ id }) => ({ id })) } : {}),
    ...(days[0] ? { occurred_on: days[0].past } : {}),
    because: 'person_changed',
  });
  return outcome.ok ? 'Corrected.' : `Nothing has changed. ${outcome.message}`;
}
