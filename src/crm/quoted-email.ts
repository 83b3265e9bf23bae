import { readNamedAddress } from '../names/addresses.ts';
import { readWrittenDay } from '../names/written-days.ts';

/** Who has written a mail that is pasted or forwarded, when, and about what, as its head says. `day`: where it is plain. */
export type QuotedEmail = {
  name?: string;
  address?: string;
  /** The date as it is written. */
  date?: string;
  day?: string;
  subject?: string;
};

/** How mail programs call the lines of a head, in the languages that they are used in. Folded. */
const FIELDS = {
  from: 'from von de da van från fra lähettäjä od от 差出人 发件人 寄件者 보낸사람 kimden mittente expéditeur absender afzender avsändare',
  date: 'date sent gesendet datum envoyé enviado enviada fecha data inviato verzonden skickat sendt päivämäärä wysłano дата отправлено 日時 送信日時 发送时间 日期 보낸날짜 날짜 tarih',
  subject:
    'subject betreff objet asunto oggetto assunto onderwerp ämne emne aihe temat тема 件名 主题 主旨 제목 konu sujet',
  to: 'to an à para a aan till til do кому 宛先 收件人 받는사람 kime cc bcc kopie copia копия reply-to antwort-an',
} as const;
type Field = keyof typeof FIELDS;

const plain = (word: string) => word.normalize('NFC').toLowerCase().replace(/\s+/g, '');

const FIELD_OF: ReadonlyMap<string, Field> = new Map(
  Object.entries(FIELDS).flatMap(([field, words]) =>
    words.split(' ').map((word): [string, Field] => [plain(word), field as Field]),
  ),
);

/** `*Von:* Ana Lopes`, `> From : Ana`, `件名：…`. Nobody can make it take long: the word is short. */
const HEAD_LINE = /^[>\s|]{0,12}[*_]{0,2}([\p{L}\p{M} -]{1,24}?)[*_]{0,2}\s?[:：][*_]{0,2}[ \t]*(.*)$/u;
/** `On Mon, 23 Nov 2026 at 10:02, Ana Lopes <ana@acme.example> wrote:`: the address, and what stands before its name. */
const ATTRIBUTION =
  /^[>\s|]{0,12}(\p{L}{1,8}\.?\s[^<>\n]{6,120}?)[\s,]*<?([^\s<>]+@[^\s<>]+)>?[^\n<>]{0,24}[:：]$/u;

/** Every line of a head has one: most messages have no mail in them. */
const COLON = /[:：]/;

/** Lines that are looked through, and the longest one that is read. */
const MOST_LINES = 400;
const LONGEST_LINE = 500;

/**
 * Reads the head of the first mail in a text: lines such as `From:` and `Subject:` below each other, in any of the common
 * languages, or the line above an answer. Undefined where there is none.
 */
export function readQuotedEmail(text: string): QuotedEmail | undefined {
  if (!COLON.test(text)) return undefined;
  const lines = text.split(/\r\n|[\r\n]/, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
  for (const [at, line] of lines.entries()) {
    const head = readHead(lines.slice(at));
    if (head) return head;
    const attributed = readAttribution(line);
    if (attributed) return attributed;
  }
  return undefined;
}

function fieldIn(line: string): { field: Field; value: string } | undefined {
  const [, name = '', value = ''] = HEAD_LINE.exec(line) ?? [];
  const field = FIELD_OF.get(plain(name));
  return field && value.trim() ? { field, value: value.trim() } : undefined;
}

/** The head that begins with the first of some lines: it says who has written, and one thing more. */
function readHead(lines: readonly string[]): QuotedEmail | undefined {
  const found = new Map<Field, string>();
  for (const line of lines) {
    const read = fieldIn(line);
    // Lines that are no field are the rest of the one before; an empty one ends the head.
    if (!read && (found.size === 0 || !line.replace(/[>\s|]/g, ''))) break;
    if (read && !found.has(read.field)) found.set(read.field, read.value);
  }
  const from = found.get('from');
  return from && found.size > 1
    ? describe({ from, date: found.get('date'), subject: found.get('subject') })
    : undefined;
}

function readAttribution(line: string): QuotedEmail | undefined {
  const [, before = '', address = ''] = ATTRIBUTION.exec(line) ?? [];
  if (!address || !/\d/.test(before)) return undefined;
  // The name stands behind the last number or comma of the time, and behind the verb where that comes first.
  const [behind = ''] = before.split(/[\d,]/).slice(-1);
  const name = behind
    .replace(/^\.?\s*(?:uhr\s+)?(?:(?:schrieb|skrev|schreef)\s+)?/i, '')
    .replace(/[\s(]+$/, '');
  return describe({ from: `${name} <${address}>`, date: before });
}

/** The longest name and subject that are told. */
const LONGEST = 200;

function describe({
  from,
  date,
  subject,
}: {
  from: string;
  date?: string | undefined;
  subject?: string | undefined;
}): QuotedEmail | undefined {
  const named = readNamedAddress(
    from.replace(/[([]\s*(?:mailto:)?([^\s()[\]]+@[^\s()[\]]+)\s*[)\]]/i, '<$1>'),
  );
  const name = named ? named.name : from.replace(/["']/g, '').trim();
  if (!named && !/\p{L}/u.test(name ?? '')) return undefined;
  const day = date && readWrittenDay(date);
  return {
    ...(name ? { name: name.slice(0, LONGEST) } : {}),
    ...(named ? { address: named.address } : {}),
    ...(date ? { date: date.slice(0, LONGEST) } : {}),
    ...(day ? { day } : {}),
    ...(subject ? { subject: subject.slice(0, LONGEST) } : {}),
  };
}
