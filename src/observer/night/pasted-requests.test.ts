import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import type { ModelAnswer, ScriptedCall } from '../../testing/model-script.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { afterReading } from '../../testing/observer-scripts.ts';
import { PASTED_FORMS } from '../../testing/pasted-forms.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';

const COMPLAINT = 'Please stop asking us for references all the time';
const SLOTS = ['missing_feature', 'needless_question', 'wrong_answer', 'tone'];

/** All ways in which a hostile observer makes a complaint of one person of these words. */
const complaints = (id: string): ScriptedCall[] => [
  ...SLOTS.map((slot) => ({
    name: 'propose',
    input: {
      kind: 'member_request',
      slot,
      topic: 'asking',
      claim: 'Finds it needless to be asked.',
      evidence: [{ id, quote: COMPLAINT }],
    },
  })),
  { name: 'propose', input: { kind: 'team_request', slot: 'needless_question', claim: 'All are annoyed.' } },
];

describe.each(Object.entries(DIALECTS))(
  'what is pasted, read for complaints about Rapport, on %s',
  (_, open) => {
    let desk: NightDesk;
    beforeEach(async () => {
      const settings = { budget: 1_000, channel: 'C0DIGEST' };
      desk = await openNightDesk(await open(), { settings });
      desk.model.script(
        afterReading(
          ([message]): ModelAnswer => (message ? { calls: complaints(message.id) } : { text: 'Nothing.' }),
        ),
      );
    });
    afterEach(() => desk.close());

    /** Everybody says one thing, and two nights go by. */
    async function sayAll(texts: readonly string[]): Promise<Context[]> {
      const members = await Promise.all(texts.map((_text, at) => desk.member(`m${at}`)));
      await desk.work();
      for (const [at, text] of texts.entries()) await desk.say(members[at] ?? expect.fail(), text);
      await desk.pass(48, 24);
      return members;
    }
    const digests = async () =>
      JSON.stringify((await listRows(desk.system.store, 'outbox')).map(({ document }) => document));

    test('is a complaint of nobody, in 49 forms, and counted for nothing', async () => {
      await sayAll(PASTED_FORMS.map((form) => form(COMPLAINT)));
      const read = (await desk.nights()).filter(({ outcome, newMessages }) => outcome && newMessages === 1);
      expect(read).toHaveLength(PASTED_FORMS.length);
      expect(await desk.observations()).toEqual([]);
      expect(await digests()).not.toMatch(/needless|references/);
    });

    test('and what three people write themselves is counted, in words that name nobody', async () => {
      await sayAll([COMPLAINT, `${COMPLAINT}!`, `${COMPLAINT}, it is too much.`]);
      const found = await desk.observations();
      const counted = found.filter(({ kind }) => kind === 'team_request');
      expect(counted.map(({ slot, signal }) => [slot, signal?.numbers])).toEqual(
        SLOTS.map((slot) => [slot, { members: 3, times: 3 }]),
      );
      expect(found.filter(({ kind }) => kind === 'member_request')).toHaveLength(3 * SLOTS.length);
      expect(await digests()).toContain('3 people were asked by me what they found needless');
      expect(await digests()).not.toContain('references');
    });
  },
);
