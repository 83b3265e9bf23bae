import { type About, type Act, isAboutSomebody } from './acts.ts';
import { readName } from './names.ts';
import { readParties } from './parties.ts';
import { findUndertaking } from './promises.ts';
import { aboutParties, namedFollowUp, type Reading } from './reading.ts';
import type { Sentence } from './sentences.ts';
import { tokenize } from './tokens.ts';
import { fold } from './words.ts';

/** "Remind me to…", "I need to…", "Send Ana the deck by Friday": something to do, without anything that happened. */
export function readTask({ text }: Sentence, reading: Reading): Act[] | undefined {
  const undertaking = findUndertaking(text, reading.today);
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
const FILLER = new Set(
  'the a an my our your her his their this that it follow up followup task todo to with for as done today yesterday just now already out over off all one reminder'.split(
    ' ',
  ),
);

/** "I sent the pricing", "done with the deck": a promise that was kept. */
export function readDone(
  { text, own }: Sentence,
  reading: Reading,
  log: (reading: Reading) => Act[] | undefined,
): Act[] | undefined {
  if (/^(?:i'm |all )?done[.! ]*$/i.test(text)) return [{ type: 'done', words: '' }];
  const object = DONE.map((pattern) => pattern.exec(text)?.[1]).find(Boolean);
  if (!object || /\b(?:he|she|they|me|us)\b/i.test(object.slice(0, 6)) || own.length > 200) return undefined;
  const { people, companies, unsure } = readParties(`to ${object}`, { self: reading.self });
  const named = unsure.filter(({ otherwise }) => otherwise !== 'drop');
  const names = new Set(
    [...people, ...companies, ...named].flatMap(({ name }) => fold(name ?? '').split(' ')),
  );
  const words = fold(object.replace(/\b(?:to|for|at|from|about|by)\b.*$/i, ''))
    .split(' ')
    .filter((word) => word && !FILLER.has(word) && !names.has(word));
  if (words.length === 0) return undefined;
  const otherwise = log(reading)?.find(
    (act) => act.type !== 'log' || isAboutSomebody(withoutGuesses(act.about)),
  );
  return [{ type: 'done', words: words.slice(0, 6).join(' '), ...(otherwise ? { otherwise } : {}) }];
}

const withoutGuesses = (about: About): About => ({
  ...about,
  unsure: about.unsure.filter(({ otherwise }) => otherwise !== 'drop'),
});
