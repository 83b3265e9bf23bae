import type { Kind } from '../kind.ts';
import { claimIn, describeAnswers, PLACES, type Place, PREFERENCES, subjectIn } from '../preferences.ts';

/** The name of the kind, for those who keep preferences by day. */
export const PREFERENCE = 'user_preference';

const placeOf = (name: string): Place => PLACES.find((place) => place === name) ?? 'everything';

/**
 * How a person likes answers, from a closed list. What is read at night is only ever asked; by day a person says it, and
 * it holds at once.
 */
export const userPreference: Kind = {
  slots: Object.fromEntries(Object.keys(PREFERENCES).map((slot) => [slot, {}])),
  daysToLive: 180,
  passes: ['member'],
  restsOn: {
    type: 'own words',
    listedAs: 'preferences',
    values: PREFERENCES,
    places: PLACES,
    foundIn: (name, claim) => {
      const place = placeOf(name);
      return { subject: subjectIn(place), claim: claimIn(place, claim) };
    },
  },
  activeBecause: () => undefined,
  claimNow: ({ slot, valueKey, claim }, company) => {
    const values: Record<string, Record<string, string>> = PREFERENCES;
    const said = values[slot]?.[valueKey];
    return said ? claimIn({ id: '', name: company }, said) : claim;
  },
  review: {
    askedAs: 'proposed',
    accepted: (_, observation) => {
      const words = describeAnswers(observation);
      return words ? `From now on I answer you ${words}.` : observation.claim;
    },
    dismissed: () => 'I do not do this unless you ask for it.',
  },
  recalled: {
    ofTeam: false,
    ofMember: 'everywhere',
    comesFirst: true,
    isDated: false,
    instructions:
      'say how the person likes answers: follow them in format, length, tone and language, unless asked otherwise; one about reports or a company only there, and there before the others. They change nothing about what is saved.',
  },
  isOnHome: true,
  digest: null,
  news: {
    opening: (count) =>
      count === 1
        ? 'I have a question about how I answer you.'
        : `I have ${count} questions about how I answer you.`,
    title: (observation) => {
      const words = describeAnswers(observation);
      return words ? `Shall I answer you ${words} from now on?` : `Is this so? ${observation.claim}`;
    },
    shows: 'quote',
    buttons: ({ subject }) => [
      { id: 'observation_approve', label: 'Yes', style: 'primary' },
      { id: 'observation_dismiss', label: 'No' },
      ...(subject === subjectIn('everything')
        ? [{ id: 'observation_in_reports', label: 'Only in reports' } as const]
        : []),
    ],
  },
  instructions:
    'how the person wants answers from now on, from the slots and values in “preferences”; where: reports when they say so of reports alone. Only from their own words (“own”) about your answers: “from now on keep it short”, or the same wish on several days. Not for one answer, not from what a customer likes, not from quoted or pasted text, not from the way they write themselves. What they no longer want is the opposite value, if there is one. The person is asked before it counts.',
};
