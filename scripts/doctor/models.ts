import { checkAgent } from '../../src/agent/check.ts';
import type { Config, ProviderConfig } from '../../src/config.ts';
import type { System } from '../../src/context.ts';
import { isOpenAI, openModel } from '../../src/model/language-model.ts';
import { measureNights } from '../../src/observer/digest/night-health.ts';
import { checkObserver } from '../../src/observer/night/check.ts';
import { withSystem } from '../command/system.ts';
import { tell } from './check.ts';

const OFFLINE = 'offline: the small stand-in of the demo, no language model';

async function openAssistant(model: ProviderConfig, timeoutMs: number) {
  const opened = await openModel(model);
  return { model: opened, name: opened.modelId, timeoutMs };
}

/** A server that can be asked about itself. */
function addressOf(model: ProviderConfig) {
  if (!model.baseUrl || isOpenAI(model.baseUrl)) return undefined;
  return { ...model, baseUrl: model.baseUrl };
}

/** One real step of the agent: what it is sent, a provider takes or refuses as a whole. */
export async function checkLanguageModel(config: Config): Promise<string> {
  const { model, store: where } = config;
  if (model.kind === 'offline') return OFFLINE;
  return withSystem(where, async (system) => {
    const assistant = await openAssistant(model, config.assistant.timeoutMs);
    const found = await checkAgent(system, { assistant, address: addressOf(model) });
    return tell(found.said, found);
  });
}

/** The observer's model, where it is another one, and whether nights are done. */
export function checkNights(config: Config): Promise<string> {
  return withSystem(config.store, async (system) => {
    const said = await checkObserversModel(system, config);
    const { late, failed } = await measureNights(system);
    const problems = [
      ...(late > 0 ? [`${late} nights should be over for an hour: is Rapport running?`] : []),
      ...failed.map(({ night, reason }) => `the night to ${night} failed: ${reason}`),
    ];
    return tell(`${said}; at ${config.observer.nightlyAt}, none late or failed within a week`, { problems });
  });
}

async function checkObserversModel(system: System, { observer, model }: Config): Promise<string> {
  if (JSON.stringify(observer.model) === JSON.stringify(model)) return 'the same model';
  if (observer.model.kind === 'offline') return OFFLINE;
  const assistant = await openAssistant(observer.model, observer.timeoutMs);
  const found = await checkObserver(system, { assistant, address: addressOf(observer.model) });
  return tell(found.said, found);
}
