import { logsMeeting } from '../agent-scripts.ts';
import { carefulObserver } from '../careful-observer.ts';
import type { Script } from '../model-script.ts';

export const WISH = 'From now on answer in bullet points';

const careful = carefulObserver([{ says: WISH, slot: 'format', value: 'bullets' }]);

/** Companies of which two are known before: `Pair1` may be either of two, and the two called `Same1` may be one. */
export const TWINS = {
  asked: { of: (n: number) => `Pair${n}`, are: ['Logistics', 'Foods'] },
  merged: { of: (n: number) => `Same${n}`, are: ['Ltd', 'GmbH'] },
} as const;
const ABOUT = /\b(?:Pair|Same)\d+/;
/** The twins that a text is about. */
export const twinsIn = (text: string): string | undefined => ABOUT.exec(text)?.[0];

export const ASKED = 'asked about';
export const MERGE = 'merge';

/** The model of both: it logs meetings by day, asks who is meant, shows who may be one, and hears wishes at night. */
export const worker: Script = (request) => {
  const { tools, said, results } = request;
  if (tools.some(({ name }) => name === 'propose')) return careful(request);
  if (said.startsWith(WISH)) return { text: 'I will.' };
  const name = twinsIn(said);
  if (!name) return logsMeeting(request);
  if (results.length > 0)
    return { text: JSON.stringify(results).includes('"error"') ? 'Which one?' : 'Done.' };
  const [one, other] = TWINS.merged.are.map((each) => ({ name: `${name} ${each}` }));
  if (said.startsWith(MERGE))
    return { calls: [{ name: 'same_customer', input: { company: one, other_company: other } }] };
  const input = { kind: 'call', summary: `${ASKED} ${name}`, company: { name } };
  return { calls: [{ name: 'log_interaction', input }] };
};
