import { isDeepStrictEqual } from 'node:util';

/** Who draws that often has others at work all the time: they draw last. */
const ROUNDS = 5;

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
  for (let round = 0; round < ROUNDS; round += 1) {
    await draw(drawing);
    const now = await derive();
    if (isDeepStrictEqual(now, drawing)) return;
    drawing = now;
  }
}
