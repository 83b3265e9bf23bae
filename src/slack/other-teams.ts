import type { App as Bolt } from '@slack/bolt';
import { REFUSAL_TEXT } from '../app/identity.ts';
import type { Installation } from './installation.ts';
import { isForUs } from './teams.ts';
import { buildWords } from './views/form-parts.ts';

const WORDS = REFUSAL_TEXT.stranger ?? 'Sorry, not for you.';

/** Refuses commands, clicks, forms and typed choices that are not of our team, before any handler, and answers each. */
export function refuseOtherTeams(bolt: Bolt, installation: Installation): void {
  bolt.use(async (request) => {
    const { body, next } = request;
    if (isForUs(body, installation)) return next();
    if (!('ack' in request) || typeof request.ack !== 'function') return;
    const ack = request.ack as (answer?: unknown) => Promise<void>;
    if ('command' in body) return ack({ response_type: 'ephemeral', text: WORDS });
    if (body.type === 'block_suggestion') return ack({ options: [] });
    if (body.type === 'view_submission') {
      return ack({ response_action: 'update', view: buildWords(WORDS, { title: 'Not for you' }) });
    }
    await ack();
    const respond = 'respond' in request ? request.respond : undefined;
    if (typeof respond !== 'function') return;
    const say = respond as (answer: unknown) => Promise<unknown>;
    // Whoever cannot be answered has got the acknowledgement.
    await say({ response_type: 'ephemeral', replace_original: false, text: WORDS }).catch(() => undefined);
  });
}
