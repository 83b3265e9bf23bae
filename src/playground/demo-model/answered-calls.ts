import { z } from 'zod';
import { fold } from '../../text.ts';
import { ask, type Call, read, type Scene, type Script, type Turn } from './prompt.ts';
import { readWho, saidSaved, sayRefused } from './replies.ts';

/** Whom the person means, as a reference has it. `label`: a name that is like the one that was asked about. */
export type Meant = { as: { id: string } | { name: string } | { is_new: true }; label: string };

const NEW =
  /(?<!\p{L})(?:new|another|other|else|neither|none|different|neue?[nrs]?|andere[nrs]?|jemand anders|nuev[oa]|otr[oa]|nouve(?:au|lle)|autre|nov[oa]|outr[oa]|nuov[oa]|altr[oa]|nytt?|annan|annat)(?!\p{L})/iu;

/**
 * Carries out what was refused because it was not clear who is meant, once the person has answered that. Undefined when the
 * message answers no such question.
 */
export function readAnswered({ text, scene }: Turn): Script<string> | undefined {
  const { waiting_for: waiting } = scene;
  if (!waiting || waiting.refused_calls.length === 0) return undefined;
  const offered = waiting.candidates.map(({ name }) => name);
  if (offered.length === 0 && !waiting.answered) return undefined;
  const meant = readMeant(text, waiting);
  if (!meant) return undefined;
  const calls = waiting.refused_calls.map(({ tool, arguments: said }) => ({ tool, input: said }));
  const answered = calls.map((call) => withMeant(call, meant));
  return answered.some((call, at) => call !== calls[at]) ? carryOut(answered, waiting.about) : undefined;
}

/** Whom an answer means: of those who were offered by buttons or in words, or nobody of them. Undefined when it says neither. */
export function readMeant(text: string, waiting: NonNullable<Scene['waiting_for']>): Meant | undefined {
  const { answered, candidates } = waiting;
  const [first] = candidates;
  if (answered) return first ? known(first) : { as: { is_new: true }, label: text };
  const labels = candidates.map(({ name }) => name);
  if (NEW.test(text) && text.split(/\s+/).length < 8)
    return { as: { is_new: true }, label: labels.join(' ') };
  const who = readWho(text, labels);
  const chosen = candidates.find(({ name }) => name === who);
  return chosen && known(chosen);
}

/** One of those who were offered: `Ana Lopes (Acme; CTO)`. */
export const known = ({ name: label, id }: { name: string; id?: string | undefined }): Meant => ({
  as: id ? { id } : { name: label.replace(/ \(.*$/, '') },
  label,
});

type Ref = { id?: unknown; is_new?: unknown; name?: unknown; email?: unknown };

/** The same call with who is meant in place of the name that is most like theirs; the call itself when it has none. */
export function withMeant(call: Call, { as, label }: Meant): Call {
  const refs = Object.values(call.input).flatMap((value) => (Array.isArray(value) ? value : [value]));
  const open = refs.filter(isOpen).map((ref) => ({ ref, like: likeness(ref, label) }));
  // The shorter one of two: part of a name may be that of several.
  const [best] = open.toSorted(
    (one, other) => other.like - one.like || lengthOf(one.ref) - lengthOf(other.ref),
  );
  if (!best || best.like === 0) return call;
  const named = { ...best.ref, ...as };
  const put = (value: unknown): unknown => (value === best.ref ? named : value);
  const input = Object.entries(call.input).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map(put) : put(value),
  ]);
  return { ...call, input: Object.fromEntries(input) };
}

/** Whether something names somebody by words alone. */
const isOpen = (value: unknown): value is Ref =>
  typeof value === 'object' &&
  value !== null &&
  ('name' in value || 'email' in value) &&
  !('id' in value) &&
  !('is_new' in value);

/** How many words of a name begin as words of the label do: names that are asked about are spelt much alike. */
function likeness(ref: Ref, label: string): number {
  const starts = new Set(fold(label).split(' ').map(startOf));
  const said = fold(saidIn(ref)).split(' ');
  return said.filter((word) => starts.has(startOf(word))).length / said.length;
}
const saidIn = ({ name, email }: Ref) => String(name ?? email);
const lengthOf = (ref: Ref) => saidIn(ref).length;
const startOf = (word: string) => word.slice(0, 3);

const Saved = z.object({ contact: z.object({ id: z.string() }).optional().catch(undefined) });

function* carryOut(calls: Call[], about: string): Script<string> {
  const outcomes = yield calls;
  const refused = outcomes.find((each) => !each.ok);
  if (refused && !refused.ok) return sayRefused(refused);
  const id = calls[0]?.tool === 'save_contact' ? read(outcomes[0], Saved).contact?.id : undefined;
  // What was said of somebody new is kept in full.
  const noted = id ? yield* ask('add_note', { contact: { id }, note: about }) : undefined;
  return noted && !noted.ok ? sayRefused(noted) : saidSaved(about);
}
