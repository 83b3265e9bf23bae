import { randomBytes } from 'node:crypto';

/** The app and its team, as the workspace knows them. */
export const IDENTITY = {
  teamId: 'T0RAPPORT',
  appId: 'A0RAPPORT',
  botId: 'B0RAPPORT',
  botUserId: 'U0RAPPORT',
  botName: 'rapport',
  botToken: 'xoxb-rapport-local',
  appToken: 'xapp-1-A0RAPPORT-local',
  // The app listens on the network: nobody else on it must be able to sign.
  signingSecret: randomBytes(16).toString('hex'),
  verificationToken: 'rapport-local-verification',
} as const;

export const userToken = (userId: string) => `xoxp-${userId}`;

/** A member's direct messages with the bot. */
export const directChannelOf = (userId: string) => `D${userId.replace(/^U/, '')}`;

/** Slack's ids: a letter or two, then capitals and digits. */
export const newId = (prefix: string) => `${prefix}${randomBytes(6).toString('hex').toUpperCase()}`;
