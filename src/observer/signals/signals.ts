import { repeatedCorrection } from './corrections.ts';
import { followUpsSlipping } from './follow-ups.ts';
import { missedCapture } from './missed-capture.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { customerSilent } from './silent-customers.ts';
import { slippingPromises } from './slipping-promises.ts';
import { thumbsDownCluster } from './thumbs-down.ts';
import { topics } from './topics.ts';
import { workloadShift } from './workload.ts';

/** All detectors, in the order in which their signals are listed. */
const DETECTORS: readonly Detector[] = [
  customerSilent,
  topics,
  workloadShift,
  followUpsSlipping,
  repeatedCorrection,
  thumbsDownCluster,
  missedCapture,
];

/** Detectors of what code tells by itself: the observer is not asked about it, and a night with nothing else stays quiet. */
const OWN_DETECTORS: readonly Detector[] = [slippingPromises];

/** Finds what code tells by itself. */
export async function findOwnSignals(ctx: NightContext): Promise<Signal[]> {
  const found: Signal[] = [];
  for (const detect of OWN_DETECTORS) found.push(...(await detect(ctx)));
  return found;
}

/** Finds the signals of a night: the same signals in the same order, as long as no row has changed. */
export async function findSignals(ctx: NightContext): Promise<Signal[]> {
  const found: Signal[] = [];
  for (const detect of DETECTORS) found.push(...(await detect(ctx)));
  return found;
}
