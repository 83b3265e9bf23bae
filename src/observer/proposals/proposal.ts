import type { Context, System, Writing } from '../../context.ts';
import type { TeamSetting } from '../../crm/team-settings.ts';
import type { Observation } from '../observations/observation.ts';
import type { Between } from '../signals/questions.ts';

/** A change that is offered because of what was counted in a week. */
export type Offer = {
  /** What it is about, the same for the same change. */
  subject: string;
  /** The name or the reason that it is about. It was counted, and nobody has written it for this. */
  name: string;
  companyId: string | null;
  /** How often it was so in the week. */
  times: number;
  /** The offer as a question, with its number. */
  says: string;
};

/** A change as it is made. `line`: what an admin has written in a form. */
export type Making = { observation: Observation; line: string | null };

/** A setting that a proposal changes. */
export type Proposal = {
  /** Counts a week, and gives what is worth offering. What holds already is not offered. */
  offers(ctx: System, week: Between): Promise<Offer[]>;
  /** Makes the change true, besides the row that says that it holds. */
  apply?(ctx: Writing<Context>, making: Making): Promise<void>;
  /** Takes it back, besides that row. */
  undo?(ctx: Writing<Context>, made: { observation: Observation; setting: TeamSetting }): Promise<void>;
  /** Counts once more what the change was made from. */
  count(ctx: System, setting: Pick<TeamSetting, 'subject' | 'name'>, between: Between): Promise<number>;
  /** What is counted, as the digest says it: `Questions about “Bluefin”`. */
  counts(setting: Pick<TeamSetting, 'subject' | 'name'>): string;
};
