import type { Call } from './script.ts';

/** A call as the verbs take it today: this reader speaks of it in words of its own. */
export function asVerb({ tool, input }: Call): Call {
  const { follow_up, title, about, ...rest } = input;
  switch (tool) {
    case 'log_interaction':
      return { tool, input: { ...rest, ...(follow_up ? { follow_ups: [follow_up] } : {}) } };
    case 'set_follow_up':
      return { tool: 'add_follow_up', input };
    case 'complete_follow_up':
      return {
        tool: 'change_follow_up',
        input: { ...rest, ...(title ? { words: title } : {}), action: 'done' },
      };
    case 'update_company':
      return { tool: 'save_company', input };
    case 'update_contact':
      return about
        ? { tool: 'add_note', input: { contact: input.contact, note: about } }
        : { tool: 'save_contact', input };
    case 'find': {
      const { limit: _most, ...words } = rest;
      return { tool, input: words };
    }
    default:
      return { tool, input };
  }
}
