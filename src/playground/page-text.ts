import type { Workspace } from '../emulator/workspace-types.ts';
import { canSee } from './page-state.ts';

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Encodes typed text as Slack sends it: `&`, `<` and `>` escaped, "@Rapport" and "@Marta Lindqvist" as mentions. */
export function encodeText(workspace: Workspace, text: string): string {
  return mention(workspace, escapeText(text), ({ id }) => `<@${id}>`);
}

/** Encodes the text of a slash command with `should_escape`: mentions of people and channels carry their names. */
export function encodeCommandText(workspace: Workspace, { as, text }: { as: string; text: string }): string {
  const named = mention(workspace, escapeText(text), ({ id, name }) => `<@${id}|${name}>`);
  return workspace
    .channels()
    .filter(({ id }) => canSee(workspace, { as, channel: id }))
    .sort((a, b) => b.name.length - a.name.length)
    .reduce(
      (so, { id, name }) =>
        so.replace(new RegExp(`(^|[\\s(=])#${name}(?![\\w-])`, 'g'), `$1<#${id}|${name}>`),
      named,
    );
}

type Person = { id: string; name: string };

function mention(workspace: Workspace, text: string, show: (person: Person) => string): string {
  const bot = { id: workspace.botUserId, name: 'rapport' };
  const addressed = text.replace(/(^|[\s(=])@rapport\b/gi, (_, before) => `${before}${show(bot)}`);
  return workspace
    .users()
    .sort((a, b) => b.realName.length - a.realName.length)
    .reduce((so, user) => so.replaceAll(`@${user.realName}`, show(user)), addressed);
}
