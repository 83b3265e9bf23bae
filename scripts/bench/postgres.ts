import { findPostgres, type PostgresServer, startPostgres } from '../../src/testing/postgres-server.ts';
import { nextEvent } from './events.ts';
import { type Line, median, type Server, startServer } from './measure.ts';
import { startSlackStub } from './slack-stub.ts';

const WARM_UP = 100;
const EVENTS = 400;
/** Events that a crowd writes at once; each process works on 32. */
const CROWD = { slow: 192, fast: 400 };

/** Times replies on a real PostgreSQL: one process against our own SQLite, and two processes against one. */
export async function benchPostgres(): Promise<Line[]> {
  const programs = findPostgres();
  if (!programs) {
    console.error('PostgreSQL is not installed: these rows are left out.');
    return [];
  }
  const server = await startPostgres(programs, { more: { fsync: 'on' } });
  try {
    return [
      await againstSqlite(server),
      ...(await twoAgainstOne(server, { kind: 'rapport-reply-slowly', events: CROWD.slow, goal: true })),
      ...(await twoAgainstOne(server, { kind: 'rapport-reply', events: CROWD.fast, goal: false })),
    ];
  } finally {
    await server.stop();
  }
}

async function againstSqlite({ url: folder }: PostgresServer): Promise<Line> {
  const slack = await openSlack();
  const ours = await startServer('rapport-reply', { ...slack, folder });
  const theirs = await startServer('rapport-reply', slack);
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let event = 0; event < WARM_UP + EVENTS; event += 1) {
    const [a, b] = [await timeReply(ours), await timeReply(theirs)];
    if (event < WARM_UP) continue;
    times.ours.push(a);
    times.theirs.push(b);
  }
  await Promise.all([ours.stop(), theirs.stop()]);
  slack.close();
  const what = 'Event to reply on PostgreSQL, p50, against our SQLite';
  return { what, unit: 'ms', ours: median(times.ours), theirs: median(times.theirs), goal: { atMost: 2 } };

  async function timeReply(to: Server): Promise<number> {
    const start = performance.now();
    const replied = slack.posts(1);
    await send(to);
    await replied;
    const took = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 5)); // what follows the post is not part of the next one
    return took;
  }
}

async function twoAgainstOne(
  { url: folder }: PostgresServer,
  { kind, events, goal }: { kind: string; events: number; goal: boolean },
): Promise<Line[]> {
  const slack = await openSlack();
  // The second one starts later: any process takes whatever waits in the database.
  const first = await startServer(kind, { ...slack, folder });
  await crowd([first], WARM_UP);
  const one = await crowd([first], events);
  const servers = [first, await startServer(kind, { ...slack, folder })];
  await crowd(servers, WARM_UP);
  const before = await retriesOf(servers);
  const two = await crowd(servers, events);
  const retries = (await retriesOf(servers)) - before;
  for (const server of servers) await server.stop();
  slack.close();
  const model = goal ? 'a model of one second' : 'a model that answers at once';
  const rates = {
    what: `Replies of two processes, ${model}, against one`,
    unit: '/s',
    ours: two,
    theirs: one,
  };
  return [
    goal ? { ...rates, goal: { atLeast: 1.7 } } : rates,
    {
      what: `Transactions begun anew, ${events} messages, two processes, ${model}`,
      unit: '',
      ours: retries,
      below: 1,
    },
  ];

  /** Has that many messages written at once, to the servers in turns. Gives replies a second. */
  async function crowd(to: readonly Server[], count: number): Promise<number> {
    const start = performance.now();
    const replied = slack.posts(count);
    await Promise.all(Array.from({ length: count }, (_, at) => send(to[at % to.length] as Server)));
    await replied;
    return count / ((performance.now() - start) / 1_000);
  }
}

async function retriesOf(servers: readonly Server[]): Promise<number> {
  const counts = await Promise.all(servers.map((server) => server.tell('retries')));
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

async function send({ url }: Server): Promise<void> {
  const { body, headers } = nextEvent();
  const answer = await fetch(url, { method: 'POST', body, headers });
  if (answer.status !== 200) throw new Error(`The event was answered with ${answer.status}.`);
  await answer.arrayBuffer();
}

/** A Slack that tells when it has got so many posts. */
async function openSlack() {
  let left = 0;
  let done: () => void = () => undefined;
  const stub = await startSlackStub(() => {
    left -= 1;
    if (left === 0) done();
  });
  const posts = (count: number) =>
    new Promise<void>((resolve) => {
      left = count;
      done = resolve;
    });
  return { ...stub, posts };
}
