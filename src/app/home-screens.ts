import type { Role } from '../context.ts';
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
  deals: DealsOnHome | undefined;
  interactions: InteractionOnHome[];
  schedules: Shown<TitledSchedule>;
  reminders: { at: string; weekends: boolean; timeZone: string };
  learned: Learned[];
  team?: TeamOnHome | undefined;
  /** Those who may be one, for leads and admins to decide about. */
  pairs?: Shown<DescribedPair> | undefined;
  admin?: AdminOnHome | undefined;
};

/** A follow-up that is due or overdue. `dueOn`: a day; `whom`: whom it is about. */
export type DueOnHome = { id: string; title: string; dueOn: string; whom?: string };

/** The member's open deals by stage, in the order of the stages, with the sum of each currency; and those that close next. */
export type DealsOnHome = {
  stages: { stage: string; count: number; sums: string[] }[];
  next: { title: string; company: string; amount?: string; closesOn?: string }[];
};

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

/** What admins look after. `reviews`: observations that wait for a yes or no; `failed`: deliveries that were given up lately. */
export type AdminOnHome = {
  reviews: number;
  failed: number;
  broken: Shown<string>;
  roles: Record<Role, number>;
  members: Shown<{ name: string; role: Role }>;
};
