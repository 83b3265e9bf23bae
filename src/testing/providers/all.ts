import { azure } from './azure.ts';
import { deepseekThinking } from './deepseek-thinking.ts';
import { gemini } from './gemini.ts';
import { llamaServer } from './llama-server.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Provider } from './provider.ts';

/** Every provider that Rapport is held against. Each call gives one that has seen nothing yet. */
export const PROVIDERS = {
  'openai-responses': openaiResponses,
  'openai-chat': openaiChat,
  azure: () => azure(),
  'azure (deployment)': () => azure({ byDeployment: true }),
  gemini,
  mistral,
  'llama-server': () => llamaServer(),
  'llama-server (mistral-nemo)': () => llamaServer({ template: 'mistral-nemo' }),
  'llama-server (gemma)': () => llamaServer({ template: 'gemma' }),
  'llama-server (llama-3)': () => llamaServer({ template: 'llama-3' }),
  'llama-server (seed-oss)': () => llamaServer({ template: 'seed-oss' }),
  ollama: () => ollama(),
  'deepseek-thinking': deepseekThinking,
} satisfies Record<string, () => Provider>;

export type ProviderName = keyof typeof PROVIDERS;

export const PROVIDER_NAMES = Object.keys(PROVIDERS) as ProviderName[];
