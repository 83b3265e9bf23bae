import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** How long a long test runs. */
    scale: 'small' | 'full';
    /** The environment's `SEED`; 0 when there is none. */
    seed: number;
    /** How long Rapport works without a pause; 0: not at all. */
    soakMinutes: number;
  }
}

/** The size of a long test: small for `npm run check`, full for `npm run test:long`. */
export const atScale = <T>(sizes: { small: T; full: T }): T => sizes[inject('scale')];

/** How long a soak takes, in milliseconds: `SOAK_MINUTES` of the environment. */
export const soakMs = (): number => inject('soakMinutes') * 60_000;

/** The seed in `SEED`, or else the usual one. A test prints its seed with what it has found. */
export const seedOr = (usual: number): number => inject('seed') || usual;
