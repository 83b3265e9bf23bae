import { createHmac } from 'node:crypto';

export const SIGNING_SECRET = 'bench-secret';

let count = 0;

/** A signed `message.im` event that was never sent before. */
export function nextEvent(): { body: string; headers: Record<string, string>; ts: string } {
  count += 1;
  const seconds = Math.floor(Date.now() / 1_000);
  const ts = `${seconds}.${String(count % 1_000_000).padStart(6, '0')}`;
  const body = JSON.stringify({
    token: 'x',
    team_id: 'T1',
    api_app_id: 'A1',
    type: 'event_callback',
    event_id: `Ev${process.pid}${count}`,
    event_time: seconds,
    authorizations: [
      { enterprise_id: null, team_id: 'T1', user_id: 'UBOT', is_bot: true, is_enterprise_install: false },
    ],
    event: {
      type: 'message',
      channel: 'D1',
      channel_type: 'im',
      user: 'U1',
      text: 'Met Ana Lopes at Acme about the renewal, she wants pricing by Friday',
      ts,
      event_ts: ts,
      team: 'T1',
      client_msg_id: `${process.pid}-${count}`,
    },
  });
  const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${seconds}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': `v0=${signature}`,
  };
  return { body, headers, ts };
}
