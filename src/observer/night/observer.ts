import type { ObserverConfig } from '../../config.ts';
import type { Assistant } from '../../model/next-step.ts';
import type { NightContext } from '../signals/signal.ts';

/** The observer: the settings of nights, with its language model opened, and what it is told of metrics. */
export type Observer = Omit<ObserverConfig, 'model' | 'timeoutMs'> & { assistant: Assistant } & Pick<
    NightContext,
    'isModelled'
  >;

/** What nights may cost. */
export type Spending = Pick<Observer, 'price' | 'budget'>;
