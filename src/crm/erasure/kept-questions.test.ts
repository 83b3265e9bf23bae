import { describe, expect, test } from 'vitest';
import { transact } from '../../context.ts';
import { newId } from '../../ids.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import { openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveContact } from '../contact-changes.ts';
import { eraseContact } from './erase.ts';

describe.each(Object.entries(DIALECTS))(
  'questions that are kept about an erased contact on %s',
  (_, open) => {
    test('are withdrawn, and are called by the name no more', async () => {
      const desk = await openCrmDesk(await open());
      const ada = await desk.team.as('ada', { role: 'admin' });
      await saveContact(ada, { contact: { name: 'Ana Lopes' } });
      const [contact] = await desk.store.read.select().from(desk.store.tables.contacts);
      const id = contact?.id ?? '';
      const request = {
        metric: 'contacts',
        measures: ['contacts'],
        period: 'all',
        where: [{ dimension: 'contact', values: [id] }],
      };
      for (const name of ['calls-with-ana', 'calls-with-lopes'])
        await transact(ada, (ctx) =>
          insertRow(ctx, {
            into: 'keptQuestions',
            row: {
              id: newId(),
              name,
              title: name
                .replaceAll('-', ' ')
                .replace(/ana|lopes/, (word) => (word === 'ana' ? 'Ana' : 'Lopes')),
              metric: 'contacts',
              request,
              definitionHash: 'x',
              status: 'certified' as const,
              proposedBy: ada.actor.memberId,
              proposedAt: ada.clock.now(),
            },
          }),
        );
      await transact(ada, (ctx) =>
        insertRow(ctx, {
          into: 'reportRuns',
          row: {
            id: newId(),
            report: 'calls-with-ana',
            memberId: ada.actor.memberId,
            source: 'command',
            agentRunId: null,
            audience: 'direct',
            params: {},
            outcome: 'done',
            error: null,
            rows: 1,
            truncated: false,
            startedAt: ada.clock.now(),
            ms: 1,
          },
        }),
      );
      await eraseContact(ada, { contact: { id } });
      const rows = await desk.store.read.select().from(desk.store.tables.keptQuestions);
      expect(rows.map(({ status }) => status).toSorted()).toEqual(['certified', 'withdrawn', 'withdrawn']);
      expect(JSON.stringify(rows.map(({ name, title }) => [name, title]))).not.toMatch(/ana|lopes/i);
      await desk.store.close();
    });
  },
);
