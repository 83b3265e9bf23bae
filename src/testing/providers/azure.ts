import { completion, readChat, usageOf } from './chat-completions.ts';
import { refusedMaxTokens, refusedPairing } from './openai-chat.ts';
import { openaiError, openaiTroubles, refusedSchema } from './openai-refusals.ts';
import { firstOf, type Provider, type Refusal, type WireRequest } from './provider.ts';

const HARMLESS = {
  hate: { filtered: false, severity: 'safe' },
  self_harm: { filtered: false, severity: 'safe' },
  sexual: { filtered: false, severity: 'safe' },
  violence: { filtered: false, severity: 'safe' },
};

const MISSING_KEY =
  'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.';

const azureError = (status: number, code: string, message: string): Refusal => ({
  status,
  body: { error: { code, message } },
});

const BY_DEPLOYMENT = { base: '/openai/deployments/rapport', query: '?api-version=2024-10-21' };

/**
 * A reasoning model on Azure OpenAI: under its v1 address, or under that of its deployment, which wants the key in a
 * header of its own and a version of the API.
 */
export function azure({ byDeployment = false } = {}): Provider {
  let count = 0;
  const refusedKey = (headers: WireRequest['headers']) =>
    headers['api-key'] || (headers.authorization && !byDeployment)
      ? undefined
      : azureError(401, '401', MISSING_KEY);
  return {
    name: byDeployment ? 'azure (deployment)' : 'azure',
    speaks: 'chat',
    base: '/openai/v1',
    ...(byDeployment ? BY_DEPLOYMENT : {}),
    check: ({ body, headers, query }) =>
      firstOf(
        byDeployment && !query.has('api-version') ? azureError(404, '404', 'Resource not found') : undefined,
        refusedKey(headers),
        refusedMaxTokens(body),
        refusedSchema(body, (at) => `tools[${at}].function.parameters`),
        refusedPairing(body),
      ),
    read: readChat,
    answer: (said, body) => {
      count += 1;
      return completion(said, {
        id: count,
        usage: usageOf(body),
        model: 'gpt-5-mini-2026-01-01',
        message: { refusal: null, annotations: [] },
        choice: { content_filter_results: said.calls?.length ? {} : HARMLESS, logprobs: null },
        more: { prompt_filter_results: [{ prompt_index: 0, content_filter_results: HARMLESS }] },
      });
    },
    troubles: {
      ...openaiTroubles,
      badKey: azureError(
        401,
        '401',
        'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
      ),
      unknownModel: azureError(
        404,
        'DeploymentNotFound',
        'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
      ),
      tooBusy: {
        ...azureError(
          429,
          '429',
          'Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 7 seconds.',
        ),
        headers: { 'retry-after': '7', 'retry-after-ms': '7000' },
      },
      tooLong: openaiError(
        400,
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens. Please reduce the length of the messages.",
        { param: 'messages', code: 'context_length_exceeded' },
      ),
    },
  } satisfies Provider;
}
