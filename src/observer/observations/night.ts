import type { Row } from '../../store/schema.ts';

/** One pass of the observer over one night: of one member, or of the team. */
export type Night = Row<'dreamRuns'>;

/** The scope of observations that concern everybody; the scope of a member is their id. */
export const TEAM = 'team';

/** The reason that is kept of the last night of a member who has left. */
export const HAS_LEFT = 'has left';

/** A night that is worked on, and the instant up to which it reads rows. */
export type Pass = { night: Night; until: Date };
