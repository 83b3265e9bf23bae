import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import type { ProviderConfig } from '../config.ts';
import { apiAddress } from './api-address.ts';
import { createCompatibleFetch } from './compatible-fetch.ts';
import { keepProviderFields, oneCallEach } from './compatible-messages.ts';
import { readingWholeBody } from './response-body.ts';

const OPENAI = 'https://api.openai.com/v1';

type Address = {
  apiKey: string;
  model: string;
  baseUrl: string;
  /** How requests are sent; over the network when left out. */
  send?: typeof fetch;
};

/** The language model: OpenAI's Responses API at OpenAI itself, Chat Completions at every other address. */
export async function openModel({
  apiKey,
  model,
  baseUrl = OPENAI,
}: ProviderConfig): Promise<LanguageModelV3> {
  return isOpenAI(baseUrl)
    ? openResponses({ apiKey, model, baseUrl })
    : openCompatible({ apiKey, model, baseUrl });
}

/** Whether this is an address of OpenAI itself, in any of its regions. */
export function isOpenAI(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}

/**
 * OpenAI's Responses API. Nothing is stored there, so the library asks reasoning models for their reasoning in
 * encrypted form and sends it back. Functions are not strict: with strict ones every field would have to be filled in.
 */
export function openResponses({ apiKey, model, baseUrl, send }: Address): LanguageModelV3 {
  // Given also for OpenAI itself: the library would take an empty OPENAI_BASE_URL of the environment for an address.
  const baseURL = apiAddress(baseUrl);
  const responses = createOpenAI({ apiKey, baseURL, fetch: readingWholeBody(send) }).responses(model);
  return withOptions(responses, ({ tools, ...options }) => ({
    ...options,
    tools: tools?.map((tool) => (tool.type === 'function' ? { ...tool, strict: false } : tool)),
    providerOptions: { ...options.providerOptions, openai: { store: false } },
  }));
}

/** A server that speaks Chat Completions. */
export function openCompatible({ apiKey, model, baseUrl, send }: Address): LanguageModelV3 {
  const { hostname, pathname, searchParams } = new URL(baseUrl);
  // Companies put gateways with names of their own before Azure.
  const isAzure = hostname.endsWith('.azure.com') || pathname.includes('/openai/deployments/');
  const chat = createOpenAICompatible({
    name: 'compatible',
    baseURL: apiAddress(baseUrl),
    queryParams: Object.fromEntries(searchParams),
    ...(isAzure ? { headers: { 'api-key': apiKey } } : { apiKey }),
    fetch: createCompatibleFetch(readingWholeBody(send)),
  }).chatModel(model);
  return keepProviderFields(
    withOptions(chat, ({ prompt, ...options }) => ({ ...options, prompt: oneCallEach(prompt) })),
  );
}

/** The same model, asked with other options. */
function withOptions(
  model: LanguageModelV3,
  change: (options: LanguageModelV3CallOptions) => LanguageModelV3CallOptions,
): LanguageModelV3 {
  const { specificationVersion, provider, modelId, supportedUrls } = model;
  return {
    specificationVersion,
    provider,
    modelId,
    supportedUrls,
    doGenerate: (options) => model.doGenerate(change(options)),
    doStream: (options) => model.doStream(change(options)),
  };
}
