import type { HomeView, KnownBlock } from '@slack/types';
import type { Home, OpenHome } from '../../app/home-screens.ts';
import { formatDate } from '../../clock.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import { buildButton } from './buttons.ts';
import { buildDeals, buildDue, buildInteractions, buildReminders, buildSchedules, LOG } from './home-own.ts';
import { heading } from './home-parts.ts';
import { buildAdmin, buildPairs, buildTeam } from './home-team.ts';
import { buildNote, buildSection } from './text.ts';

/** What somebody finds when they open Rapport: in sections by what they do, those of their role only. */
export function buildHomeTab(home: Home, linkTo: LinkTo): HomeView {
  const blocks = home.kind === 'closed' ? [buildSection(escapeText(home.text))] : openHome(home, linkTo);
  return { type: 'home', blocks };
}

function openHome(home: OpenHome, linkTo: LinkTo): KnownBlock[] {
  const above = [
    ...(home.notice ? [buildNote(home.notice)] : []),
    ...(home.isNew ? [buildSection(WELCOME), LOG] : own(home, linkTo)),
    ...buildTeam(home),
    ...buildPairs(home),
    ...buildAdmin(home),
    ...buildSchedules(home),
    ...buildReminders(home),
  ];
  const below = [heading('How I learn'), buildSection(HOW)];
  const room = LIMITS.homeBlocks - above.length - below.length;
  return [...above, ...buildLearned(home, room), ...below];
}

const own = (home: OpenHome, linkTo: LinkTo): KnownBlock[] => [
  ...buildDue(home),
  ...buildDeals(home),
  ...buildInteractions(home, linkTo),
];

type Learned = OpenHome['learned'][number];

/** What was learned about the person, as much of it as there is room for. */
function buildLearned({ learned }: OpenHome, room: number): KnownBlock[] {
  // The heading, and the line that says how many more there are; two blocks each.
  const most = Math.min(LIMITS.learned, Math.floor((room - 2) / 2));
  const more = learned.length - most;
  return [
    heading('What Rapport has learned about me'),
    ...(learned.length === 0 ? [buildSection(NOTHING)] : learned.slice(0, most).flatMap(entry)),
    ...(more > 0 ? [buildNote(`and ${more} more: forget one of these to see the next`)] : []),
  ];
}

function entry({ id, claim, from }: Learned): KnownBlock[] {
  return [{ ...buildSection(`*${escapeText(claim)}*`), accessory: forget(id) }, buildNote(sayOrigins(from))];
}

function forget(value: string) {
  const confirm = {
    title: 'Forget this?',
    text: 'From now on I answer you as if I had never learned it.',
    yes: 'Forget it',
    no: 'Keep it',
  };
  return buildButton({ id: 'home_forget', label: 'Forget', value, confirm });
}

function sayOrigins(from: Learned['from']): string {
  if (from.length === 0) return 'From counts alone';
  const lines = from.slice(0, LIMITS.learnedSources).map(({ on, quote }) => `${formatDate(on)}: “${quote}”`);
  const more = from.length - LIMITS.learnedSources;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

const WELCOME = [
  '*Welcome. Begin by telling me, under Messages, what has happened with a customer:*',
  '> Met Ana Lopes at Acme about the renewal, she wants pricing by Friday',
  'I keep the meeting, the people and what you promised, and show you a card with Undo. From then on your day stands here: what is due, your deals, what you have told me.',
].join('\n');

const NOTHING =
  'Nothing yet. Tell me how you like my answers, for example “from now on, answer in bullet points”.';

const HOW = [
  'When you tell me how you like my answers from now on, I keep to it. Every night I read what is new of what you wrote to me and of what you logged: where I am not sure what you want, and where I should have logged something, I ask you.',
  'Nobody else sees what I learn about you. Admins see how many things I learned, and never your words.',
  'What I notice about customers comes from what the whole team may see.',
  'How you like my answers stays forgotten until you tell me otherwise; what I have counted, until it has doubled.',
].join('\n');
