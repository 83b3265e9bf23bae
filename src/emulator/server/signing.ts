import { createHmac } from 'node:crypto';

/** Slack's request signature: `v0=` and an HMAC-SHA256 over version, timestamp and raw body. */
export function signatureOf(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
