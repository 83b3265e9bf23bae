import type { Context } from '../../context.ts';
import type { Colleagues } from './colleagues.ts';
import type { ImportKind } from './import-fields.ts';
import type { Outcome } from './place.ts';
import type { Records } from './records.ts';
import type { Slice } from './slice.ts';

/**
 * What lines of one kind write. `place` makes what is new; when that is written, `complete` adds to what was known, and says what became of
 * each line.
 */
export type LinesOf<Kind extends ImportKind> = (
  ctx: Context,
  slice: Slice,
  given: { records: readonly Records[Kind][]; colleagues: Colleagues },
) => Promise<(ctx: Context, slice: Slice) => Promise<Outcome[]>>;
