import type { ObserverConfig } from '../../config.ts';
import type { Assistant } from '../../model/next-step.ts';

/** The observer: the settings of nights, with its language model opened. */
export type Observer = Omit<ObserverConfig, 'model' | 'timeoutMs'> & { assistant: Assistant };

/** What nights may cost. */
export type Spending = Pick<Observer, 'price' | 'budget'>;
