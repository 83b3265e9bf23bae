import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** How much is done of what takes long. */
    scale: 'small' | 'full';
    /** What `SEED` says; 0 when it says nothing. */
    seed: number;
  }
}

/** One of two numbers: for `npm run check`, or for `npm run test:long`. */
export const atScale = <T>(sizes: { small: T; full: T }): T => sizes[inject('scale')];

/** What `SEED` says, or else this. A test prints it with what it has found. */
export const seedOr = (usual: number): number => inject('seed') || usual;
