import { completeContacts } from './complete-contacts.ts';
import type { ImportKind } from './import-fields.ts';
import type { LinesOf } from './lines-of.ts';
import { completeCompanies, placeCompanies } from './place-companies.ts';
import { placeContacts } from './place-contacts.ts';
import { writeFollowUps, writeInteractions } from './write-activity.ts';
import { writeDeals } from './write-deals.ts';

/** What lines of each kind write. */
export const LINES: { [Kind in ImportKind]: LinesOf<Kind> } = {
  companies: async (ctx, slice, { records }) => {
    const placed = await placeCompanies(ctx, slice, { wanted: records, isRecord: true });
    const lines = records.map((said, at) => ({
      said,
      placed: placed[at] ?? { problem: 'nothing is in it' },
    }));
    return (ctx, slice) => completeCompanies(ctx, slice, lines);
  },
  contacts: async (ctx, slice, { records }) => {
    const companies = await placeCompanies(ctx, slice, {
      wanted: records.map(({ company }) => company),
      isRecord: false,
    });
    const clear = records.flatMap((said, at) => {
      const company = companies[at];
      return company && 'problem' in company ? [] : [{ at, said, companyId: company?.id }];
    });
    const people = await placeContacts(ctx, slice, { wanted: clear, isRecord: true });
    const lines = clear.map((each, index) => ({
      ...each,
      placed: people[index] ?? { problem: 'nobody is in it' },
    }));
    return async (ctx, slice) => {
      const outcomes = await completeContacts(ctx, slice, lines);
      return records.map((_, at) => {
        const company = companies[at];
        if (company && 'problem' in company) return company;
        return outcomes[clear.findIndex((each) => each.at === at)] ?? { problem: 'nobody is in it' };
      });
    };
  },
  deals: writeDeals,
  interactions: writeInteractions,
  'follow-ups': writeFollowUps,
};
