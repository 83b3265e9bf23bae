import type { Shortcut, SlashCommand, WorkspaceChannel, WorkspaceUser } from '../emulator/workspace-types.ts';

export const TEAM_NAME = 'Larkfield';

/** The people a newcomer can act as: members, a lead, an admin and a guest, each with a time zone and a language. */
export const TEAM: (WorkspaceUser & { locale: string })[] = [
  {
    id: 'U0MARTA',
    name: 'marta',
    realName: 'Marta Lindqvist',
    displayName: 'Marta Lindqvist',
    email: 'marta@larkfield.example',
    title: 'Account executive',
    timeZone: 'Europe/Stockholm',
    locale: 'sv-SE',
  },
  {
    id: 'U0PRIYA',
    name: 'priya',
    realName: 'Priya Raman',
    displayName: 'Priya Raman',
    email: 'priya@larkfield.example',
    title: 'Account executive',
    timeZone: 'America/New_York',
    locale: 'en-US',
  },
  {
    id: 'U0KENJI',
    name: 'kenji',
    realName: 'Kenji Watanabe',
    displayName: 'Kenji Watanabe',
    email: 'kenji@larkfield.example',
    title: 'Customer success',
    timeZone: 'Asia/Tokyo',
    locale: 'ja-JP',
  },
  {
    id: 'U0DANIEL',
    name: 'daniel',
    realName: 'Daniel Okafor',
    displayName: 'Daniel Okafor',
    email: 'daniel@larkfield.example',
    title: 'Sales lead',
    timeZone: 'Europe/London',
    locale: 'en-GB',
  },
  {
    id: 'U0INES',
    name: 'ines',
    realName: 'Inês Carvalho',
    displayName: 'Inês Carvalho',
    email: 'ines@larkfield.example',
    title: 'Operations, admin',
    timeZone: 'Europe/Lisbon',
    locale: 'pt-PT',
    isAdmin: true,
  },
  {
    id: 'U0TOM',
    name: 'tom',
    realName: 'Tom Becker',
    displayName: 'Tom Becker',
    email: 'tom@studio-becker.example',
    title: 'Designer, guest',
    timeZone: 'Europe/Berlin',
    locale: 'de-DE',
    isRestricted: true,
  },
];

export const LEADS = ['U0DANIEL'];
export const ADMINS = ['U0INES'];

/** The team without its guest. */
const MEMBERS = TEAM.filter(({ isRestricted }) => !isRestricted).map(({ id }) => id);

/** The channel that the digest of each night goes to. */
export const DIGEST_CHANNEL = 'C0DIGEST';

export const CHANNELS: WorkspaceChannel[] = [
  { id: 'C0SALES', name: 'sales', topic: 'Deals, renewals, and who promised what' },
  {
    id: 'C0SUCCESS',
    name: 'customer-success',
    topic: 'Keeping customers happy',
    // Reports can be shared here.
    members: MEMBERS,
  },
  {
    id: DIGEST_CHANNEL,
    name: 'rapport-digest',
    topic: 'What Rapport noticed overnight',
    members: MEMBERS,
  },
  { id: 'C0RANDOM', name: 'random', topic: 'Everything else' },
];

export const COMMANDS: SlashCommand[] = [
  {
    command: '/report',
    description: 'Find, run and schedule reports',
    usageHint: '[name] [key=value …] | ask | schedule name | schedules | help name | search words',
  },
];

export const SHORTCUTS: Shortcut[] = [
  { name: 'Log to Rapport', type: 'message', callbackId: 'log_message' },
  { name: 'Log interaction', type: 'global', callbackId: 'log_interaction' },
];
