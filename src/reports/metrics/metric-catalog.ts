import type { Role } from '../../context.ts';
import type { BrokenReport } from '../catalog.ts';
import type { Metric } from './metric.ts';

/** The metrics of a folder, kept up to date with its files. */
export type MetricCatalog = {
  /** Lists the metrics that a role may ask, by name. The same array as long as no file has changed. */
  list(role: Role): readonly Metric[];
  all(): readonly Metric[];
  find(name: string): Metric | undefined;
  /** Lists the files that cannot be used. */
  broken(): BrokenReport[];
  /** Looks for changed files now. Gives whether there were any. */
  refresh(): Promise<boolean>;
  stop(): void;
};
