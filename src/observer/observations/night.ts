import type { Row } from '../../store/schema.ts';

/** One pass of the observer over one night: of one member, or of the team. */
export type Night = Row<'dreamRuns'>;

/** The scope of what concerns everybody; a member's scope is their id. */
export const TEAM = 'team';

/** Why the last night of a member has come to nothing. */
export const HAS_LEFT = 'has left';

/** One pass over one night, which reads what was written down until an instant. */
export type Pass = { night: Night; until: Date };
