import type { ObserverConfig } from '../../config.ts';
import type { Assistant } from '../../model/next-step.ts';

/** What nights need besides the database: their settings, with the model opened. */
export type Observer = Omit<ObserverConfig, 'model' | 'timeoutMs'> & { assistant: Assistant };
