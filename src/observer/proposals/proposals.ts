import type { SettingName } from '../observations/kinds/setting-change.ts';
import type { Proposal } from './proposal.ts';
import { alias } from './settings/alias.ts';
import { digestWeekly } from './settings/digest-weekly.ts';
import { glossary } from './settings/glossary.ts';
import { reportForChannel } from './settings/report-for-channel.ts';
import { stopAsking } from './settings/stop-asking.ts';

/** What can be changed about how Rapport works: what is counted for it, what Approve does, how it is taken back. */
export const PROPOSALS: Readonly<Record<SettingName, Proposal>> = {
  alias,
  stop_asking: stopAsking,
  digest_weekly: digestWeekly,
  glossary,
  report_for_channel: reportForChannel,
};

/** The row of a setting by its name. Throws for an unknown name: rows are always of a setting in the table. */
export function proposalOf(name: string): Proposal {
  const proposal = Object.hasOwn(PROPOSALS, name) ? PROPOSALS[name as SettingName] : undefined;
  if (!proposal) throw new Error(`There is no setting called ${name}.`);
  return proposal;
}
