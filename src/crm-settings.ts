export const DEAL_STATUSES = ['open', 'won', 'lost'] as const;
export type DealStatus = (typeof DEAL_STATUSES)[number];

/** A step of a sale. `probability`: from 0 to 1, of winning a deal that is in it. Deals in a stage have its status. */
export type Stage = {
  readonly id: string;
  readonly name: string;
  readonly probability: number;
  readonly status: DealStatus;
};

export const FIELD_OWNERS = ['company', 'contact', 'deal'] as const;
export type FieldOwner = (typeof FIELD_OWNERS)[number];

export const FIELD_TYPES = ['text', 'number', 'money', 'date', 'yes_no', 'one_of', 'several_of'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** Longest value of one_of and several_of, in characters: an option of a form of Slack. */
export const LONGEST_CHOICE = 75;

/** A field that the team has added to companies, contacts or deals. `values`: of one_of and several_of. */
export type OwnField = {
  readonly of: FieldOwner;
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  /** What it means: the agent and the authors of reports read it. */
  readonly description: string;
  readonly values?: readonly string[] | undefined;
  /** The key that it had before: values of that key are values of this field. */
  readonly was?: string | undefined;
};

/** What the team has said about its customers in `crm.yaml`. */
export type CrmSettings = {
  /** ISO 4217: the currency of an amount that was said without one. Undefined: it is asked. */
  readonly currency?: string | undefined;
  /** In the order in which a deal goes through them; one at least is won, one lost. */
  readonly stages: readonly Stage[];
  readonly fields: readonly OwnField[];
};

/** The settings of a team that has no `crm.yaml`. */
export const DEFAULT_CRM: CrmSettings = {
  stages: [
    { id: 'lead', name: 'Lead', probability: 0.1, status: 'open' },
    { id: 'qualified', name: 'Qualified', probability: 0.3, status: 'open' },
    { id: 'proposal', name: 'Proposal', probability: 0.5, status: 'open' },
    { id: 'negotiation', name: 'Negotiation', probability: 0.8, status: 'open' },
    { id: 'won', name: 'Won', probability: 1, status: 'won' },
    { id: 'lost', name: 'Lost', probability: 0, status: 'lost' },
  ],
  fields: [],
};

/** The settings as `crm.yaml` gives them now. */
export const crmOf = (ctx: { readonly crm?: (() => CrmSettings) | undefined }): CrmSettings =>
  ctx.crm?.() ?? DEFAULT_CRM;
