import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type Context, type Role, type System, transact } from '../context.ts';
import { saveMessage } from '../conversation/messages.ts';
import { newId } from '../ids.ts';
import type { Observer } from '../observer/night/observer.ts';
import { dream } from '../observer/night/pass.ts';
import { claimNights, planNights } from '../observer/night/plan.ts';
import type { Observation } from '../observer/observations/observation.ts';
import type { Row } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Script } from './model-script.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { openModelAt } from './providers/open-model.ts';
import type { Provider } from './providers/provider.ts';
import { listRows } from './store-rows.ts';
import { createTeam, type Team } from './team.ts';

const HOUR_MS = 3_600_000;

/** Nights without the app: a team, a clock that is moved, and a scripted observer. */
export type NightDesk = {
  system: Team['system'];
  observer: Observer;
  /** The scripted observer's server. */
  model: ModelServer;
  member(name: string, options?: { timeZone?: string; role?: Role }): Promise<Context>;
  /** Keeps a message of somebody, as the live agent does; gives its id. */
  say(member: Context, text: string): Promise<string>;
  /** Does the nights that are over now, one after another, until none is left. */
  work(): Promise<void>;
  /** Lets time pass, some hours at a time, doing the nights that end. */
  pass(hours: number, atATime?: number): Promise<void>;
  observations(): Promise<Observation[]>;
  nights(): Promise<Row<'dreamRuns'>[]>;
  evidence(): Promise<Row<'observationEvidence'>[]>;
  close(): Promise<void>;
};

type Options = {
  script?: Script;
  /** How the model's server behaves on the wire; it refuses nothing when left out. */
  provider?: Provider;
  model?: LanguageModelV3;
  settings?: Partial<Observer>;
};

export async function openNightDesk(
  store: Store,
  { script, provider, model, settings }: Options = {},
): Promise<NightDesk> {
  const team = createTeam(store);
  const { system } = team;
  const server = await startModelServer(script ?? (() => ({ text: 'Nothing.' })), { provider });
  const languageModel = model ?? (await openModelAt(server, provider));
  const observer: Observer = {
    assistant: { model: languageModel, name: languageModel.modelId, timeoutMs: 10_000 },
    nightlyAt: '03:00',
    budget: 5,
    ...settings,
  };
  let said = 0;

  const work = () => workNights(system, observer);

  return {
    system,
    observer,
    model: server,
    member: team.as,
    say: async ({ actor }, text) => {
      said += 1;
      const id = newId();
      const at = system.clock.now();
      const ts = `${Math.floor(at.getTime() / 1_000)}.${String(said).padStart(6, '0')}`;
      const channel = `D-${actor.name}`;
      const { memberId, audience } = actor;
      const message = {
        id,
        channel,
        ts,
        threadKey: `${channel}:${ts}`,
        memberId,
        audience,
        text,
        createdAt: at,
      };
      await transact(system, (ctx) => saveMessage(ctx, { ...message, author: 'member' }));
      return id;
    },
    work,
    pass: async (hours, atATime = 6) => {
      for (let passed = 0; passed < hours; passed += atATime) {
        system.clock.advance(atATime * HOUR_MS);
        await work();
      }
    },
    observations: () => listRows(store, 'observations'),
    nights: () => listRows(store, 'dreamRuns'),
    evidence: () => listRows(store, 'observationEvidence'),
    close: async () => {
      await server.close();
      await store.close();
    },
  };
}

/** Does the nights that are over now, one after another, until none is left. */
export async function workNights(ctx: System, observer: Observer): Promise<void> {
  const { signal } = new AbortController();
  await planNights(ctx, observer);
  while (true) {
    const due = await claimNights(ctx, { limit: 4 });
    if (due.length === 0) return;
    for (const held of due) await dream(ctx, { observer, held, signal });
  }
}
