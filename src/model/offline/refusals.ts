import type { Act } from './acts.ts';
import { isFirstName } from './lexicon.ts';
import { isColleague, isSelf } from './parties.ts';
import type { Scene } from './read-prompt.ts';
import { ONLY_OWN } from './replies.ts';

type Refused = { pattern: RegExp; reply: string; unless?: (found: RegExpExecArray, scene: Scene) => boolean };

const NAME = "(?<name>@?\\p{Lu}[\\p{L}'-]+(?: \\p{Lu}[\\p{L}'-]+)?)";
const isWriter = ({ groups }: RegExpExecArray, { person }: Scene) => isSelf(groups?.name ?? '', person.name);
const isOurs = ({ groups }: RegExpExecArray, { colleagues }: Scene) =>
  isColleague((groups?.name ?? '').replace(/^@/, ''), colleagues);
const isNobody = (found: RegExpExecArray, scene: Scene) =>
  isWriter(found, scene) ||
  !(isOurs(found, scene) || isFirstName(found.groups?.name ?? '') || /^@/.test(found.groups?.name ?? ''));

/** What nobody may have done through a message, and what is said instead. */
const REFUSED: readonly Refused[] = [
  {
    pattern:
      /\b(?:make|promote|appoint|set|turn|give|grant)\b[^.;\n]{0,40}\b(?:admin(?:istrator)?|lead role|admin rights|permissions?|super ?user|owner rights|my role|role to)\b/i,
    reply: 'I cannot change roles or rights; whoever runs Rapport does that.',
  },
  {
    pattern:
      /\b(?:delete|remove|wipe|erase|drop|clear|purge|destroy|truncate)\b (?!(?:all |every |everything )?(?:of )?(?:my |the )?(?:schedule|scheduled |subscription|report schedule))(?:(?:all|every|everything|the (?:whole|entire)|(?:the )?(?:data|database|crm|tables?|history|contacts?|compan(?:y|ies)|interactions?|customers?|notes?)\b|our )|[^.;\n]{0,30}'s\b)/i,
    reply: 'I cannot delete what is on record; I can only undo what you have written yourself.',
  },
  {
    pattern:
      /\b(?:ignore|disregard|forget|override)\b [^.;\n]{0,30}\b(?:instructions?|rules|prompt|guidelines)\b|\bsystem prompt\b|\byou are now\b|\bdeveloper mode\b/i,
    reply: 'I only do what I am made for: keeping your customers, interactions and follow-ups.',
  },
  {
    pattern:
      /\b(?:run|execute)\b [^.;\n]{0,20}\b(?:sql|query|script|code|command)\b|\b(?:select|update|insert|delete)\b [^.;\n]{1,60}\b(?:from|into|set|where)\b[^.;\n]{0,60}[=;*]/i,
    reply: 'I cannot run queries or code from a message.',
  },
  {
    pattern: new RegExp(
      `\\b(?:[Oo]n behalf of|[Ii]n the name of|[Uu]nder the name of|[Aa]ct(?:ing)? as|[Pp]retend (?:to be|that I am|I'm|I am|you are)|[Ll]og(?:ged)? (?:it |this |that )?(?:for|as|under)|[Aa]s|[Ff]or) ${NAME}(?='s|\\s*[,:]|\\s+(?:log|note|record|save|add|met|called|had)|[.!?]?\\s*$)`,
      'u',
    ),
    reply: ONLY_OWN,
    unless: (found, scene) =>
      isNobody(found, scene) ||
      (/^(?:for|as) /i.test(found[0]) &&
        !/[,:]\s*(?:log|note|record|save|add|met|called|had|write|i )/i.test(
          found.input.slice(found.index + found[0].length - 1),
        )),
  },
  {
    pattern: new RegExp(
      `^\\W*(?:(?:please|can you|could you) )?(?:log|record|note|save|add|enter)\\b[^.;\\n]{0,80}\\b(?:for|as) ${NAME}[.!?]?\\s*$`,
      'iu',
    ),
    reply: ONLY_OWN,
    unless: (found, scene) => isWriter(found, scene) || !isOurs(found, scene),
  },
  {
    pattern:
      /\b(?:on behalf of|in the name of|pretend (?:to be|that i am|i'm|i am)|(?:log|record|note|save|add|enter) (?:his|her|their) (?:\w+ ){0,2}(?:call|meeting|e-?mail|visit|lunch|dinner|interaction|note)|(?:log|record|note|save|add|enter) (?:an? |the |this |that |it )?(?:\w+ ){0,2}(?:with [^,.;\n]{1,40} )?(?:for|as) (?:him|her|them|my (?:boss|colleague|lead|manager|teammate)))\b/i,
    reply: ONLY_OWN,
  },
  {
    pattern: new RegExp(`\\b(?:[Rr]emind|[Aa]ssign|[Nn]otify|[Tt]ell) ${NAME}(?: (?:to|about|that)\\b)`, 'u'),
    reply: 'I can only keep your own follow-ups; others tell me theirs.',
    unless: (found, scene) =>
      isWriter(found, scene) || /\b(?:me|i|to) \w* ?$/i.test(found.input.slice(0, found.index)),
  },
  {
    pattern: new RegExp(`\\b(?:assign|give)\\b [^.;\\n]{0,40} to ${NAME}[.!]?$`, 'u'),
    reply: 'I can only keep your own follow-ups; others tell me theirs.',
    unless: isNobody,
  },
  {
    pattern: new RegExp(
      `\\b(?:[Mm]ark|[Cc]lose|[Cc]omplete|[Uu]ndo|[Cc]hange|[Ee]dit|[Rr]evert) ${NAME}'s\\b [^.;\\n]{0,60}\\b(?:follow[- ]?ups?|to-?dos?|tasks?|entry|entries|notes?|meetings?|changes?|interactions?)\\b`,
      'u',
    ),
    reply: 'That belongs to somebody else; only they or a lead can change it.',
    unless: isWriter,
  },
  {
    pattern: new RegExp(
      `\\bwhat (?:did|has) ${NAME} (?:do|done|log|logged|been up to)\\b|\\b(?:show|list)(?: me)? ${NAME.replace('name', 'other')}'s (?:interactions|meetings|calls|log|activity|week)`,
      'u',
    ),
    reply:
      'I can only list what you have logged yourself; ask me about a customer to see what the team has done there.',
    unless: isWriter,
  },
  {
    pattern: new RegExp(
      `\\b(?:what|which|show|list|any)\\b[^.;\\n]{0,30}\\b${NAME}'s (?:\\w+ ){0,2}(?:follow[- ]?ups?|to-?dos?|tasks?|promises|list)\\b`,
      'iu',
    ),
    reply:
      'I can only list your own follow-ups; ask me about a customer to see what the team has open there.',
    unless: (found, scene) => isWriter(found, scene) || !isOurs(found, scene),
  },
  {
    pattern:
      /\b(?:show|read|tell|give)\b [^.;\n]{0,30}\b(?:everyone|everybody|others?|colleagues?|\p{Lu}\p{L}+)(?:'s|s')? (?:private|confidential)\b/iu,
    reply: 'Private notes are for their authors; I show them to nobody else.',
    unless: ({ 0: found }) => /\bmy\b/i.test(found),
  },
];

export function readRefusal(text: string, scene: Scene): Act | undefined {
  for (const { pattern, reply, unless } of REFUSED) {
    const found = pattern.exec(text);
    if (found && !unless?.(found, scene)) return { type: 'say', text: reply };
  }
  return undefined;
}
