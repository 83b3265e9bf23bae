import { expect, test } from 'vitest';
import { readEnvelope } from './events.ts';
import { MESSAGE_SUBTYPES } from './message-subtypes.ts';

const US = { botUserId: 'U0RAPPORT', teamId: 'T0RAPPORT' };
const message = { user: 'U0MARTA', text: 'met ANA', ts: '1700000000.000100', channel: 'D0MARTA' };
const read = (subtype: string | undefined) => {
  const { channel, ...inner } = message;
  const change = {
    channel,
    event_ts: '1700000001.000100',
    message: { ...inner, text: 'met IVO', edited: { ts: '1700000001.000100' } },
    previous_message: inner,
  };
  const revises = subtype === 'message_changed' || subtype === 'message_deleted';
  const event = { type: 'message', subtype, ...(revises ? change : message) };
  return readEnvelope({ team_id: US.teamId, event }, US)?.kind;
};

test.each(Object.entries(MESSAGE_SUBTYPES))(
  'a message of the subtype %s means what the table says',
  (subtype, meaning) => {
    const kinds = { written: 'message', changed: 'edit', deleted: 'deletion' };
    expect(read(subtype)).toBe(typeof meaning === 'string' ? kinds[meaning] : undefined);
  },
);

test('a message without a subtype is read, and one of a subtype that Slack has invented since is not', () => {
  expect(read(undefined)).toBe('message');
  expect(read('invented_since')).toBeUndefined();
});
