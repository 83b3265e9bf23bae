import { openModel } from '../../../src/model/language-model.ts';
import type { Observer } from '../../../src/observer/night/observer.ts';
import type { Script } from '../../../src/testing/model-script.ts';
import { type ModelServer, startModelServer } from '../../../src/testing/model-server.ts';
import { workNights } from '../../../src/testing/night-desk.ts';
import { answerQuestions } from './answer-questions.ts';
import { live, moveTo, startOf, type World } from './world.ts';

const HOUR_MS = 3_600_000;
/** Hours after the working day begins when nights are looked after: those of Tokyo, Europe and New York are over then. */
const LOOKS = [10, 19, 23.5];

export type Dreamer = { observer: Observer; server: ModelServer; close(): Promise<void> };

/** An observer behind HTTP that does what a script says. */
export async function startDreamer(script: Script): Promise<Dreamer> {
  const server = await startModelServer(script);
  const model = await openModel({
    kind: 'openai',
    apiKey: 'none',
    model: 'scripted',
    baseUrl: server.baseUrl,
  });
  const assistant = { model, name: model.modelId, timeoutMs: 60_000 };
  return { observer: { assistant, nightlyAt: '03:00', budget: 1_000 }, server, close: server.close };
}

/** Lives through these days, with the nights after them. */
export async function dreamThrough(
  world: World,
  observer: Observer,
  { from, until }: { from: number; until: number },
): Promise<void> {
  for (let day = from; day < until; day += 1) {
    await live(world, day);
    await dreamNight(world, observer, day);
    await answerQuestions(world, day);
  }
}

/** The night after a day. */
export async function dreamNight(world: World, observer: Observer, day: number): Promise<void> {
  const start = startOf(day).getTime();
  for (const hours of LOOKS) {
    moveTo(world, new Date(start + hours * HOUR_MS));
    await workNights(world.system, observer);
  }
}
