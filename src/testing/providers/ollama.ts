import { callsOf, chatMessages, completion, functionOf, readChat, usageFor } from './chat-completions.ts';
import { firstOf, type Provider, type Refusal, textOf, tokensIn, type Wire } from './provider.ts';

const TYPES: Record<number, string> = { 400: 'invalid_request_error', 404: 'not_found_error' };

const ollamaError = (status: number, message: string, type = TYPES[status] ?? 'api_error'): Refusal => ({
  status,
  body: { error: { message, type, param: null, code: null } },
});

function refusedMessages(body: Wire): Refusal | undefined {
  for (const { message } of chatMessages(body)) {
    const { content } = message;
    if (content === undefined || content === null) {
      if (callsOf(message).length === 0) return ollamaError(400, 'invalid message content type: <nil>');
    }
    if (callsOf(message).some((call) => !isObjectText(functionOf(call).arguments)))
      return ollamaError(400, 'invalid tool call arguments');
  }
  return undefined;
}

function isObjectText(text: unknown): boolean {
  try {
    const read: unknown = JSON.parse(textOf(text));
    return typeof read === 'object' && read !== null && !Array.isArray(read);
  } catch {
    return false;
  }
}

/**
 * Ollama's `/v1`. What is longer than the context is cut without a word: the model has then seen neither tools nor
 * instructions, and chats.
 */
export function ollama({ context = 24_576, supportsTools = true, hasThinkingTags = true } = {}): Provider {
  let count = 0;
  const promptTokens = (body: Wire) => tokensIn(body.messages, body.tools);
  const isCut = (body: Wire) => promptTokens(body) > context;
  return {
    name: context < 8_192 ? `ollama (context of ${context})` : 'ollama',
    speaks: 'chat',
    base: '/v1',
    check: ({ body }) =>
      firstOf(
        supportsTools || !Array.isArray(body.tools)
          ? undefined
          : ollamaError(400, 'registry.ollama.ai/library/gemma3:4b does not support tools', 'api_error'),
        refusedMessages(body),
      ),
    read: (body) => (isCut(body) ? { ...readChat(body), tools: [] } : readChat(body)),
    answer: (said, body) => {
      count += 1;
      const heard = isCut(body) ? { text: 'Hello! How can I help you today?' } : said;
      const { text = '', calls = [] } = heard;
      const prompt = Math.min(promptTokens(body), context);
      return completion(heard, {
        id: count,
        model: 'qwen3:8b',
        message: {
          content:
            calls.length === 0 && hasThinkingTags
              ? `<think>\nThe user wants an answer.\n</think>\n\n${text}`
              : text,
          ...(calls.length > 0 ? { reasoning: 'I should call a tool.' } : {}),
        },
        // The same ids in every step.
        callId: (at) => `call_${at}`,
        call: (_, at) => ({ index: at }),
        usage: usageFor(prompt),
        more: { system_fingerprint: 'fp_ollama' },
      });
    },
    about: (method, path) => {
      if (method === 'POST' && path === '/api/show')
        return {
          parameters:
            context === 4_096
              ? 'top_k 20'
              : `num_ctx                        ${context}\ntop_k                          20`,
          capabilities: supportsTools ? ['completion', 'tools', 'thinking'] : ['completion'],
          model_info: { 'qwen3.context_length': 40_960 },
        };
      if (method === 'GET' && path === '/api/ps')
        return { models: [{ name: 'qwen3:8b', model: 'qwen3:8b', context_length: context }] };
      return method === 'GET' && path === '/api/version' ? { version: '0.13.5' } : undefined;
    },
    troubles: {
      badKey: ollamaError(401, 'unauthorized'),
      unknownModel: ollamaError(404, "model 'qwen9:8b' not found"),
      tooBusy: ollamaError(503, 'server busy, please try again.  maximum pending requests exceeded'),
    },
  } satisfies Provider;
}
