import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { newId } from '../ids.ts';
import { type CrmDesk, openCrmDesk } from '../testing/crm-desk.ts';
import { recordStatements } from '../testing/scale/query-plans.ts';
import { DIALECTS } from '../testing/stores.ts';
import { searchText } from './search.ts';
import { searchBody } from './search-body.ts';

describe.each(Object.entries(DIALECTS))('entries on %s', (dialect, open) => {
  let desk: CrmDesk;
  let marta: Context;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
    // More old ones, and more new ones, than are looked through at once.
    await log(1, 'The plant, they want renovation of a');
    await log(600, 'They want a renovation of the plant');
    await log(600, 'They want the renewal');
    await log(1, 'They want a renovation of the quay');
  });
  afterAll(() => desk.store.close());

  async function log(times: number, summary: string): Promise<void> {
    const rows = Array.from({ length: times }, (_, at) => ({
      id: newId(),
      kind: 'call' as const,
      occurredOn: '2026-01-01',
      summary: `${summary} ${at}`,
      memberId: marta.actor.memberId,
      isPrivate: false,
      createdAt: marta.clock.now(),
    }));
    const entries = rows.map(({ id, summary }) => ({
      kind: 'interaction' as const,
      entityId: id,
      body: searchBody([summary]),
    }));
    const { interactions, searchEntries } = desk.store.tables;
    await desk.store.transaction(async (tx) => {
      await tx.insert(interactions).values(rows);
      await tx.insert(searchEntries).values(entries);
    });
  }

  /** The summaries of what is found. */
  async function search(query: string): Promise<string[]> {
    const ids = await searchText(marta, { viewer: marta.actor, query, kind: 'interaction', limit: 10 });
    const all = (await desk.rows('interactions')) as { id: string; summary: string }[];
    return ids.map((id) => all.find((each) => each.id === id)?.summary ?? '');
  }

  const OLD = Array.from({ length: 9 }, (_, at) => `They want a renovation of the plant ${599 - at}`);

  test('a word that many old entries have, and hardly any new one, is found from the newest on', async () => {
    const recording = recordStatements();
    expect(await search('renovation')).toEqual(['They want a renovation of the quay 0', ...OLD]);
    recording.stop();
    const asked = recording.executed.flatMap(({ values }) => values);
    expect(asked).not.toContain('"irenovation"*');
    if (dialect === 'sqlite') expect(asked).toContain('"irenovation"');
    expect(await search('renovat')).toEqual(['They want a renovation of the quay 0', ...OLD]);
  });

  test('words in their order are found behind many entries that have them in another one', async () => {
    expect(await search('"want renovation of"')).toEqual(['The plant, they want renovation of a 0']);
    expect(await search('want-renovation')).toEqual(['The plant, they want renovation of a 0']);
    expect(await search('"renovation of the plant 599"')).toEqual(OLD.slice(0, 1));
    expect(await search('"plant of renovation"')).toEqual([]);
  });

  test('such a word is not gathered for the sake of one that few entries have', async () => {
    const recording = recordStatements();
    expect(await search('renovation quay')).toEqual(['They want a renovation of the quay 0']);
    recording.stop();
    const asked = recording.executed.flatMap(({ values }) => values).join(' ');
    expect(asked).not.toContain('"irenovation"*');
  });
});
