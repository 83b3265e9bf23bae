import type { OpenHome, Shown } from '../app/home-screens.ts';
import { APP_POLICY } from '../app/policy.ts';
import { LEARNED } from './night-looks.ts';

const { home: MOST } = APP_POLICY;
const LONG = 'Ana said that the renewal waits for the budget & <@U1> “asks” *why*. '.repeat(60);
const DAY = '2026-11-20';

/** As many as are shown, and some more. */
const full = <Entry>(most: number, make: (at: number) => Entry): Shown<Entry> => ({
  shown: Array.from({ length: most }, (_, at) => make(at)),
  more: 7,
});

/** The Home tab of an admin with as much in every section as Rapport ever shows there. */
export const FULL_HOME: OpenHome = {
  kind: 'open',
  notice: LONG,
  isNew: false,
  today: '2026-11-24',
  due: full(MOST.due, (at) => ({ id: `DUE${at}`, title: LONG, dueOn: DAY, whom: LONG })),
  deals: {
    stages: Array.from({ length: 20 }, (_, at) => ({
      stage: `${at} ${LONG.slice(0, 60)}`,
      deals: 12,
      worth: ['€85,000', '¥1,200,000'],
    })),
    next: Array.from({ length: MOST.nextDeals }, (_, at) => ({
      id: `DEAL${at}`,
      title: LONG.slice(0, 300),
      company: LONG.slice(0, 200),
      status: 'open',
      stage: 'Proposal',
      owner: 'Marta',
      amount: '€85,000',
      closes_on: DAY,
    })),
  },
  interactions: full(MOST.interactions, (at) => ({
    id: `INTERACTION${at}`,
    on: DAY,
    what: LONG,
    summary: LONG,
    isPrivate: true,
    changeId: `CHANGE${at}`,
    place: { channel: 'C0SALES', ts: '1795449600.000100', threadTs: '1795449600.000001' },
  })).shown,
  schedules: full(MOST.schedules, (at) => ({
    id: `SCHEDULE${at}`,
    report: 'quiet-customers',
    title: LONG,
    params: {},
    paramsInWords: LONG,
    cadence: { every: 'week', on: ['friday'], at: '17:00' },
    condition: null,
    channel: null,
    endsOn: null,
    timeZone: 'Europe/Lisbon',
    status: at === 0 ? 'paused' : 'active',
    reason: null,
    next: new Date(0),
    since: new Date(0),
    offeredBy: null,
  })),
  reminders: { at: '09:00', days: 'every_day', timeZone: 'Europe/Lisbon' },
  learned: LEARNED,
  team: {
    overdue: full(MOST.overdueMembers, (at) => ({
      memberId: `MEMBER${at}`,
      member: LONG.slice(0, 200),
      count: 10,
      oldest: { title: LONG.slice(0, 300), dueOn: DAY, company: LONG.slice(0, 200) },
    })),
    quiet: full(MOST.quiet, (at) => ({
      companyId: `COMPANY${at}`,
      company: LONG.slice(0, 200),
      lastOn: DAY,
      daysQuiet: 40,
      usualGap: 7,
    })).shown,
  },
  pairs: full(MOST.pairs, (at) => ({
    id: `PAIR${at}`,
    kind: 'company',
    one: LONG,
    other: LONG,
    because: LONG.slice(0, 200),
  })),
  admin: {
    reviews: 12,
    failed: 3,
    broken: full(MOST.brokenReports, () => `${LONG.slice(0, 100)}.yaml`),
    crmTrouble: LONG,
    roles: { member: 80, lead: 15, admin: 5 },
    members: full(MOST.members, () => ({ name: LONG.slice(0, 200), role: 'lead' })),
  },
};
