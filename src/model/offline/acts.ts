import type { CompanyRef, ContactRef, Person, Unsure } from './parties.ts';
import type { Said } from './report-params.ts';
import type { Condition } from './schedule-conditions.ts';
import type { NamedTime } from './schedule-matching.ts';
import type { Rhythm } from './schedule-rhythm.ts';
import type { InteractionKind } from './triggers.ts';

/** Who something is about. */
export type About = { people: Person[]; company?: CompanyRef; unsure: Unsure[] };

export type FollowUp = { title: string; due_on?: string };

/** What a message asks for, before any tool is called. */
export type Act =
  | {
      type: 'log';
      kind: InteractionKind;
      summary: string;
      about: About;
      occurred_on: string;
      is_private: boolean;
      follow_up?: FollowUp;
      /** Logged only when somebody in it is known: the sentence alone does not say that it is about a customer. */
      onlyKnown?: boolean;
    }
  /** `isRepeated`: it was asked for again and again, which follow-ups cannot be. */
  | { type: 'follow_up'; follow_up: FollowUp; about: About; isRepeated?: boolean }
  /** `said`: the person's words for it; `words` and `names`: what the follow-up must have of them. */
  | { type: 'done'; said: string; words: string[]; names: string[]; otherwise?: Act }
  | {
      type: 'relate';
      contact: ContactRef;
      kind: 'works_at' | 'reports_to' | 'introduced_by' | 'assistant_of' | 'advises' | 'knows';
      other_contact?: ContactRef;
      company?: CompanyRef;
      started_on?: string;
      ended_on?: string;
      /** The day on which other employments end: the person has changed jobs. */
      leavesOthersOn?: string;
    }
  | {
      type: 'update_contact';
      contact: ContactRef;
      patch: Partial<Record<'name' | 'email' | 'phone' | 'title' | 'about', string>>;
    }
  | {
      type: 'update_company';
      company: CompanyRef;
      patch: Partial<Record<'name' | 'domain' | 'about', string>>;
    }
  /** `of`: what is known of it beforehand; a correction goes on with what should have been saved. */
  | { type: 'undo'; changeIds: string[]; of?: 'correction' | 'completion' }
  | { type: 'ask'; question: Question }
  | { type: 'say'; text: string };

/** What may be asked about one customer, about the writer's own work, or about a word. */
export type Question =
  | {
      about: 'customer';
      want:
        | 'everything'
        | 'last'
        | 'people'
        | 'employer'
        | 'email'
        | 'phone'
        | 'title'
        | 'follow_ups'
        | 'history'
        | 'connections';
      name: string;
      company?: string;
    }
  | {
      about: 'mine';
      since?: string;
      until?: string;
      company?: string;
      kind?: InteractionKind;
      count?: boolean;
    }
  /** The writer's own open follow-ups, of a customer or all, due until a day or any. */
  | { about: 'tasks'; until?: string; isOverdue?: boolean; customer?: string }
  | { about: 'word'; query: string }
  /** What was learned over night: all, or what speaks of a word. */
  | { about: 'learned'; of?: string }
  /** Which reports there are, all or for some words. */
  | { about: 'reports'; query?: string }
  /** What a report shows, or one column of it; `report` is missing where none was named. */
  | { about: 'report'; report?: ReportRef; column?: string }
  /** What a report says. */
  | { about: 'numbers'; report: ReportRef; said: Said }
  /** A report that is to come again and again; without the report or the days, that is asked. */
  | { about: 'schedule'; report?: ReportRef; said: Said; rhythm: Rhythm; condition?: Condition }
  /** What is sent to the person again and again; all, or one report. */
  | { about: 'schedules'; report?: ReportRef }
  /** A yes or no in words to what was offered; `otherwise`: what else it may have been the answer to. */
  | { about: 'schedule_answer'; isYes: boolean; report?: ReportRef; otherwise?: Question }
  | ({ about: 'schedule_change' } & ScheduleChange);

/** What is to become of a schedule, or of all that fit. */
export type ScheduleChange = {
  verb: 'pause' | 'resume' | 'cancel' | 'change';
  report?: ReportRef;
  /** All the words that tell which one is meant. */
  words: string;
  /** When it comes now, as far as that tells which one is meant. */
  when?: NamedTime;
  isAll?: boolean;
  /** With `isAll`: also those that wait for a yes. */
  withOffers?: boolean;
  rhythm?: Rhythm;
  condition?: Condition;
  said?: Said;
  /** What is meant when no schedule fits. */
  otherwise?: Question;
};

/** A report by its name; or by words for it, with the name that such words are usually meant for. */
export type ReportRef = { name: string } | { words: string; expected?: string };

/** What a name stands for, as the person has answered: a candidate in the words it was offered with, or `new`. */
export type Choice = { name: string; pick: { candidate: string } | 'new' };

/** An answer to a question whose words are not known any more; it is read when the question comes up again. */
type LooseAnswer = { answer: string };

export type Choices = readonly (Choice | LooseAnswer)[];

/** Everything to be done for one message. */
export type Plan = { acts: Act[]; choices: (Choice | LooseAnswer)[] };

export const nobody = (): About => ({ people: [], unsure: [] });

export function isAboutSomebody({ people, company, unsure }: About): boolean {
  return people.length > 0 || company !== undefined || unsure.length > 0;
}
