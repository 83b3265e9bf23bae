import { type Act, isAboutSomebody } from './acts.ts';
import { findDays } from './dates.ts';
import { readParties } from './parties.ts';
import { findUndertaking } from './promises.ts';
import { cleanSummary, namedFollowUp, type Reading } from './reading.ts';
import type { Sentence } from './sentences.ts';

/** What customers do that is worth noting, without anybody having met. */
const NEWS =
  /\b(?:wants?|wanted|needs?|needed|asked|asks|said|says|told|mentioned|confirmed|agreed|signed|renewed|cancell?ed|churned|declined|accepted|approved|rejected|postponed|delayed|decided|chose|went with|bought|ordered|upgraded|downgraded|extended|paid|owes|complained|is|are|was|were|has|have|had|will|may|might|could|would|can|plans?|raised|hired|hiring|laid off|merged|acquired|launched|uses?|switched|likes?|loves?|hates?|prefers?|requested|replied|answered|promised|offered|expects?|looks?|liked|loved)\b/i;
/** What people say to us: enough to log somebody who is not known yet. */
const SAID =
  /\b(?:asked|said|told|mentioned|confirmed|agreed|signed|replied|answered|promised|requested|wants?|needs?)\b/i;

/** "Acme signed the contract", "Bob wants a demo on Thursday": a note about somebody. */
export function readNote({ text, own, isOrder }: Sentence, reading: Reading): Act[] | undefined {
  const undertaking = findUndertaking(text, reading);
  const told = undertaking && undertaking.start > 0 ? text.slice(0, undertaking.start) : text;
  const subject = readParties(told, { self: reading.self, colleagues: reading.colleagues });
  const [company] = subject.companies;
  const about = { people: subject.people, unsure: subject.unsure, ...(company ? { company } : {}) };
  if (!isAboutSomebody(about) || (!NEWS.test(text) && !isOrder)) return undefined;
  const isPerson = subject.people.length > 0;
  const day = findDays(told, reading.today).find(
    ({ past, future }) => past === future && past <= reading.today,
  );
  return [
    {
      type: 'log',
      kind: 'note',
      summary: cleanSummary(own),
      about,
      occurred_on: undertaking ? reading.today : (day?.past ?? reading.today),
      is_private: reading.isPrivate,
      ...(undertaking ? { follow_up: namedFollowUp(undertaking, about) } : {}),
      ...(isOrder || (company && isPerson) || (isPerson && SAID.test(text)) ? {} : { onlyKnown: true }),
    },
  ];
}
