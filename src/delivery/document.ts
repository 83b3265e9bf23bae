/** Everything the bot delivers, before anybody decides how it looks. */
export type Document = {
  title?: string;
  /** Plain text, possibly several lines; what notifications show. */
  text: string;
  facts?: Fact[];
  actions?: Action[];
};

export type Fact = { label: string; value: string };

/** What a person can do about a document. `value` names its object; who may do it is checked at the click. */
export type Action = {
  id: 'undo_run' | 'apply_edit' | 'retract' | 'dismiss';
  label: string;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; yes: string; no: string };
};

/** A document as plain text, for the command line and as Slack's fallback. */
export function renderText({ title, text, facts = [] }: Document): string {
  const lines = facts.map(({ label, value }) => `${label}: ${value}`);
  return [title, text, ...lines].filter(Boolean).join('\n');
}
