import type { Role } from '../context.ts';
import type { DealBoard } from '../crm/deal-board.ts';
import type { MessagePlace } from '../crm/message-places.ts';
import type { Overdue } from '../crm/overdue-by-member.ts';
import type { QuietCustomer } from '../crm/quiet-customers.ts';
import type { DescribedPair } from '../delivery/pair-document.ts';
import type { Learned } from '../observer/observations/reviews.ts';
import type { TitledSchedule } from './schedule-screens.ts';

/** The content of somebody's Home tab; `closed`: why Rapport does not serve them. */
export type Home = { kind: 'closed'; text: string } | OpenHome;

/** The first entries of a list, and how many more there are. */
export type Shown<Entry> = { shown: Entry[]; more: number };

/** Home of a member. `notice`: what came of their last click. `isNew`: they have told nothing and promised nothing so far. */
export type OpenHome = {
  kind: 'open';
  notice?: string | undefined;
  isNew: boolean;
  today: string;
  due: Shown<DueOnHome>;
  deals: DealBoard | undefined;
  interactions: InteractionOnHome[];
  schedules: Shown<TitledSchedule>;
  reminders: { at: string; days: ReminderDays; timeZone: string };
  learned: Learned[];
  team?: TeamOnHome | undefined;
  /** Those who may be one, for leads and admins to decide about. */
  pairs?: Shown<DescribedPair> | undefined;
  admin?: AdminOnHome | undefined;
};

/** On which days the morning list may come. */
export type ReminderDays = 'workdays' | 'every_day' | 'never';

/** A follow-up that is due or overdue. `dueOn`: a day; `whom`: whom it is about. */
export type DueOnHome = { id: string; title: string; dueOn: string; whom?: string };

/** What the member has logged. `what`: with whom; `changeId`: the change that can still be undone; `place`: the message it is from. */
export type InteractionOnHome = {
  id: string;
  on: string;
  what: string;
  summary: string;
  isPrivate: boolean;
  changeId?: string;
  place?: MessagePlace;
};

/** What leads see of their team. */
export type TeamOnHome = { overdue: Shown<Overdue>; quiet: QuietCustomer[] };

/**
 * What admins look after. `reviews`: observations that wait for a yes or no; `failed`: deliveries that were given up lately;
 * `crmTrouble`: what is wrong with `crm.yaml`.
 */
export type AdminOnHome = {
  reviews: number;
  failed: number;
  broken: Shown<string>;
  crmTrouble?: string;
  roles: Record<Role, number>;
  members: Shown<{ name: string; role: Role }>;
};
