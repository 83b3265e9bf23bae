import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAgent } from '../../src/agent/check-agent.ts';
import { systemClock } from '../../src/clock.ts';
import type { Config, ProviderConfig, StoreConfig } from '../../src/config.ts';
import { createSystem, type System } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import { isOpenAI, openModel } from '../../src/model/language-model.ts';
import { measureNights } from '../../src/observer/digest/night-health.ts';
import { checkObserver } from '../../src/observer/night/check-observer.ts';
import { openStore } from '../../src/store/open.ts';
import { SchemaError } from '../../src/store/schema-version.ts';
import { withSystem } from '../command/system.ts';
import { conclude } from './check.ts';
import { onDatabase } from './store.ts';

const OFFLINE = 'offline: the small stand-in of the demo, no language model';

async function openAssistant(model: ProviderConfig, timeoutMs: number) {
  const opened = await openModel(model);
  return { model: opened, name: opened.modelId, timeoutMs };
}

/** The address of a model's server that can be asked about itself; OpenAI's cannot. */
function addressOf(model: ProviderConfig) {
  if (!model.baseUrl || isOpenAI(model.baseUrl)) return undefined;
  return { ...model, baseUrl: model.baseUrl };
}

/** A model is asked before the first start, too: then on an empty database that goes again. */
async function withAnySystem<T>(where: StoreConfig, work: (system: System) => Promise<T>): Promise<T> {
  return withSystem(where, work).catch(async (error: unknown) => {
    if (!(error instanceof SchemaError)) throw error;
    const folder = mkdtempSync(join(tmpdir(), 'rapport-doctor-'));
    try {
      const store = await openStore(
        { kind: 'sqlite', path: join(folder, 'empty.db') },
        { schema: 'migrate', backup: false },
      );
      const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
      return await work(system).finally(store.close);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Does one real step of the agent: a provider takes or refuses a request as a whole. */
export async function checkLanguageModel(config: Config): Promise<string> {
  const { model, store: where } = config;
  if (model.kind === 'offline') return OFFLINE;
  return withAnySystem(where, async (system) => {
    const assistant = await openAssistant(model, config.assistant.timeoutMs);
    const found = await checkAgent(system, { assistant, address: addressOf(model) });
    return conclude(found.said, found);
  });
}

/** Checks the observer's model, where it is not the agent's, and that nights are done. */
export async function checkNights(config: Config): Promise<string> {
  const said = await withAnySystem(config.store, (system) => checkObserversModel(system, config));
  return onDatabase(config.store, async (system) => {
    const { late, failed } = await measureNights(system);
    const problems = [
      ...(late > 0 ? [`${late} nights should be over for an hour: is Rapport running?`] : []),
      ...failed.map(({ night, reason }) => `the night to ${night} failed: ${reason}`),
    ];
    const { price, budget, model } = config.observer;
    const warnings =
      price || model.kind === 'offline'
        ? []
        : [
            `OBSERVER_PRICE is not set: what a night costs is not known, and OBSERVER_BUDGET (${budget} dollars) bounds nothing`,
          ];
    const words = `${said}; at ${config.observer.nightlyAt}, none late or failed within a week`;
    return conclude(words, { problems, warnings });
  });
}

async function checkObserversModel(system: System, { observer, model }: Config): Promise<string> {
  if (JSON.stringify(observer.model) === JSON.stringify(model)) return 'the same model';
  if (observer.model.kind === 'offline') return OFFLINE;
  const assistant = await openAssistant(observer.model, observer.timeoutMs);
  const found = await checkObserver(system, { assistant, address: addressOf(observer.model) });
  return conclude(found.said, found);
}
