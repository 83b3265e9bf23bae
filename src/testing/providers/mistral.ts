import { unpaired } from './call-pairing.ts';
import { callsOf, chatMessages, completion, readChat, usageOf } from './chat-completions.ts';
import { firstOf, type Provider, type Refusal, textOf, type Wire } from './provider.ts';

const FIELDS = [
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_tokens',
  'temperature',
  'top_p',
  'stream',
  'stop',
  'random_seed',
  'response_format',
  'presence_penalty',
  'frequency_penalty',
  'n',
  'prediction',
  'prompt_mode',
  'safe_prompt',
  'metadata',
  'reasoning_effort',
];
const MESSAGE_FIELDS: Record<string, string[]> = {
  system: ['role', 'content'],
  user: ['role', 'content'],
  assistant: ['role', 'content', 'tool_calls', 'prefix'],
  tool: ['role', 'content', 'tool_call_id', 'name'],
};

const mistralError = (status: number, message: unknown, type: string, code: string | null): Refusal => ({
  status,
  body: { object: 'error', message, type, param: null, code },
});

function refusedFields(body: Wire): Refusal | undefined {
  const extra = Object.entries(body).filter(([name]) => !FIELDS.includes(name));
  const inMessages = chatMessages(body).flatMap(({ role, message, at }) =>
    Object.entries(message)
      .filter(([name]) => !MESSAGE_FIELDS[role]?.includes(name))
      .map(([name, input]) => ({ loc: ['body', 'messages', at, role, name], input })),
  );
  const faults = [...extra.map(([name, input]) => ({ loc: ['body', name], input })), ...inMessages];
  if (faults.length === 0) return undefined;
  const detail = faults.map(({ loc, input }) => ({
    type: 'extra_forbidden',
    loc,
    msg: 'Extra inputs are not permitted',
    input,
  }));
  return mistralError(422, { detail }, 'invalid_request_error', null);
}

/** Which role may follow which. */
const AFTER: Record<string, string[]> = {
  '': ['system', 'user'],
  system: ['user', 'system'],
  user: ['assistant'],
  assistant: ['user', 'tool'],
  tool: ['assistant', 'tool'],
};

function refusedOrder(body: Wire): Refusal | undefined {
  let before = '';
  for (const { role } of chatMessages(body)) {
    if (!AFTER[before]?.includes(role))
      return mistralError(
        400,
        `Unexpected role '${role}' after role '${before}'`,
        'invalid_request_message_order',
        '3230',
      );
    before = role;
  }
  if (before === 'user' || before === 'tool') return undefined;
  return mistralError(
    400,
    `Expected last role User or Tool (or Assistant with prefix True) for serving but got ${before}`,
    'invalid_request_message_order',
    '3230',
  );
}

function refusedIds(body: Wire): Refusal | undefined {
  const ids = chatMessages(body).flatMap(({ role, message }) =>
    role === 'tool' ? [textOf(message.tool_call_id)] : callsOf(message).map(({ id }) => textOf(id)),
  );
  const wrong = ids.find((id) => !/^[a-zA-Z0-9]{9}$/.test(id));
  if (wrong === undefined) return undefined;
  return mistralError(
    400,
    `Tool call id was ${wrong} but must be a-z, A-Z, 0-9, with a length of 9.`,
    'invalid_function_call',
    '3280',
  );
}

function refusedPairs(body: Wire): Refusal | undefined {
  const { calls, results } = unpaired(body);
  if (calls.length === 0 && results.length === 0) return undefined;
  return mistralError(
    400,
    'Not the same number of function calls and responses',
    'invalid_request_message_order',
    '3230',
  );
}

/** Mistral's own platform. */
export function mistral(): Provider {
  let count = 0;
  return {
    name: 'mistral',
    speaks: 'chat',
    base: '/v1',
    check: ({ body }) =>
      firstOf(refusedFields(body), refusedOrder(body), refusedIds(body), refusedPairs(body)),
    read: readChat,
    answer: (said, body) => {
      count += 1;
      const { text, calls = [] } = said;
      return completion(said, {
        id: count,
        usage: usageOf(body),
        model: 'mistral-medium-latest',
        callId: (at) => `${String(count).padStart(7, 'D')}${String(at).padStart(2, 'x')}`,
        // The published schema allows arguments as text and as an object.
        call: ({ name, input }, at) =>
          (count + at) % 2 === 0 && typeof input === 'object'
            ? { function: { name, arguments: input }, index: at }
            : { index: at },
        message: {
          content: calls.length > 0 ? (text ?? '') : thinkingThen(text ?? ''),
          ...(calls.length > 0 ? {} : { tool_calls: null }),
        },
      });
    },
    troubles: {
      badKey: { status: 401, body: { detail: 'Unauthorized' } },
      unknownModel: mistralError(400, 'Invalid model: mistral-giant', 'invalid_model', '1500'),
      tooBusy: mistralError(429, 'Rate limit exceeded', 'rate_limited', '1300'),
      tooLong: mistralError(
        400,
        'Prompt contains 140000 tokens and 0 draft tokens, too large for model with 131072 maximum context length',
        'invalid_request_prompt',
        '3051',
      ),
    },
  } satisfies Provider;
}

/** A reasoning model gives its content as a list of parts. */
const thinkingThen = (text: string) => [
  { type: 'thinking', thinking: [{ type: 'text', text: 'The person wants a short answer.' }] },
  { type: 'text', text },
];
