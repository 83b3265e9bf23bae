import { ask, type Call, readWords, type Script, type Turn } from './prompt.ts';

const TO = String.raw`(?:over )?to (?<to>@?\p{L}[^\n]{1,60}?)[.!]?$`;
const ALL = new RegExp(
  String.raw`^\W*(?:please )?(?:hand|give|pass)(?: over)?(?: all)?(?: of)? my (?:(?<whose>.{2,80}?) )?follow-?ups ${TO}`,
  'iu',
);
const ONE = new RegExp(
  String.raw`^\W*(?:please )?(?:assign|hand|give|pass)(?: over)? (?:the |my )?(?<what>.{2,120}?) follow-?up ${TO}`,
  'iu',
);

/** “Hand my Halden follow-ups to Priya”, and “assign the Halden questionnaire follow-up to Daniel”. */
export function readHandOver(text: string): ((turn: Turn) => Script<string>) | undefined {
  const all = ALL.exec(text)?.groups;
  const one = ALL.test(text) ? undefined : ONE.exec(text)?.groups;
  const to = { name: (all ?? one)?.to?.replace(/^@/, '') };
  if (all) return () => give('hand_over', { to, ...(all.whose ? { company: { name: all.whose } } : {}) });
  return one && (() => give('change_follow_up', { words: one.what, action: 'assign', to }));
}

function* give(tool: string, input: Call['input']): Script<string> {
  const outcome = yield* ask(tool, input);
  if (outcome.ok) return `It is with ${readWords(outcome, 'assigned_to')} now, who is told.`;
  const which = outcome.candidates.map((each) => `• ${each}`);
  return `Nothing has changed. ${which.length > 0 ? ['Which one is it?', ...which].join('\n') : outcome.message}`;
}
