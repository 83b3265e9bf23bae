import type { ModelRequest, Script } from './model-script.ts';

/** A model that logs one meeting with the company named in capitals at the end of what was said, then says so. */
export const logsMeeting: Script = ({ said, results }) => {
  if (results.length > 0) return { text: 'Saved.' };
  const company = said.split(' ').at(-1) ?? 'Acme';
  return {
    calls: [
      { name: 'log_interaction', input: { kind: 'meeting', summary: said, company: { name: company } } },
    ],
  };
};

/** A model that makes these calls, one step each, and then repeats what the last one gave. */
export const calls =
  (...wanted: { name: string; input: unknown }[]): Script =>
  ({ results }: ModelRequest) => {
    const next = wanted[results.length];
    return next ? { calls: [next] } : { text: `Done: ${JSON.stringify(results.at(-1))}`.slice(0, 1_500) };
  };
