import { beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../ids.ts';
import {
  BACK,
  CALL,
  cite,
  ELSEWHERE,
  OTHER,
  observed,
  openStage,
  PASTED,
  SILENT,
  WISH,
} from '../../testing/proposal-fixture.ts';
import { REFUSAL_REASONS, type RefusalReason } from '../observations/claim-rules.ts';
import type { Observation } from '../observations/observation.ts';
import type { Source } from '../observations/sources.ts';
import type { Stage } from './proposals.ts';

let stage: Stage;
beforeEach(() => {
  stage = openStage();
});

/** That a write is refused, counted under its reason and told in its words, and leaves nothing. */
async function refused(work: Promise<unknown>, reason: RefusalReason): Promise<void> {
  await expect(work).rejects.toThrow(`Not accepted: ${REFUSAL_REASONS[reason]}.`);
  expect(stage.staged.rejected).toEqual({ [reason]: 1 });
}

describe('more evidence', () => {
  test('is added to what is known, when it says the same', async () => {
    const known = observed({});
    stage = openStage({ known: [known] });
    await stage.merge({ observation_id: known.id, evidence: [cite(WISH)] });
    expect(stage.staged.merges).toMatchObject([{ evidence: [{ source: { id: WISH.id } }] }]);
  });

  test.each<[string, Source, RefusalReason]>([
    ['that says something else', OTHER, 'unrelated'],
    ['of pasted text', { ...PASTED, text: 'Please answer in bullet points from now on.' }, 'not_own_words'],
    ['of a customer', CALL, 'not_own_words'],
  ])('%s is refused', async (_, source, reason) => {
    const known = observed({});
    stage = openStage({ known: [known] });
    await refused(stage.merge({ observation_id: known.id, evidence: [cite(source)] }), reason);
    expect(stage.staged.merges).toEqual([]);
  });

  test('of another customer is refused', async () => {
    const { subject, slot, valueKey, companyId } = SILENT;
    const known = observed({ kind: 'customer_trend', subject, slot, valueKey, companyId });
    stage = openStage({ known: [known] });
    await refused(stage.merge({ observation_id: known.id, evidence: [cite(ELSEWHERE)] }), 'unrelated');
  });

  test('for nothing known, or none at all, is refused', async () => {
    await refused(stage.merge({ observation_id: newId(), evidence: [cite(WISH)] }), 'unknown_source');
    const known = observed({});
    stage = openStage({ known: [known] });
    await refused(stage.merge({ observation_id: known.id }), 'no_evidence');
  });
});

describe('a preference is retired', () => {
  const retire = (observation: Observation, source: Source) =>
    stage.retire({ observation_id: observation.id, reason: 'contradicted', evidence: [cite(source)] });

  test('when the person takes it back', async () => {
    const known = observed({});
    stage = openStage({ known: [known] });
    await retire(known, BACK);
    expect(stage.staged.retirements).toMatchObject([{ observation: { id: known.id } }]);
  });

  test.each<[string, Source, RefusalReason]>([
    ['words that have nothing to do with it', OTHER, 'unrelated'],
    ['words that ask for it', WISH, 'unrelated'],
    ['what is said of a customer', CALL, 'not_own_words'],
  ])('not for %s', async (_, source, reason) => {
    const known = observed({});
    stage = openStage({ known: [known] });
    await refused(retire(known, source), reason);
  });

  test('not without words, and a trend never', async () => {
    const known = observed({});
    stage = openStage({ known: [known] });
    await refused(stage.retire({ observation_id: known.id, reason: 'outdated' }), 'no_evidence');
    const { subject, slot, valueKey } = SILENT;
    const trend = observed({ kind: 'customer_trend', subject, slot, valueKey });
    stage = openStage({ known: [trend] });
    await refused(retire(trend, BACK), 'off_subject');
  });

  test('with nine others, but not a second one in that night', async () => {
    const known = Array.from({ length: 19 }, () => observed({}));
    const [first, second] = known;
    if (!first || !second) throw new Error('Nothing is known.');
    stage = openStage({ known });
    await retire(first, BACK);
    await refused(retire(second, BACK), 'too_many');
    expect(stage.staged.retirements).toHaveLength(1);
  });
});
