import type { Action, Document } from '../delivery/document.ts';
import { kindOf } from '../observer/observations/kind-rules.ts';
import { sayAnswers } from '../observer/observations/preferences.ts';
import {
  type Remembered,
  type RememberPreference,
  rememberPreference,
} from '../observer/observations/remember-preference.ts';
import type { WithReports } from '../reports/reports.ts';
import type { DocumentResult } from './tools/tool.ts';

/**
 * Keeps how the actor likes answers, and shows a card that says what is so now, with Undo; or that asks, with Yes and No.
 * In a channel the card goes to the actor alone.
 */
export async function preferenceForAgent(
  ctx: WithReports,
  input: RememberPreference,
): Promise<DocumentResult> {
  const remembered = await rememberPreference(ctx, input);
  const sentence = say(remembered);
  const place = ctx.actor.audience === 'shared' ? 'direct' : 'thread';
  const card = place === 'direct' ? { card: 'in their direct messages' } : {};
  const output = { saved: sentence, state: STATES[remembered.outcome] };
  if (remembered.outcome === 'held') return { output, place };
  return { output: { ...output, ...card }, document: buildCard(remembered, sentence), place };
}

const STATES: Record<Remembered['outcome'], string> = {
  set: 'It is so from now on. A card says so.',
  held: 'It was so already.',
  asked: 'A card asks the person; nothing changes before they press Yes there.',
  forgotten: 'It is forgotten. A card says so.',
};

/** What is so now, or what is asked. */
function say({ outcome, observation, place }: Remembered): string {
  const words = sayAnswers(observation, place) ?? observation.claim;
  switch (outcome) {
    case 'set':
    case 'held':
      return `From now on I answer you ${words}.`;
    case 'asked':
      return `Shall I answer you ${words} from now on?`;
    case 'forgotten':
      return `I no longer answer you ${words}, unless you ask for it.`;
    default:
      return outcome satisfies never;
  }
}

/** What stands below the sentence. */
const BELOW: Record<Remembered['outcome'], string> = {
  set: 'Until you tell me otherwise. My Home tab lists it.',
  held: '',
  asked: 'I ask because other people’s words may be in your message.',
  forgotten: 'My Home tab lists what I go on doing.',
};

function buildCard({ outcome, observation, hasHeld }: Remembered, title: string): Document {
  const { id, kind } = observation;
  const actions = {
    set: [{ id: 'observation_forget', label: 'Undo' }],
    held: [],
    asked: kindOf(kind).news?.buttons(observation) ?? [],
    forgotten: hasHeld ? [{ id: 'observation_restore', label: 'Undo' }] : [],
  } satisfies Record<Remembered['outcome'], readonly Omit<Action, 'value'>[]>;
  const card = {
    title,
    text: BELOW[outcome],
    actions: actions[outcome].map((button) => ({ ...button, value: id })),
  };
  return { text: HEADINGS[outcome], cards: [card] };
}

const HEADINGS: Record<Remembered['outcome'], string> = {
  set: 'How I answer you',
  held: '',
  asked: 'A question about how I answer you',
  forgotten: 'How I answer you',
};
