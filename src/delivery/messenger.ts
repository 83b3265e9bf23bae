import type { Document } from './document.ts';

/**
 * A document on its way to a channel. `key` is the same at every attempt, so a copy that went through is recognised.
 */
export type Outgoing = {
  readonly key: string;
  readonly clientMsgId: string;
  readonly channel: string;
  readonly threadTs: string | null;
  readonly document: Document;
};

/** The way out to the chat service. */
export type Messenger = {
  /** Posts and gives the message's timestamp, or null where the service does not tell it. Throws `DeliveryError`. */
  post(message: Outgoing): Promise<string | null>;
  /** The timestamp of a copy that an earlier attempt has posted, if there is one. */
  findPosted(message: Outgoing, since: Date): Promise<string | undefined>;
};

export type DeliveryFault =
  /** The service asks for a pause. */
  | { kind: 'rate_limited'; retryAfterMs: number }
  /** It will never work: no such channel, bot removed, token revoked. */
  | { kind: 'rejected' }
  /** Nobody knows whether the message was posted. */
  | { kind: 'unknown' };

export class DeliveryError extends Error {
  readonly fault: DeliveryFault;

  constructor(message: string, fault: DeliveryFault) {
    super(message);
    this.name = 'DeliveryError';
    this.fault = fault;
  }
}
