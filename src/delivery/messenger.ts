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
  /** Whether it speaks of customers unasked, and so is not posted where people from outside the team read. */
  readonly staysInside?: boolean;
};

/** Posts messages to the chat service. */
export type Messenger = {
  /** Posts a message and gives its timestamp, or null where the service does not tell it. Throws `DeliveryError`. */
  post(message: Outgoing): Promise<string | null>;
  /** Finds the timestamp of a copy that an earlier attempt has posted since an instant. */
  findPosted(message: Outgoing, since: Date): Promise<string | undefined>;
};

/** Why a message was not posted, as far as anybody knows. */
export type DeliveryFault =
  /** The chat service asks for a pause. */
  | { kind: 'rate_limited'; retryAfterMs: number }
  /** No attempt would ever work: no such channel, bot removed, token revoked. */
  | { kind: 'rejected' }
  /** Nobody knows whether the message was posted. */
  | { kind: 'unknown' };

/** A message was not posted. */
export class DeliveryError extends Error {
  readonly fault: DeliveryFault;

  constructor(message: string, fault: DeliveryFault) {
    super(message);
    this.name = 'DeliveryError';
    this.fault = fault;
  }
}
