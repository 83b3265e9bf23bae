import type { Act } from './acts.ts';
import { HELP } from './replies.ts';
import { isDenied } from './triggers.ts';

/** Talk that is about no customer. Only where nothing else was found in a message. */
const TALK: readonly { pattern: RegExp; reply: string }[] = [
  {
    pattern:
      /^\W*(?:help|what can (?:you|i) (?:do|ask|say)|how (?:do|does) (?:i|you|this|it) (?:use|work)|what are you|who are you|what do you do|commands?|usage|examples?|instructions)\b/i,
    reply: HELP,
  },
  { pattern: /\b(?:are you (?:an? )?(?:ai|bot|human|robot|real|llm)|which model)\b/i, reply: HELP },
  {
    pattern: /\b(?:thanks?|thank you|thx|ty|cheers|much appreciated|obrigad[oa]|danke|merci|gracias)\b/i,
    reply: 'You are welcome!',
  },
  {
    pattern:
      /^\W*(?:hi|hello|hey|yo|hiya|howdy|good (?:morning|afternoon|evening|day)|morning|hola|hallo|ola|olá)\b/i,
    reply: `Hello! Tell me what happened with a customer, or ask me about one.`,
  },
  {
    pattern:
      /^\W*(?:bye|goodbye|see you|see ya|good night|have a (?:nice|good|great)|enjoy|happy \w+|tgif)\b/i,
    reply: 'See you!',
  },
  {
    pattern:
      /^\W*(?:ok(?:ay)?|great|perfect|cool|nice|super|awesome|good|fine|sure|alright|all right|got it|will do|yes|yep|yeah|no|nope|lol|haha+|wow|no (?:worries|problem)|sorry|never ?mind|nvm|forget it|k|👍|🙏|🎉|❤️)\b[^\p{L}]*$/iu,
    reply: 'All right.',
  },
  {
    pattern: /\bhow are you\b|\bhow's it going\b|\bwhat's up\b/i,
    reply: 'Fine, thank you. Is there anything to note or to look up?',
  },
  {
    pattern:
      /\b(?:weather|rain(?:ing|s)?|sun(?:ny|shine)|traffic|weekend|football|cake|birthday|coffee machine|lunch break|hungry|tired|jokes?)\b/i,
    reply: 'Good to know! That is nothing for the customer records, so I saved nothing.',
  },
  { pattern: /^[^\p{L}\p{N}]*$/u, reply: 'All right.' },
];

export function readSmallTalk(text: string): Act | undefined {
  if (text.length > 300) return undefined;
  const found = TALK.find(({ pattern }) => pattern.test(text));
  if (found) return { type: 'say', text: found.reply };
  if (isDenied(text)) return { type: 'say', text: 'Then there is nothing to log yet; I saved nothing.' };
  return undefined;
}
