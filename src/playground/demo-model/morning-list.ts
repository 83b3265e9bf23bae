import { ask, readWords, type Script, type Turn } from './prompt.ts';
import { sayRefused } from './replies.ts';

const LIST =
  /^\W*(?:please )?(?<before>(?:[\p{L}’']+ ){0,4})morning list(?<after>(?: [\p{L}’']+){0,4})(?: please)?[.!]?$/iu;
const AT =
  /^\W*(?:please )?remind me (?:every morning |in the morning )?at (?<hour>\d{1,2})(?::(?<minute>\d\d))?(?: ?am)?(?<weekends>,? (?:also |and )?on weekends(?: too)?)?[.!]?$/iu;
const OFF = /(?<!\p{L})(?:no|not|stop|end|off|without|don['’]t)(?!\p{L})/iu;
const ON = /(?<!\p{L})(?:on|again|back|start|want|send|give|get)(?!\p{L})/iu;

/** “No morning list”, “morning list on again”, and “remind me at 8, on weekends too”. */
export function readMorningList(text: string): ((turn: Turn) => Script<string>) | undefined {
  const time = AT.exec(text)?.groups;
  if (time) {
    const { hour = '', minute = '00', weekends } = time;
    const at = `${hour.padStart(2, '0')}:${minute}`;
    return () => setTime({ at, ...(weekends ? { weekends: true } : {}) });
  }
  const { before, after } = LIST.exec(text)?.groups ?? {};
  const said = `${before ?? ''}${after ?? ''}`;
  if (OFF.test(said)) return () => setTime({ wanted: false });
  return ON.test(said) ? () => setTime({ wanted: true }) : undefined;
}

function* setTime(input: { at?: string; weekends?: boolean; wanted?: boolean }): Script<string> {
  const outcome = yield* ask('reminder_time', input);
  return outcome.ok ? `${readWords(outcome, 'saved')}.` : sayRefused(outcome);
}
