import type { InboxEntry } from '../conversation/inbox.ts';

/** Why an event, or a message, is not taken in. */
export type Dropped = { dropped: string };

/** What an event means for us: an inbox entry without the id of the event, or why there is none. */
export type ReadEvent = Omit<InboxEntry, 'eventId'> | Dropped;
