import { nextEvent } from './events.ts';
import { median, type Ratio, type Server, startServer } from './measure.ts';
import { startModelStub } from './model-stub.ts';
import { startSlackStub } from './slack-stub.ts';

const WARM_UP = 100;
const EVENTS = 500;

/** The servers that answer an event in turns: Rapport, the least that answers as durably, and a bare Bolt app that echoes. */
const KINDS = [
  'rapport-reply',
  'least-reply',
  'bolt-echo',
  'rapport-reply-over-http',
  'least-reply-over-http',
] as const;
type Kind = (typeof KINDS)[number];

/** Times the way from an event to its reply, with a model that answers at once. */
export async function benchReply(): Promise<Ratio[]> {
  let posted: (body: string) => void = () => undefined;
  const stub = await startSlackStub((body) => posted(body));
  const model = await startModelStub();
  const measured: { kind: Kind; server: Server; times: number[] }[] = [];
  for (const kind of KINDS) {
    const server = await startServer(kind, { apiUrl: stub.apiUrl, modelUrl: model.baseUrl });
    measured.push({ kind, server, times: [] });
  }

  async function once({ url }: Server): Promise<number> {
    const { body, headers } = nextEvent();
    const arrived = new Promise<void>((resolve) => {
      posted = () => resolve();
    });
    const start = performance.now();
    const answer = await fetch(url, { method: 'POST', body, headers });
    if (answer.status !== 200) throw new Error(`The event was answered with ${answer.status}.`);
    await arrived;
    const took = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 5)); // what follows the post is not part of the next one
    return took;
  }

  for (let event = 0; event < WARM_UP + EVENTS; event += 1) {
    for (const { server, times } of measured) {
      const took = await once(server);
      if (event >= WARM_UP) times.push(took);
    }
  }
  for (const { server } of measured) await server.stop();
  stub.close();
  model.close();

  const p50 = (kind: Kind) => median(measured.find((each) => each.kind === kind)?.times ?? []);
  return [
    {
      what: 'Event to reply with a scripted model, p50, against the least that is as durable',
      unit: 'ms',
      ours: p50('rapport-reply'),
      theirs: p50('least-reply'),
      goal: { atMost: 1.6 },
    },
    {
      what: 'The same with the model over HTTP',
      unit: 'ms',
      ours: p50('rapport-reply-over-http'),
      theirs: p50('least-reply-over-http'),
      goal: undefined,
    },
    {
      what: 'Event to reply with a scripted model, p50, against a bare Bolt echo',
      unit: 'ms',
      ours: p50('rapport-reply'),
      theirs: p50('bolt-echo'),
      goal: undefined,
    },
  ];
}
