import autocannon from 'autocannon';
import { nextEvent } from './events.ts';
import { median, type Ratio, type Server, startServer } from './measure.ts';
import { startSlackStub } from './slack-stub.ts';

const ROUNDS = 5;
const SECONDS = 3;

/** A durable acknowledgement (row committed, then 200) against a bare Bolt app that only acknowledges. */
export async function benchAcknowledgement(): Promise<Ratio[]> {
  const stub = await startSlackStub(() => undefined);
  const ours = await startServer('rapport-ack', stub);
  const theirs = await startServer('bolt-ack', stub);
  await fire(ours, 8, 2);
  await fire(theirs, 8, 2);
  const busy = { ours: [] as number[], theirs: [] as number[] };
  const alone = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    busy.ours.push((await fire(ours, 64, SECONDS)).perSecond);
    busy.theirs.push((await fire(theirs, 64, SECONDS)).perSecond);
    alone.ours.push((await fire(ours, 1, SECONDS)).p50);
    alone.theirs.push((await fire(theirs, 1, SECONDS)).p50);
  }
  await ours.stop();
  await theirs.stop();
  stub.close();
  return [
    {
      what: 'Durable acknowledgement, 64 connections, against bare Bolt',
      unit: 'requests/s',
      ours: median(busy.ours),
      theirs: median(busy.theirs),
      goal: { atLeast: 1 },
    },
    {
      what: 'Durable acknowledgement, 1 connection, p50, against bare Bolt',
      unit: 'ms',
      ours: median(alone.ours),
      theirs: median(alone.theirs),
      goal: { atMost: 2 },
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
