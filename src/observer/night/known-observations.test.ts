import { beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../ids.ts';
import {
  CALL,
  cite,
  ELSEWHERE,
  observed,
  openStage,
  PASTED,
  SILENT,
  WISH,
} from '../../testing/proposal-fixture.ts';
import { REFUSAL_REASONS, type RefusalReason } from '../observations/claim-rules.ts';
import type { Source } from '../observations/sources.ts';
import type { Stage } from './proposals.ts';

let stage: Stage;
beforeEach(() => {
  stage = openStage();
});

/** That a write is refused, counted under its reason and told in its words, and leaves nothing. */
async function refused(work: Promise<unknown>, reason: RefusalReason): Promise<void> {
  await expect(work).rejects.toThrow(`Not accepted: ${REFUSAL_REASONS[reason]}: `);
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
