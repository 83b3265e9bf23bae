import { notAlternating } from './call-pairing.ts';
import { callsOf, chatMessages, completion, readChat, usageFor } from './chat-completions.ts';
import { firstOf, type Provider, type Refusal, textOf, tokensIn, type Wire } from './provider.ts';
import { declaredTools, schemaNodes } from './tool-schemas.ts';

/** Chat templates that ask for different things. */
export type Template = 'qwen' | 'mistral-nemo' | 'gemma' | 'llama-3' | 'seed-oss' | 'chatml';

const llamaError = (status: number, message: string, type: string, more: Wire = {}): Refusal => ({
  status,
  body: { error: { code: status, message, type, ...more } },
});

/** The error that a template throws, with the place in its source. */
const thrown = (words: string) =>
  llamaError(
    500,
    `\n------------\nWhile executing CallExpression at line 19, column 27 in source:\n...% 2 == 0) -%}↵        {{ raise_exception("${words.slice(0, 34)}...\n                                           ^\nError: Jinja Exception: ${words}`,
    'server_error',
  );

/** Models that think, and what the server gives of that. */
const THINKING = new Set<Template>(['qwen', 'seed-oss']);
const THOUGHT = { reasoning_content: 'Okay, the user wants something short.' };

/** Repetitions that the grammar cannot hold. */
const TOO_MANY = [1999, 2000, 2001];

function refusedGrammar(body: Wire): Refusal | undefined {
  const nodes = declaredTools(body).flatMap(({ parameters }) => schemaNodes(parameters));
  const wrong = nodes.some(
    ({ node }) => 'pattern' in node || node.maxLength === 2000 || TOO_MANY.includes(Number(node.maxItems)),
  );
  if (!wrong) return undefined;
  return llamaError(400, 'Failed to initialize samplers: failed to parse grammar', 'invalid_request_error');
}

function refusedByTemplate(body: Wire, template: Template): Refusal | undefined {
  const calls = chatMessages(body).map(({ message }) => callsOf(message));
  if (template === 'gemma' && notAlternating(body))
    return thrown('Conversation roles must alternate user/assistant/user/assistant/...');
  if (template === 'llama-3' && calls.some(({ length }) => length > 1))
    return thrown('This model only supports single tool-calls at once!');
  if (template === 'seed-oss') {
    const nodes = declaredTools(body).flatMap(({ parameters }) => schemaNodes(parameters));
    if (
      nodes.some(({ node }) => 'anyOf' in node || 'oneOf' in node || Array.isArray(node.type) || !node.type)
    )
      return thrown('Cannot convert a union type');
  }
  if (template !== 'mistral-nemo') return undefined;
  if (notAlternating(body))
    return thrown(
      'After the optional system message, conversation roles must alternate user and assistant roles except for tool calls and results.',
    );
  const ids = calls.flat().map(({ id }) => textOf(id));
  return ids.some((id) => !/^[a-zA-Z0-9]{9}$/.test(id))
    ? thrown('Tool call IDs should be alphanumeric strings with length 9!')
    : undefined;
}

/** A llama-server on the own machine. */
export function llamaServer({ template = 'qwen' as Template, context = 24_576 } = {}): Provider {
  let count = 0;

  /** Llama 3.x prints the tools indented, which makes them twice as long. */
  function promptTokens(body: Wire): number {
    if (template === 'chatml') return tokensIn(body.messages);
    return tokensIn(body.messages) + tokensIn(body.tools) * (template === 'llama-3' ? 2 : 1);
  }

  function refusedLength(body: Wire): Refusal | undefined {
    const asked = promptTokens(body);
    return asked > context ? tooLong(asked, context) : undefined;
  }

  return {
    name: template === 'qwen' ? 'llama-server' : `llama-server (${template})`,
    speaks: 'chat',
    base: '/v1',
    check: ({ body }) =>
      firstOf(refusedByTemplate(body, template), refusedGrammar(body), refusedLength(body)),
    // A template without tools leaves them out of the prompt, and the server still says 200.
    read: (body) => (template === 'chatml' ? { ...readChat(body), tools: [] } : readChat(body)),
    answer: (said, body) => {
      count += 1;
      const prompt = promptTokens(body);
      return completion(template === 'chatml' ? { text: said.text ?? 'How can I help you today?' } : said, {
        id: count,
        model: 'qwen3-8b-q4_k_m.gguf',
        message: { content: said.text ?? '', ...(THINKING.has(template) ? THOUGHT : {}) },
        callId: (at) => `${String(count).padStart(16, 'K')}${String(at).padStart(16, 'v')}`,
        usage: usageFor(prompt),
        more: { system_fingerprint: 'b8681', timings: { prompt_n: prompt, predicted_per_second: 21.4 } },
      });
    },
    about: (method, path) => {
      if (method !== 'GET') return undefined;
      if (path === '/props')
        return { default_generation_settings: { n_ctx: context }, total_slots: 4, model_alias: 'qwen3-8b' };
      if (path !== '/v1/models') return undefined;
      return {
        object: 'list',
        data: [{ id: 'qwen3-8b', owned_by: 'llamacpp', meta: { n_ctx_train: 40_960 } }],
      };
    },
    troubles: {
      badKey: llamaError(401, 'Invalid API Key', 'authentication_error'),
      unknownModel: llamaError(404, 'File Not Found', 'not_found_error'),
      tooBusy: llamaError(503, 'Loading model', 'unavailable_error'),
      tooLong: tooLong(11_739, 8_192),
    },
  } satisfies Provider;
}

const tooLong = (asked: number, context: number) =>
  llamaError(
    400,
    `request (${asked} tokens) exceeds the available context size (${context} tokens), try increasing it`,
    'exceed_context_size_error',
    { n_prompt_tokens: asked, n_ctx: context },
  );
