import type { HomeView, KnownBlock } from '@slack/types';
import type { Home } from '../../app/screens.ts';
import { formatDate } from '../../clock.ts';
import { type DescribedPair, describePair, pairActions } from '../../delivery/pair-document.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import { buildButton } from './buttons.ts';
import { buildNote, buildSection, formatText } from './text.ts';

/** The action id of “Forget” on the Home tab; its value is the observation. */
const HOME_FORGET = 'home_forget';
/** The action id of “Two different” there; its value is the pair. */
const HOME_DIFFERENT = 'home_different';

type Learned = Extract<Home, { kind: 'open' }>['learned'][number];

export function buildHomeTab(home: Home, _linkTo: LinkTo): HomeView {
  const blocks = home.kind === 'closed' ? [buildSection(escapeText(home.text))] : openHome(home);
  return { type: 'home', blocks };
}

/** The tab of somebody whom Rapport serves: what was learned about them. */
function openHome({ learned, pairs, notice }: Extract<Home, { kind: 'open' }>): KnownBlock[] {
  const more = learned.length - LIMITS.learned;
  return [
    ...(pairs && pairs.shown.length > 0 ? pairSection(pairs) : []),
    heading('What Rapport has learned about me'),
    ...(notice ? [buildNote(notice)] : []),
    ...(learned.length === 0 ? [buildSection(NOTHING)] : learned.slice(0, LIMITS.learned).flatMap(entry)),
    ...(more > 0 ? [buildNote(`and ${more} more`)] : []),
    { type: 'divider' },
    heading('How I learn'),
    buildSection(HOW),
  ];
}

/** Those who may be one, each with what can be decided about it. */
function pairSection({ shown, more }: NonNullable<Extract<Home, { kind: 'open' }>['pairs']>): KnownBlock[] {
  return [
    heading('May be one'),
    ...shown.flatMap(pairEntry),
    ...(more > 0 ? [buildNote(`and ${more} more`)] : []),
    { type: 'divider' },
  ];
}

function pairEntry(pair: DescribedPair, at: number): KnownBlock[] {
  const { text, note } = describePair(pair);
  const [merge, different] = pairActions(pair.id).map(buildButton);
  const buttons = [merge, different && { ...different, action_id: HOME_DIFFERENT }];
  return [
    buildSection(formatText(text, LIMITS.cardText)),
    ...(note ? [buildNote(note)] : []),
    {
      type: 'actions',
      block_id: `pair_${at}`,
      elements: buttons.filter((button) => button !== undefined),
    },
  ];
}

const heading = (text: string): KnownBlock => ({ type: 'header', text: { type: 'plain_text', text } });

function entry({ id, claim, from }: Learned): KnownBlock[] {
  return [{ ...buildSection(`*${escapeText(claim)}*`), accessory: forget(id) }, buildNote(sayOrigins(from))];
}

function forget(id: string) {
  const confirm = {
    title: 'Forget this?',
    text: 'From now on I answer you as if I had never learned it.',
    yes: 'Forget it',
    no: 'Keep it',
  };
  const button = buildButton({ id: 'observation_forget', label: 'Forget', value: id, confirm });
  return { ...button, action_id: HOME_FORGET };
}

function sayOrigins(from: Learned['from']): string {
  if (from.length === 0) return 'From counts alone';
  const lines = from.slice(0, LIMITS.learnedSources).map(({ on, quote }) => `${formatDate(on)}: “${quote}”`);
  const more = from.length - LIMITS.learnedSources;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

const NOTHING =
  'Nothing yet. Tell me how you like my answers, for example “from now on, answer in bullet points”.';

const HOW = [
  'When you tell me how you like my answers from now on, I keep to it. Every night I read what is new of what you wrote to me and of what you logged: where I am not sure what you want, and where I should have logged something, I ask you.',
  'Nobody else sees what I learn about you. Admins see how many things I learned, and never your words.',
  'What I notice about customers comes from what the whole team may see.',
  'How you like my answers stays forgotten until you tell me otherwise; what I have counted, until it has doubled.',
].join('\n');
