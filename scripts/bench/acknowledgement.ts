import autocannon from 'autocannon';
import { nextEvent } from './events.ts';
import { median, type Ratio, type Server, startServer } from './measure.ts';
import { startSlackStub } from './slack-stub.ts';

const ROUNDS = 5;
const SECONDS = 3;

/** A durable acknowledgement (row committed, then 200) against the least that does so, and a bare Bolt app that does not. */
export async function benchAcknowledgement(): Promise<Ratio[]> {
  const stub = await startSlackStub(() => undefined);
  const ours = await startServer('rapport-ack', stub);
  const least = await startServer('least-ack', stub);
  const bare = await startServer('bolt-ack', stub);
  for (const server of [ours, least, bare]) await fire(server, 8, 2);
  const busy = { ours: [] as number[], bare: [] as number[] };
  const alone = { ours: [] as number[], least: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    busy.ours.push((await fire(ours, 64, SECONDS)).perSecond);
    busy.bare.push((await fire(bare, 64, SECONDS)).perSecond);
    alone.ours.push((await fire(ours, 1, SECONDS)).p50);
    alone.least.push((await fire(least, 1, SECONDS)).p50);
    alone.bare.push((await fire(bare, 1, SECONDS)).p50);
  }
  for (const server of [ours, least, bare]) await server.stop();
  stub.close();
  return [
    {
      what: 'Durable acknowledgement, 64 connections, against bare Bolt',
      unit: 'requests/s',
      ours: median(busy.ours),
      theirs: median(busy.bare),
      goal: { atLeast: 1 },
    },
    {
      what: 'Durable acknowledgement, 1 connection, p50, against the least that is as durable',
      unit: 'ms',
      ours: median(alone.ours),
      theirs: median(alone.least),
      goal: { atMost: 1.4 },
    },
    {
      what: 'Durable acknowledgement, 1 connection, p50, against bare Bolt',
      unit: 'ms',
      ours: median(alone.ours),
      theirs: median(alone.bare),
      goal: undefined,
    },
  ];
}

async function fire({ url }: Server, connections: number, duration: number) {
  const times: number[] = [];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections,
        duration,
        requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, ...nextEvent() }) }],
      },
      (error, ended) => (error ? reject(error) : resolve(ended)),
    );
    instance.on('response', (_client, status, _bytes, milliseconds) => {
      if (status === 200) times.push(milliseconds);
    });
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} requests failed.`);
  return { perSecond: times.length / result.duration, p50: median(times) };
}
