import { describe, expect, test } from 'vitest';
import { transact } from '../../context.ts';
import { newId } from '../../ids.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import { openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveContact } from '../contact-changes.ts';
import { eraseContact } from './erase.ts';

describe.each(Object.entries(DIALECTS))('kept questions about an erased contact on %s', (_, open) => {
  test('are withdrawn, and are called by the name no more', async () => {
    const desk = await openCrmDesk(await open());
    const ada = await desk.team.as('ada', { role: 'admin' });
    const memberId = ada.actor.memberId;
    await saveContact(ada, { contact: { name: 'Ana Lopes' } });
    const { contacts, keptQuestions, reportRuns } = desk.store.tables;
    const [contact] = await desk.store.read.select().from(contacts);
    const id = contact?.id ?? '';
    const where = [{ dimension: 'contact', values: [id] }];
    const question = {
      metric: 'contacts',
      request: { metric: 'contacts', measures: ['contacts'], period: 'all', where },
      definitionHash: 'x',
      status: 'certified' as const,
      proposedBy: memberId,
      proposedAt: ada.clock.now(),
    };
    const run = {
      id: newId(),
      report: 'calls-with-ana',
      memberId,
      source: 'command' as const,
      agentRunId: null,
      audience: 'direct' as const,
      params: {},
      outcome: 'done' as const,
      error: null,
      rows: 1,
      truncated: false,
      startedAt: ada.clock.now(),
      ms: 1,
    };
    await transact(ada, async (ctx) => {
      for (const name of ['calls-with-ana', 'calls-with-ana-lopes'])
        await insertRow(ctx, {
          into: 'keptQuestions',
          row: { id: newId(), name, title: 'Calls with Ana', ...question },
        });
      await insertRow(ctx, { into: 'reportRuns', row: run });
    });
    await eraseContact(ada, { contact: { id } });
    const kept = await desk.store.read.select().from(keptQuestions);
    expect(kept.map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn']);
    const [ran] = await desk.store.read.select().from(reportRuns);
    expect(kept.map(({ name }) => name)).toContain(ran?.report);
    expect(JSON.stringify([kept, ran])).not.toMatch(/\b(?:ana|lopes)\b/i);
    await desk.store.close();
  });
});
