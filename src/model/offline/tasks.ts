import { type About, type Act, isAboutSomebody } from './acts.ts';
import { contentOf } from './completion.ts';
import { withoutDays } from './dates.ts';
import { readName } from './names.ts';
import { readParties } from './parties.ts';
import { findUndertaking } from './promises.ts';
import { aboutParties, namedFollowUp, type Reading } from './reading.ts';
import type { Sentence } from './sentences.ts';
import { tokenize } from './tokens.ts';

/** "Remind me to…", "I need to…", "Send Ana the deck by Friday": something to do, without anything that happened. */
export function readTask({ text }: Sentence, reading: Reading): Act[] | undefined {
  const undertaking = findUndertaking(text, reading);
  if (!undertaking) return undefined;
  const parties = readParties(text, { self: reading.self, colleagues: reading.colleagues });
  const said = aboutParties(parties, text, reading.focus);
  const about = isAboutSomebody(said) ? said : forWhom(text);
  const isAsked = /\b(?:remind|reminder|follow[ -]?up|to-?do|task|note to self|don't forget)\b/i.test(text);
  if (!isAsked && IS_STATE.test(undertaking.title)) return undefined;
  if (!isAsked && !undertaking.due_on && !isAboutSomebody(about)) return undefined;
  return [{ type: 'follow_up', follow_up: namedFollowUp(undertaking, about), about }];
}

/** "I'll be out of office on Friday" promises nothing to a customer. */
const IS_STATE = /^(?:be|have|take|leave|work|stay|get)\b/i;

/** "prepare the deck for Umbrella": a customer only if one is known by that name. */
function forWhom(text: string): About {
  const tokens = tokenize(text);
  const at = tokens.findLastIndex(({ text: word }) => word.toLowerCase() === 'for');
  const name = at < 0 ? undefined : readName(tokens, at + 1);
  return { people: [], unsure: name ? [{ name: name.text, otherwise: 'drop' }] : [] };
}

const DONE: readonly RegExp[] = [
  /^(?:i(?:'m|'ve| am| have)? |we(?:'ve| have)? )?(?:just |already |now |finally )?(?:done|finished|completed)(?: with)?:? (.+)/i,
  /^(?:i(?:'ve| have)? |we(?:'ve| have)? )?(?:just |already |now |finally )?(?:sent|shared|delivered|submitted|prepared|forwarded) (.+)/i,
  /^(?:mark|tick off|check off|close|complete) (.+?)(?: (?:as )?(?:done|complete[d]?|off|finished))?[.!]?$/i,
  /^(.+?) (?:is|are|was|were|has been|have been) (?:now |already |finally |all )?(?:done|sent|finished|delivered|completed|taken care of|out)\b/i,
];
/** "I sent the pricing", "done with the deck": a promise that was kept. */
export function readDone(
  { text, own }: Sentence,
  reading: Reading,
  log: (reading: Reading) => Act[] | undefined,
): Act[] | undefined {
  if (/^(?:i'm |all )?done[.! ]*$/i.test(text)) return [{ type: 'done', said: '', words: [], names: [] }];
  const object = DONE.map((pattern) => pattern.exec(text)?.[1]).find(Boolean);
  if (!object || /\b(?:he|she|they|me|us)\b/i.test(object.slice(0, 6)) || own.length > 200) return undefined;
  const said = withoutDays(object, reading.today).replace(/[\s.!]+$/, '');
  const { people, companies, unsure } = readParties(`to ${said}`, reading);
  const named = unsure.filter(({ otherwise }) => otherwise !== 'drop');
  const names = [...people, ...companies, ...named]
    .flatMap(({ name }) => name ?? [])
    .concat(recipientsIn(said));
  const isTask =
    names.length > 0 && /^(?:my |the |that |this )?(?:follow[ -]?up|task|to-?do|reminder)\b/i.test(said);
  const words = isTask
    ? []
    : contentOf(withoutNames(said.replace(/ (?:to|for|at|from|about|by)\b.*$/i, ''), names));
  if (words.every((word) => /^(?:it|that|this|them|all)$/.test(word)) && !isTask) return undefined;
  const otherwise = log(reading)?.find(
    (act) => act.type !== 'log' || isAboutSomebody(withoutGuesses(act.about)),
  );
  return [{ type: 'done', said: said.slice(0, 80), words, names, ...(otherwise ? { otherwise } : {}) }];
}

/** "the pricing for Globex": whom something was done for. */
function recipientsIn(text: string): string[] {
  const tokens = tokenize(text);
  return tokens.flatMap((token, at) => {
    const name = /^(?:to|for|at|with)$/i.test(token.text) ? readName(tokens, at + 1) : undefined;
    return name ? [name.text] : [];
  });
}

const withoutNames = (text: string, names: readonly string[]) =>
  names.reduce((rest, name) => rest.replace(name, ' '), text);

const withoutGuesses = (about: About): About => ({
  ...about,
  unsure: about.unsure.filter(({ otherwise }) => otherwise !== 'drop'),
});
