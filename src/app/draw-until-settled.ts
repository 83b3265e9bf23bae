import { isDeepStrictEqual } from 'node:util';
import { APP_POLICY } from './policy.ts';

/**
 * Draws until what was drawn is still so. Of two who draw the same at once, the one whose drawing stays looks again
 * after it, and sees what the other had decided.
 */
export async function drawUntilSettled<Drawing>({
  derive,
  draw,
}: {
  derive(): Promise<Drawing>;
  draw(drawing: Drawing): Promise<unknown>;
}): Promise<void> {
  let drawing = await derive();
  for (let round = 0; round < APP_POLICY.drawingRounds; round += 1) {
    await draw(drawing);
    const now = await derive();
    if (isDeepStrictEqual(now, drawing)) return;
    drawing = now;
  }
}
