import { logInteractions } from './interactions.ts';
import { findNamed } from './names-on-record.ts';
import { ask, readWords, type Script, type Turn } from './prompt.ts';
import { askWhich, sayRefused } from './replies.ts';

const BEGIN = String.raw`^\W*(?:(?:we|i)(?:['’]ve| have)? )?(?:just )?`;
const WON = new RegExp(`${BEGIN}(?:closed|won|signed)(?!\\p{L})`, 'iu');
const LOST = new RegExp(
  `${BEGIN}lost (?:the |our )?(?<what>.{2,60}?) deal(?!\\p{L})[\\s,;:.–-]*(?<reason>.*)$`,
  'iu',
);
const AMOUNT = /(?:[€$£]\s?)?\d[\d.,]*\s?(?:k|m|mn|mio)?(?:\s?(?:EUR|USD|GBP|JPY|CHF|€))?(?!\p{L})/iu;

const NEW =
  /^\W*(?:please )?(?:(?:we|i)(?:['’]ve| have)?(?: got)? )?(?:(?:add|create|start|log) (?:an? )?(?:new )?|(?:an? )?new |neuer )(?:deal|opportunity)(?!\p{L})[\s:,–-]*(?<what>[^?]+)$/iu;

/** A company that nobody has on record yet. */
const SOLD_TO =
  /(?<!\p{L})(?:with|for|at|from|mit|bei|für) (?<name>\p{Lu}[\p{L}\p{M}\d'’&-]*(?: (?:& )?\p{Lu}[\p{L}\p{M}\d'’&-]*){0,4})/u;

/** “New deal with Acme over 12,000 EUR”, “Closed Kestrel, 85k EUR” and “Lost the Quayside deal, they went with …”. */
export function readDeal(text: string): ((turn: Turn) => Script<string>) | undefined {
  const made = NEW.exec(text)?.groups;
  if (made) return ({ scene }) => add(text, made.what ?? '', scene);
  const lost = LOST.exec(text)?.groups;
  if (lost) {
    const { what = '', reason } = lost;
    return ({ scene }) => close(text, { action: 'lost', what, reason: reason || undefined }, scene);
  }
  if (!WON.test(text)) return undefined;
  return ({ scene }) =>
    close(text, { action: 'won', what: text, amount: AMOUNT.exec(text)?.[0].trim() }, scene);
}

function* add(text: string, what: string, scene: Turn['scene']): Script<string> {
  const {
    companies: [known, ...others],
  } = yield* findNamed(what, scene);
  const name = known?.name ?? SOLD_TO.exec(what)?.groups?.name;
  if (!name || others.length > 0) return yield* logInteractions(text, {}, scene);
  const amount = AMOUNT.exec(what)?.[0].trim();
  const outcome = yield* ask('save_deal', { action: 'add', company: { name }, amount });
  return outcome.ok ? `Noted as a deal: ${readWords(outcome, 'saved')}.` : sayRefused(outcome);
}

type Closing = {
  action: 'won' | 'lost';
  what: string;
  amount?: string | undefined;
  reason?: string | undefined;
};

function* close(
  text: string,
  { action, what, amount, reason }: Closing,
  scene: Turn['scene'],
): Script<string> {
  const { companies } = yield* findNamed(what, scene);
  const [company, ...others] = companies;
  if (!company || others.length > 0) return yield* logInteractions(text, {}, scene);
  const outcome = yield* ask('save_deal', { action, company: { name: company.name }, amount, reason });
  if (outcome.ok)
    return `${action === 'won' ? 'Well done!' : 'That is a pity.'} ${readWords(outcome, 'saved')}.`;
  if (outcome.candidates.length > 0) return askWhich(outcome.candidates);
  // The deal is a colleague's, or not kept: what was said is kept at least.
  const said = yield* logInteractions(text, {}, scene);
  return `${said} The deal has not changed. ${outcome.message}`;
}
