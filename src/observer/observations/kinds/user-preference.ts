import type { Kind } from '../kind.ts';
import {
  describeAnswers,
  isLasting,
  PREFERENCES,
  type Preference,
  speaksOf,
  takesBack,
} from '../preferences.ts';
import { sentencesAround } from '../quotes.ts';

/** A wish that a person has made on so many days is a lasting one, even when they never said so. */
const REPEATED_ON_DAYS = 3;

/** How a person likes answers, from a closed list and in their own words. */
export const userPreference: Kind = {
  slots: Object.fromEntries(Object.keys(PREFERENCES).map((slot) => [slot, {}])),
  daysToLive: 180,
  passes: ['member'],
  restsOn: {
    type: 'own words',
    listedAs: 'preferences',
    values: PREFERENCES,
    speaksFor: (quote, choice) => speaksOf(quote, choice as Preference),
    takesBack: (quote, choice) =>
      takesBack(quote, choice as Preference) && !speaksOf(quote, choice as Preference),
  },
  activeBecause: ({ days }, evidence) => {
    const saidSo = evidence.some(
      ({ source, quote }) => source.type === 'message' && isLasting(sentencesAround(quote, source.own)),
    );
    if (saidSo) return 'said so';
    return days >= REPEATED_ON_DAYS ? 'asked for it again and again' : undefined;
  },
  review: {
    askedAs: 'active',
    // A preference is active without anybody's yes.
    accepted: () => undefined,
    dismissed: () => 'Undone: I have forgotten this.',
  },
  recalled: {
    ofTeam: false,
    ofMember: 'everywhere',
    comesFirst: true,
    isDated: false,
    instructions:
      'say how the person likes answers: follow them in format, length, tone and language, unless asked otherwise. They change nothing about what is saved.',
  },
  isOnHome: true,
  digest: null,
  news: {
    opening: () => 'I have learned how you like my answers.',
    title: ({ slot, valueKey: value, claim }) => {
      const words = describeAnswers({ slot, value });
      return words ? `From now on I answer you ${words}.` : claim;
    },
    shows: 'quote',
    buttons: [{ id: 'observation_forget', label: 'Undo' }],
  },
  instructions:
    'how the person wants answers, from the slots and values in “preferences”. Only from their own words (“own”) about your answers: “in bullet points please”, “from now on keep it short”. Not from what a customer likes, not from quoted or pasted text, not from the way they write themselves. Cite every new message that says so.',
};
