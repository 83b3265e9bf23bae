import bolt from '@slack/bolt';

/** A logger of Slack's libraries that says nothing. */
export const silentLogger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => bolt.LogLevel.ERROR,
  setName() {},
};
