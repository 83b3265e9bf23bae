import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { nextEvent } from './events.ts';
import { percentile, type Ratio, type Server, startServer } from './measure.ts';
import { startSlackStub } from './slack-stub.ts';

const ROUNDS = 6;
const REQUESTS = 3_000;
/** The time between two events, whether the first is answered or not. */
const EVERY_MS = 4;

/** Looks at every interaction there is, and sorts them: seconds of work. */
const HEAVY = {
  name: 'heavy',
  title: 'Weeks with each company',
  description: 'For each company, in how many weeks we were in touch, and with how many of us.',
  roles: ['lead'],
  columns: {
    company: { label: 'Company' },
    weeks: { label: 'Weeks', format: 'integer' },
    members: { label: 'Colleagues', format: 'integer' },
  },
  sql: `select company_name as company, count(distinct week) as weeks, count(distinct member_id) as members
    from interactions group by company_id, company_name order by weeks desc, company`,
};

/** The slowest acknowledgements while a heavy report runs, against those of the same process while none does. */
export async function benchReportLoad(folder: string): Promise<Ratio> {
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'reports', 'heavy.yaml'), stringify(HEAVY));
  const stub = await startSlackStub(() => undefined);
  const server = await startServer('rapport-ack-and-report', { ...stub, folder });
  await send(server);
  const times = { idle: [] as number[], heavy: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.idle.push(...(await send(server)));
    await server.tell('start');
    times.heavy.push(...(await send(server)));
    const runs = Number(await server.tell('stop'));
    if (!(runs > 0)) throw new Error('No report was run.');
  }
  await server.stop();
  stub.close();
  return {
    what: 'Durable acknowledgement while a heavy report runs, p99.9, against idle',
    unit: 'ms',
    ours: percentile(times.heavy, 0.999),
    theirs: percentile(times.idle, 0.999),
    goal: { atMost: 1.2 },
  };
}

/** Sends events over one connection at a fixed rate. A time begins when the event was due, so that waiting counts. */
async function send({ url }: Server): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers: Promise<number>[] = [];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      answers.push(post(url, agent));
      if (answers.length < REQUESTS) return;
      clearInterval(timer);
      resolve();
    }, EVERY_MS);
  });
  const times = await Promise.all(answers);
  agent.destroy();
  return times;
}

function post(url: string, agent: Agent): Promise<number> {
  const due = performance.now();
  const { body, headers } = nextEvent();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - due);
        else reject(new Error(`The event was answered with ${response.statusCode}.`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
