import Sqlite from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import type { Durability } from './store.ts';

let db: Sqlite.Database;
let commits: number;
/** What was asked of each commit. */
let durabilities: Durability[];
let group: GroupCommit;

beforeEach(() => {
  db = new Sqlite(':memory:');
  db.exec('create table things (name text not null unique)');
  commits = 0;
  durabilities = [];
  const engine = {
    begin: (durability: Durability) => {
      durabilities.push(durability);
      db.exec('begin immediate');
    },
    commit: () => {
      if (commits < 0) throw new Error('the disk is full');
      commits += 1;
      db.exec('commit');
    },
    rollback: () => db.exec('rollback'),
    isBusy: () => false,
    isOpen: () => db.inTransaction,
    mark: () => db.exec('savepoint one'),
    goBack: () => db.exec('rollback to one'),
    unmark: () => db.exec('release one'),
  };
  group = createGroupCommit(engine, systemClock);
});

const things = () => db.prepare('select name from things order by rowid').pluck().all();
const add = (name: string, durability?: Durability) => () =>
  group.transact(async () => {
    await Promise.resolve();
    db.prepare('insert into things values (?)').run(name);
    return name;
  }, durability && { durability });

test('what comes while a transaction is under way is committed together, in order', async () => {
  const names = ['one', 'two', 'three', 'four'];
  expect(await Promise.all(names.map((name) => add(name)()))).toEqual(names);
  expect(things()).toEqual(names);
  expect(commits).toBe(2);
});

test('one that fails takes back its own and nothing else', async () => {
  const failing = () =>
    group.transact(async () => {
      db.prepare('insert into things values (?)').run('never');
      throw new Error('no');
    });
  const settled = await Promise.allSettled([
    add('one')(),
    add('two')(),
    failing(),
    add('two')(),
    add('three')(),
  ]);
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  expect(things()).toEqual(['one', 'two', 'three']);
});

test('nothing is over before the commit is: when that fails, all of the group hear so', async () => {
  const first = add('one')();
  const rest = Promise.allSettled([add('two')(), add('three')()]);
  await first;
  commits = -1;
  expect((await rest).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(things()).toEqual(['one']);
  commits = 0;
  await add('four')();
  expect(things()).toEqual(['one', 'four']);
});

test('an error that ends the whole transaction loses the whole group, and the next one works', async () => {
  const first = add('one')();
  const rest = Promise.allSettled([
    add('two')(),
    group.transact(async () => {
      db.exec('rollback');
      throw new Error('the disk is full');
    }),
    add('three')(),
  ]);
  await first;
  expect((await rest).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await add('four')();
  expect(things()).toEqual(['one', 'four']);
});

test('work that is to be alone is in no transaction, and keeps its turn', async () => {
  const first = add('one')();
  const alone = group.alone(async () => [db.inTransaction, things().length]);
  const last = add('two')();
  await Promise.all([first, last]);
  expect(await alone).toEqual([false, 1]);
});

test('a group waits for the disk when one in it needs to, and not when none does', async () => {
  await add('one')();
  await Promise.all([add('two', 'soon')(), add('three', 'soon')()]);
  await Promise.all([add('four', 'soon')(), add('five')(), add('six', 'soon')()]);
  await Promise.all([add('seven', 'soon')(), add('eight', 'soon')()]);
  expect(durabilities).toEqual(['at once', 'soon', 'at once', 'soon']);
});
