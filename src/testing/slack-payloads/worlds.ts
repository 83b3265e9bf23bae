import type { Json } from '../../emulator/workspace-types.ts';

/** A workspace as Slack names it in what it sends: who writes where, and what stands around an event. */
export type World = {
  organisation?: string;
  user: string;
  channel: string;
  /** Teams as a message names them. */
  ofMessage: Json;
  /** An envelope around an event, as Slack sends it to the app of our team. */
  envelope(event: Json): Json;
};

export const OURS = { team: 'T0RAPPORT', bot: 'U0RAPPORT', app: 'A0RAPPORT' };
const ORGANISATION = 'E0RAPPORT';
export const HOST = 'T0HOST';

let events = 0;

function envelopeOf(event: Json, named: Json, organisation: string | null): Json {
  events += 1;
  return {
    token: 'verification',
    api_app_id: OURS.app,
    event,
    type: 'event_callback',
    event_id: `Ev0TABLE${events}`,
    event_time: 1_700_000_000,
    authorizations: [
      {
        enterprise_id: organisation,
        team_id: OURS.team,
        user_id: OURS.bot,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: '4-eyJldCI6Im1lc3NhZ2UifQ',
    ...named,
  };
}

/** A workspace of its own. */
const alone: World = {
  user: 'U0MARTA',
  channel: 'C0SALES',
  ofMessage: { team: OURS.team },
  envelope: (event) =>
    envelopeOf(event, { team_id: OURS.team, context_team_id: OURS.team, context_enterprise_id: null }, null),
};

/** One of the workspaces of an Enterprise Grid organisation, which alone has installed the app. */
const grid: World = {
  organisation: ORGANISATION,
  user: 'W0MARTA',
  channel: 'C0SALES',
  ofMessage: { team: OURS.team, user_team: ORGANISATION, source_team: ORGANISATION },
  envelope: (event) =>
    envelopeOf(
      event,
      {
        team_id: OURS.team,
        enterprise_id: ORGANISATION,
        context_team_id: OURS.team,
        context_enterprise_id: ORGANISATION,
        is_enterprise_install: false,
      },
      ORGANISATION,
    ),
};

/** An organisation whose events name it and no team, as Grid does where channels are of several workspaces. */
const gridWithoutTeam: World = {
  ...grid,
  envelope: (event) => ({ ...grid.envelope(event), team_id: ORGANISATION, context_team_id: null }),
};

/** A channel of a customer, shared with us over Slack Connect, in which one of ours writes. */
const guestsOfHost: World = {
  user: 'U0MARTA',
  channel: 'C0SHARED',
  ofMessage: { team: HOST, user_team: OURS.team, source_team: OURS.team },
  envelope: (event) =>
    envelopeOf(
      event,
      {
        team_id: HOST,
        context_team_id: HOST,
        context_enterprise_id: null,
        is_ext_shared_channel: true,
      },
      null,
    ),
};

/** A channel of ours, shared with a customer over Slack Connect, in which one of theirs writes. */
const hosts: World = {
  user: 'U0STRANGER',
  channel: 'C0SHARED',
  ofMessage: { team: OURS.team, user_team: HOST, source_team: HOST },
  envelope: (event) => ({ ...alone.envelope(event), is_ext_shared_channel: true }),
};

export const WORLDS = {
  'a workspace': alone,
  'a workspace of Enterprise Grid': grid,
  'Enterprise Grid without a team': gridWithoutTeam,
  'a shared channel of a customer': guestsOfHost,
  'a shared channel of ours': hosts,
};
