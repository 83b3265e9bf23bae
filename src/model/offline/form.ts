import type { Act, Plan } from './acts.ts';
import { asks, type Form, shape } from './form-shapes.ts';
import type { Scene } from './read-prompt.ts';
import type { Wish } from './wish-clauses.ts';
import { readRequest } from './wishes.ts';
import { enumerate } from './words.ts';

/** The form of answers: what was learned, what the person has said in this thread, what they say now. */
function formOf(text: string, { thread, person, learned }: Scene): Form {
  const form: Form = {};
  for (const { kind, text: claim } of learned) {
    const known = kind === 'user_preference' ? CLAIMS.find(({ said }) => claim.startsWith(said)) : undefined;
    if (known) Object.assign(form, known.form);
  }
  const earlier = thread
    .filter(({ from }) => from === person.name)
    .flatMap((each) => readRequest(each.text).wishes);
  for (const wish of earlier) if (wish.when !== 'once') follow(form, wish);
  for (const wish of readRequest(text).wishes) follow(form, wish);
  return form;
}

/** How code words what people prefer. */
const CLAIMS: readonly { said: string; form: Form }[] = [
  { said: 'Prefers answers as bullet points', form: { format: 'bullets' } },
  { said: 'Prefers answers in sentences', form: { format: 'prose' } },
  { said: 'Prefers short answers', form: { length: 'short' } },
  { said: 'Prefers detailed answers', form: { length: 'detailed' } },
];

function follow(form: Form, { slot, value, when }: Wish): void {
  if (slot !== 'format' && slot !== 'length') return;
  if (when !== 'over') Object.assign(form, { [slot]: value });
  else if (form[slot] === value) delete form[slot];
}

/** What the rule-based model can do: it speaks English, in one tone. */
export const canFollow = (wishes: readonly Wish[]): boolean =>
  wishes.every(({ slot }) => slot === 'format' || slot === 'length');

/** Answers that tell something; confirmations, questions back and warnings stay as they are. */
const TELLING = new Set(['customer', 'mine', 'tasks', 'word', 'reports', 'report', 'numbers', 'learned']);
export const hasForm = (act: Act): boolean => act.type === 'ask' && TELLING.has(act.question.about);

/** The reply in the form that the person likes, and a word on a wish that is to last. */
export function inForm(
  reply: string,
  { acts }: Plan,
  { text, scene }: { text: string; scene: Scene },
): string {
  const shaped = acts.length > 0 && acts.every(hasForm) ? shape(reply, formOf(text, scene)) : reply;
  const { message, wishes } = readRequest(text);
  const lasting = wishes.filter(({ when }) => when !== 'once');
  if (lasting.length === 0 || asks(reply) || !/[\p{L}\p{N}]/u.test(message.own)) return shaped;
  return `${shaped}${shaped.includes('\n') ? '\n' : ' '}${acknowledge(lasting)}`;
}

const NAMES: Record<string, string> = {
  bullets: 'bullet points',
  prose: 'sentences without lists',
  short: 'short answers',
  detailed: 'more detail',
};

/** What is said to a wish. */
export function acknowledge(wishes: readonly Wish[]): string {
  const lasting = wishes.filter(({ when }) => when === 'lasting');
  const over = wishes.filter(({ when }) => when === 'over');
  const cannot = wishes.flatMap((wish) => CANNOT[wish.value === 'english' ? 'format' : wish.slot] ?? []);
  const said = [
    lasting.length > 0 ? `Got it: ${namesOf(lasting)} from now on.` : '',
    over.length > 0 ? `All right: no more ${namesOf(over)}.` : '',
    ...new Set(cannot),
  ].filter(Boolean);
  return said.join(' ') || 'All right.';
}

const CANNOT: Partial<Record<Wish['slot'], string>> = {
  language: 'As the rule-based demo model I speak only English, though.',
  tone: 'As the rule-based demo model I have only one tone, though.',
};

const namesOf = (wishes: readonly Wish[]) =>
  enumerate([...new Set(wishes.map(({ slot, value }) => nameOf(slot, value)))]);

function nameOf(slot: Wish['slot'], value: string): string {
  if (slot === 'tone') return `a ${value} tone`;
  return NAMES[value] ?? `${value.charAt(0).toUpperCase()}${value.slice(1)}`;
}
