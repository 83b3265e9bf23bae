import type { ModelMessage } from 'ai';
import type { Step } from '../agent-steps.ts';
import type { Verdict } from '../model/agent-loop.ts';
import { askWithoutInvented, findInventedNumbers } from './invented-numbers.ts';
import { keepKnownLinks } from './known-links.ts';

/**
 * Judges the answers of one run: links that nobody gave go; and after a report the model is asked once to leave out
 * numbers that nobody gave, and then the sentences that hold them go.
 */
export function createAnswerReview({
  window,
  today,
}: {
  window: ModelMessage[];
  today: string;
}): (text: string, steps: readonly Step[]) => Verdict {
  let hasAsked = false;
  const given = window.filter(({ role }) => role === 'user').map(({ content }) => content);
  return (text, steps) => {
    const kept = keepKnownLinks(text, linkSources(given, steps));
    const results = steps.filter((step) => step.kind === 'tool');
    if (!results.some(({ name }) => name === 'run_report')) return { text: kept };
    const sources = { given: JSON.stringify(given), results: results.map(({ output }) => output), today };
    const reviewed = findInventedNumbers({ text: kept, sources });
    if (reviewed.invented.length === 0 || hasAsked) return { text: reviewed.kept };
    hasAsked = true;
    return { ask: askWithoutInvented(reviewed.invented) };
  };
}

/**
 * Texts whose links may be repeated: what the run was given, and what it looked up before it wrote anything. The
 * model's own words, in calls or through what it saved, are no source.
 */
function linkSources(given: unknown[], steps: readonly Step[]): string {
  const results = steps.filter((step) => step.kind === 'tool');
  const firstWrite = results.findIndex(({ effect }) => effect === 'write');
  const lookedUp = firstWrite === -1 ? results : results.slice(0, firstWrite);
  return JSON.stringify([
    given,
    lookedUp.filter(({ effect }) => effect === 'read').map(({ output }) => output),
  ]);
}
