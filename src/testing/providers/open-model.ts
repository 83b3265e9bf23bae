import type { LanguageModelV3 } from '@ai-sdk/provider';
import { openModel, openResponses } from '../../model/language-model.ts';
import type { ModelServer } from '../model-server.ts';
import type { Provider } from './provider.ts';

/** The language model at a server, opened as the product opens it. */
export async function openModelAt(
  { baseUrl }: Pick<ModelServer, 'baseUrl'>,
  provider?: Pick<Provider, 'speaks'>,
): Promise<LanguageModelV3> {
  // A name that the library knows to think, as it matters to it.
  if (provider?.speaks === 'responses')
    return openResponses({ apiKey: 'none', model: 'gpt-5-mini', baseUrl });
  return openModel({ kind: 'openai', apiKey: 'none', model: 'scripted', baseUrl });
}
