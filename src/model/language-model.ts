import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { ModelConfig } from '../config.ts';

/**
 * The language model. With a `baseUrl` it speaks Chat Completions, which every OpenAI-compatible server knows;
 * without one, OpenAI's Responses API. The offline model and its dictionaries are loaded only when they are asked for.
 */
export async function openModel(config: ModelConfig): Promise<LanguageModelV3> {
  if (config.kind === 'offline') {
    const { createOfflineModel } = await import('./offline/offline-model.ts');
    return createOfflineModel();
  }
  const { apiKey, baseUrl, model } = config;
  if (baseUrl) return createOpenAI({ apiKey, baseURL: baseUrl }).chat(model);
  return createOpenAI({ apiKey }).responses(model);
}
