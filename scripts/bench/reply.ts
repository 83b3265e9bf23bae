import { nextEvent } from './events.ts';
import { median, type Ratio, type Server, startServer } from './measure.ts';
import { startSlackStub } from './slack-stub.ts';

const WARM_UP = 100;
const EVENTS = 500;

/** Times the way from an event to its reply, with a model that answers at once, against a bare Bolt app that echoes. */
export async function benchReply(): Promise<Ratio[]> {
  let posted: (body: string) => void = () => undefined;
  const stub = await startSlackStub((body) => posted(body));
  const ours = await startServer('rapport-reply', stub);
  const theirs = await startServer('bolt-echo', stub);

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

  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let event = 0; event < WARM_UP + EVENTS; event += 1) {
    const [a, b] = [await once(ours), await once(theirs)];
    if (event < WARM_UP) continue;
    times.ours.push(a);
    times.theirs.push(b);
  }
  await ours.stop();
  await theirs.stop();
  stub.close();
  return [
    {
      what: 'Event to reply with a scripted model, p50, against a bare Bolt echo',
      unit: 'ms',
      ours: median(times.ours),
      theirs: median(times.theirs),
      goal: { atMost: 1.5 },
    },
  ];
}
