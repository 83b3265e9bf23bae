import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RUNS_TYPESCRIPT } from '../../node-arguments.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openSqlite } from '../sqlite.ts';
import { SANDBOX } from './reporting.ts';
import type { ChildAnswer, ChildRequest, MoreRequest } from './sqlite-protocol.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'test.db');
const emptyPath = join(folder.path, 'empty.db');
let child: ChildProcess;

beforeAll(async () => {
  const store = openSqlite({ path });
  await store.migrate();
  await store.close();
  writeFileSync(emptyPath, '');
  child = fork(join(import.meta.dirname, 'sqlite-child.ts'), [], { execArgv: [...RUNS_TYPESCRIPT] });
});

afterAll(async () => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  folder.remove();
});

/** All messages that come for a statement, each asked for when the one before is there. */
async function messagesFor(text: string): Promise<Extract<ChildAnswer, { kind: 'rows' }>[]> {
  const messages = [];
  let request: ChildRequest | MoreRequest = {
    ...{ kind: 'query', path, emptyPath, schema: 'db_test', views: {}, tables: [] },
    ...{ select: { text, values: [] }, maxRows: 10_000 },
  };
  for (;;) {
    const answered = once(child, 'message');
    child.send(request);
    const [answer] = (await answered) as [ChildAnswer];
    if (answer.kind !== 'rows') throw new Error(JSON.stringify(answer));
    messages.push(answer);
    if (!answer.isPart) return messages;
    request = { kind: 'more' };
  }
}

const numbers = (upTo: number) =>
  `with recursive x(n) as (select 1 union all select n + 1 from x where n < ${upTo})`;

test('many rows come in several messages, in order and none twice', async () => {
  const messages = await messagesFor(`${numbers(5_000)} select n from x`);
  expect(messages.map(({ rows }) => rows.length)).toEqual([2_000, 2_000, 1_000]);
  expect(messages.flatMap(({ rows }) => rows.flat())).toEqual(
    Array.from({ length: 5_000 }, (_, at) => at + 1),
  );
});

test('so do wide ones, and each message says that more was cut off', async () => {
  const messages = await messagesFor(`${numbers(10_001)} select n, printf('%.390c', 'x') from x`);
  const characters = messages.map(({ rows }) => JSON.stringify(rows).length);
  expect(Math.max(...characters)).toBeLessThan(1.1 * SANDBOX.sqlite.messageCharacters);
  expect(messages.every(({ truncated }) => truncated)).toBe(true);
});

test('few rows come in one message, and no row in one too', async () => {
  expect((await messagesFor(`${numbers(1_400)} select n from x`)).length).toBe(1);
  expect(await messagesFor('select 1 where 1 = 0')).toMatchObject([{ rows: [], isPart: false }]);
});

test('a database that was written anew, as after an erasure, is read as before', async () => {
  const store = openSqlite({ path });
  await store.compact();
  await store.close();
  expect(await messagesFor('select 1')).toMatchObject([{ rows: [[1]], isPart: false }]);
});
