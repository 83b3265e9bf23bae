/**
 * What a person wrote, as plain text. Slack writes `<@U1>` for people, `<#C1|sales>` for channels, `<https://…|label>`
 * for links, `<!subteam^S1|@ops>` for groups, and escapes `&`, `<` and `>`. Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function readText(
  text: string,
  { botUserId, names }: { botUserId: string; names: ReadonlyMap<string, string> },
): string {
  const words = text.includes('<') ? readLinks(text, { botUserId, names }) : text;
  return unescapeText(words.replace(/[ \t]+/g, ' ').trim());
}

/** A text without what Slack writes between `<` and `>`. */
function readLinks(
  text: string,
  { botUserId, names }: { botUserId: string; names: ReadonlyMap<string, string> },
): string {
  return text
    .replaceAll(`<@${botUserId}>`, ' ')
    .replace(
      /<@([UW][A-Z0-9]+)(?:\|([^>]*))?>/g,
      (_, id: string, label?: string) => `@${names.get(id) ?? label ?? id}`,
    )
    .replace(/<#[CG][A-Z0-9]+(?:\|([^>]*))?>/g, (_, label?: string) => (label ? `#${label}` : '#channel'))
    .replace(/<!date\^[^>|]*\|([^>]*)>/g, '$1')
    .replace(/<!([^>|]*)(?:\|([^>]*))?>/g, (_, name: string, label?: string) => readGroup(name, label))
    .replace(/<mailto:([^>|]+)(?:\|([^>]*))?>/g, (_, address: string, label?: string) =>
      label && label !== address ? `${label} (${address})` : address,
    )
    .replace(/<tel:([^>|]+)(?:\|[^>]*)?>/g, '$1')
    .replace(/<(https?:\/\/[^>|]+)\|([^>]*)>/g, (_, url: string, label: string) =>
      url.includes(label) ? label : `${label} (${url})`,
    )
    .replace(/<(https?:\/\/[^>]+)>/g, '$1');
}

/** A group of people, such as `@ops` or `@here`. Slack writes `<!subteam^S1|@ops>`, and `<!subteam^S1>` where it has no name. */
function readGroup(name: string, label?: string): string {
  const called = label || (name.startsWith('subteam^') ? 'group' : name.split('^')[0]);
  return called?.startsWith('@') ? called : `@${called}`;
}

/** Whether a channel is direct messages with us; their ids begin so. */
export const isDirect = (channel: string): boolean => channel.startsWith('D');

/** Ids of the people that a text mentions. */
export function mentionedUsers(text: string): string[] {
  if (!text.includes('<@')) return [];
  return [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) => (id ? [id] : []));
}

/** Ids of the channels that a text links. */
export function linkedChannels(text: string): string[] {
  if (!text.includes('<#')) return [];
  return [...text.matchAll(/<#([CG][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) => (id ? [id] : []));
}

/** What somebody wrote without the lines that they quote. */
export const withoutQuotes = (text: string): string => text.replace(/^(?:&gt;|>).*$/gm, '');

/** Our own words as Slack's mrkdwn: nothing in them can mention, link or notify. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Slack escapes these three in what people type. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
