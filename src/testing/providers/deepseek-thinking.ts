import { chatMessages, completion, readChat, usageOf } from './chat-completions.ts';
import { refusedPairing } from './openai-chat.ts';
import { firstOf, type Provider, type Refusal, type Wire } from './provider.ts';

const deepseekError = (
  status: number,
  message: string,
  { type = 'invalid_request_error' }: { type?: string } = {},
): Refusal => ({ status, body: { error: { message, type, param: null, code: 'invalid_request_error' } } });

/** Contents are text here, never lists of parts. */
function refusedContent(body: Wire): Refusal | undefined {
  const list = chatMessages(body).find(({ message }) => Array.isArray(message.content));
  if (!list) return undefined;
  const column = JSON.stringify(body).length;
  return deepseekError(
    400,
    `Failed to deserialize the JSON body into the target type: messages[${list.at}]: invalid type: sequence, expected a string at line 1 column ${column}`,
  );
}

/** DeepSeek in thinking mode: what it thought in this turn comes back with every step. */
export function deepseekThinking(): Provider {
  let count = 0;
  const thoughts = new Set<string>();

  function refusedThoughts(body: Wire): Refusal | undefined {
    const messages = chatMessages(body);
    const turn = messages.findLastIndex(({ role }) => role === 'user');
    const wrong = messages
      .slice(turn + 1)
      .find(({ role, message }) => role === 'assistant' && !thoughts.has(String(message.reasoning_content)));
    if (!wrong) return undefined;
    return deepseekError(
      400,
      `Missing \`reasoning_content\` field in the assistant message at message index ${wrong.at}. For more information, please refer to https://api-docs.deepseek.com/guides/thinking_mode#tool-calls`,
    );
  }

  return {
    name: 'deepseek-thinking',
    speaks: 'chat',
    base: '/v1',
    check: ({ body }) => firstOf(refusedContent(body), refusedThoughts(body), refusedPairing(body)),
    read: readChat,
    answer: (said, body) => {
      count += 1;
      const thought = `Thought ${count}: let me see what is wanted here.`;
      thoughts.add(thought);
      return completion(said, {
        id: count,
        usage: usageOf(body),
        model: 'deepseek-reasoner',
        callId: (at) => `call_${String(at).padStart(2, '0')}_${String(count).padStart(20, 'q')}`,
        call: (_, at) => ({ index: at }),
        message: { content: said.text ?? '', reasoning_content: thought },
        choice: { logprobs: null },
        more: { system_fingerprint: 'fp_deepseek' },
      });
    },
    troubles: {
      badKey: deepseekError(401, 'Authentication Fails, Your api key: ****abcd is invalid', {
        type: 'authentication_error',
      }),
      unknownModel: deepseekError(400, 'Model Not Exist'),
      noQuota: deepseekError(402, 'Insufficient Balance', { type: 'unknown_error' }),
      tooBusy: deepseekError(429, 'Rate limit reached for requests', { type: 'rate_limit_error' }),
      tooLong: deepseekError(
        400,
        "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens (138000 in the messages, 2000 in the completion). Please reduce the length of the messages or completion.",
      ),
    },
  } satisfies Provider;
}
