import { repeatedCorrection } from './corrections.ts';
import { followUpsSlipping } from './follow-ups.ts';
import { missedCapture } from './missed-capture.ts';
import type { Detector, Horizon, Scope, Signal } from './signal.ts';
import { customerSilent } from './silent-customers.ts';
import { thumbsDownCluster } from './thumbs-down.ts';
import { topics } from './topics.ts';
import { workloadShift } from './workload.ts';

/** In the order in which their signals are listed. */
const DETECTORS: readonly Detector[] = [
  customerSilent,
  topics,
  workloadShift,
  followUpsSlipping,
  repeatedCorrection,
  thumbsDownCluster,
  missedCapture,
];

/** Everything that stands out in a night: the same signals in the same order, as long as no row has changed. */
export async function findSignals(horizon: Horizon, scope: Scope): Promise<Signal[]> {
  const found: Signal[] = [];
  for (const detect of DETECTORS) found.push(...(await detect(horizon, scope)));
  return found;
}
