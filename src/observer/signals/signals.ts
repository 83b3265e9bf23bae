import { repeatedCorrection } from './corrections.ts';
import { failures } from './failures.ts';
import { followUpsSlipping } from './follow-ups.ts';
import { missedCapture } from './missed-capture.ts';
import { shareOfVoice } from './share-of-voice.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { customerSilent } from './silent-customers.ts';
import { teamRequests } from './team-requests.ts';
import { thumbsDownCluster } from './thumbs-down.ts';
import { topics } from './topics.ts';
import { unansweredQuestions } from './unanswered-questions.ts';
import { workloadShift } from './workload.ts';

/** All detectors, in the order in which their signals are listed. */
const DETECTORS: readonly Detector[] = [
  customerSilent,
  shareOfVoice,
  topics,
  workloadShift,
  followUpsSlipping,
  repeatedCorrection,
  thumbsDownCluster,
  missedCapture,
  teamRequests,
  failures,
  unansweredQuestions,
];

/**
 * Finds the signals of a night: the same signals in the same order, as long as no row has changed. What two detectors find is
 * told in the words of the first.
 */
export async function findSignals(ctx: NightContext): Promise<Signal[]> {
  const found = new Map<string, Signal>();
  for (const detect of DETECTORS) {
    for (const signal of await detect(ctx)) {
      const key = JSON.stringify([signal.subject, signal.slot, signal.valueKey]);
      if (!found.has(key)) found.set(key, signal);
    }
  }
  return [...found.values()];
}
