import type { KnownBlock } from '@slack/types';
import type { OpenHome } from '../../app/home-screens.ts';
import { formatDate } from '../../clock.ts';
import { ROLES, type Role } from '../../context.ts';
import { MOST_COUNTED } from '../../crm/overdue-by-member.ts';
import { type DescribedPair, describePair, pairActions } from '../../delivery/pair-document.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import { buildButtons } from './buttons.ts';
import { buildLines, buildMore, heading, named } from './home-parts.ts';
import { buildNote, buildSection, formatText } from './text.ts';

/** What leads see of the team: who has promised what and is late, and which customers have gone quiet. */
export function buildTeam({ team }: OpenHome): KnownBlock[] {
  if (!team) return [];
  const late = team.overdue.shown.map(({ member, count, oldest }) => {
    const many = count >= MOST_COUNTED ? `${MOST_COUNTED} or more` : `${count}`;
    const whom = oldest.company ? `, ${oldest.company}` : '';
    return `*${escapeText(member)}*  ${many}, the oldest: ${escapeText(`${oldest.title}${whom}, due ${formatDate(oldest.dueOn)}`)}`;
  });
  const quiet = team.quiet.map(({ company, lastOn, usualGap }) => {
    const every = usualGap === 1 ? 'every day' : `every ${usualGap} days`;
    return `*${escapeText(company)}*  since ${formatDate(lastOn)}; before, about ${every}`;
  });
  return [
    heading('Overdue in the team'),
    late.length > 0 ? buildLines(late) : buildSection('Nobody has an overdue follow-up.'),
    ...buildMore(team.overdue, 'ask me “who has overdue follow-ups?”'),
    heading('Customers who have gone quiet'),
    quiet.length > 0 ? buildLines(quiet) : buildSection('None, against how often you usually talk.'),
    buildNote('“Which customers have gone quiet?” lists all that nobody has talked to for a while.'),
  ];
}

/** Those who may be one, each with what can be decided about it. */
export function buildPairs({ pairs }: OpenHome): KnownBlock[] {
  if (!pairs || pairs.shown.length === 0) return [];
  return [
    heading('May be one'),
    ...pairs.shown.flatMap(pair),
    ...(pairs.more > 0 ? [buildNote(`and ${pairs.more} more`)] : []),
  ];
}

function pair(each: DescribedPair, at: number): KnownBlock[] {
  const { text, note } = describePair(each);
  const [merge] = pairActions(each.id);
  const buttons = buildButtons([merge, { id: 'home_different', label: 'Two different', value: each.id }]);
  return [
    buildSection(formatText(text, LIMITS.cardText)),
    ...(note ? [buildNote(note)] : []),
    named(buttons, `pair_${at}`),
  ];
}

/** What admins look after. */
export function buildAdmin({ admin }: OpenHome): KnownBlock[] {
  if (!admin) return [];
  const { reviews, failed, broken, crmTrouble, roles, members } = admin;
  const brokenFiles = [...broken.shown, ...(broken.more > 0 ? [`${broken.more} more`] : [])];
  const lines = [
    reviews === 0 ? 'No review waits.' : `*${reviews}* waiting for your yes or no, in the morning’s digest.`,
    failed === 0
      ? 'All messages of the last week were delivered.'
      : `*${failed}* messages of the last week were not delivered: \`npm run retry -- --dry-run\` lists them.`,
    brokenFiles.length === 0
      ? 'All reports can be run.'
      : `Reports with a mistake: ${escapeText(brokenFiles.join(', '))}. \`npm run reports -- lint\` says what to mend.`,
    ...(crmTrouble
      ? [
          `${escapeText(cut(crmTrouble, LIMITS.cardText))}. What it said before still holds: \`npm run crm -- lint\` says all that is wrong.`,
        ]
      : []),
  ];
  const people = members.shown.map(({ name, role }) => `${escapeText(name)}: ${role}`);
  const rest = members.more > 0 ? ` and ${members.more} more` : '';
  return [
    heading('For admins'),
    buildLines(lines),
    buildLines([`*Members*  ${counted(roles)}`, `${people.join(' · ')}${rest}`]),
    named(buildButtons([{ id: 'roles_open', label: 'Change a role', value: 'roles' }]), 'roles'),
  ];
}

const counted = (roles: Record<Role, number>): string =>
  ROLES.toReversed()
    .map((role) => `${roles[role]} ${role}${roles[role] === 1 ? '' : 's'}`)
    .join(', ');
