import { unpaired } from './call-pairing.ts';
import { completion, readChat, usageOf } from './chat-completions.ts';
import { openaiError, openaiTroubles, refusedSchema } from './openai-refusals.ts';
import { firstOf, type Provider, type Refusal, type Wire } from './provider.ts';

/** OpenAI's Chat Completions with a reasoning model, as a gateway in front of OpenAI passes them on. */
export function openaiChat(): Provider {
  let count = 0;
  return {
    name: 'openai-chat',
    speaks: 'chat',
    base: '/v1',
    check: ({ body }) =>
      firstOf(
        refusedSchema(body, (at) => `tools[${at}].function.parameters`),
        refusedMaxTokens(body),
        refusedPairing(body),
      ),
    read: readChat,
    answer: (said, body) => {
      count += 1;
      return completion(said, {
        id: count,
        usage: usageOf(body),
        model: 'gpt-5-mini',
        message: { refusal: null, annotations: [] },
        callId: (at) => `call_${String(count).padStart(12, 'a')}${String(at).padStart(12, 'b')}`,
      });
    },
    troubles: openaiTroubles,
  } satisfies Provider;
}

export function refusedMaxTokens(body: Wire): Refusal | undefined {
  if (!('max_tokens' in body)) return undefined;
  return openaiError(
    400,
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    { param: 'max_tokens', code: 'unsupported_parameter' },
  );
}

export function refusedPairing(body: Wire): Refusal | undefined {
  const { calls, results } = unpaired(body);
  if (results.length > 0)
    return openaiError(
      400,
      "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
      { param: 'messages' },
    );
  if (calls.length === 0) return undefined;
  return openaiError(
    400,
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${calls.join(', ')}`,
    { param: 'messages' },
  );
}
