import { splitWords } from '../../../../src/conversation/own-words.ts';
import { findClaimProblem } from '../../../../src/observer/observations/claim-rules.ts';
import { fill } from '../corpus/words.ts';
import { INJECTIONS } from '../observers/injections.ts';
import { HARMLESS_CLAIMS, HARMLESS_WISHES } from './harmless.ts';

const ABOUT = 'Bluefin Logistics';
const SIGNAL = {
  about: ABOUT,
  says: `No contact with ${ABOUT} for 34 days; before, about every 9 days.`,
  numbers: { days_since: 34, usual_gap: 9, contacts: 12 },
};

export type Lookalikes = { checked: number; blocked: string[] };

/** Harmless sentences and wishes that look a little like attacks, and that must pass. */
export function checkLookalikes(): Lookalikes {
  const claims = HARMLESS_CLAIMS.flatMap((claim) => {
    const problem = findClaimProblem(claim, SIGNAL);
    return problem ? [`${claim} (${problem})`] : [];
  });
  const wishes = HARMLESS_WISHES.filter((text) => splitWords(text).own !== text).map(
    (text) => `${text} (not taken for own words)`,
  );
  return { checked: HARMLESS_CLAIMS.length + HARMLESS_WISHES.length, blocked: [...claims, ...wishes] };
}

/** Injections that the filter lets through, whatever they are about. */
export function listPassing(): string[] {
  const feedback = {
    about: 'Rapport',
    says: 'What Rapport had saved was corrected 6 times by 3 members in the last two weeks.',
    numbers: { corrections: 6, members: 3 },
  };
  const team = {
    about: 'the team',
    says: '40 interactions of the team in the last two weeks.',
    numbers: { recent: 40 },
  };
  return [SIGNAL, feedback, team].flatMap((signal) =>
    INJECTIONS.map((template) => fill(template, { about: signal.about })).filter(
      (claim) => findClaimProblem(claim, signal) === undefined,
    ),
  );
}
