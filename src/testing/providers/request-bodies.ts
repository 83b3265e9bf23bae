import type { ModelServer } from '../model-server.ts';
import type { Provider, Wire } from './provider.ts';

/** A tool as it is sent when everything is well. */
const PARAMETERS = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: ['call', 'meeting'] },
    summary: { type: 'string', description: 'In the words of the person.' },
    company: { type: 'object', properties: { name: { type: 'string' }, is_new: { type: 'boolean' } } },
    occurred_on: { type: 'string', description: 'YYYY-MM-DD' },
  },
  required: ['kind', 'summary'],
  additionalProperties: false,
};

export type Turn = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text?: string;
  call?: string;
  calls?: string[];
};

export const OPENING: Turn[] = [
  { role: 'system', text: 'You are Rapport.' },
  { role: 'user', text: 'Met Acme' },
];
export const STEP: Turn[] = [
  { role: 'assistant', calls: ['abc123DEF'] },
  { role: 'tool', call: 'abc123DEF', text: '{"saved":"it"}' },
];

const wireCall = (id: string) => ({
  id,
  type: 'function',
  function: { name: 'log_interaction', arguments: '{"kind":"call","summary":"x"}' },
});

export function chatBody(turns: Turn[], { parameters = PARAMETERS as Wire, more = {} as Wire } = {}): Wire {
  return {
    model: 'some-model',
    messages: turns.map(({ role, text, call, calls }) => ({
      role,
      ...(text === undefined ? {} : { content: text }),
      ...(call ? { tool_call_id: call } : {}),
      ...(calls ? { content: '', tool_calls: calls.map(wireCall) } : {}),
    })),
    tools: [{ type: 'function', function: { name: 'log_interaction', description: 'Logs.', parameters } }],
    ...more,
  };
}

export const responsesBody = (
  input: Wire[],
  { parameters = PARAMETERS as Wire, tool = { strict: false } as Wire, more = {} as Wire } = {},
): Wire => ({
  model: 'gpt-5-mini',
  store: false,
  include: ['reasoning.encrypted_content'],
  input: [{ role: 'user', content: [{ type: 'input_text', text: 'Met Acme' }] }, ...input],
  tools: [{ type: 'function', name: 'log_interaction', parameters, ...tool }],
  ...more,
});

type Call = Wire & { id: string; call_id: string; arguments: string };
/** The fields of answers of all kinds that tests look at. */
type Answer = {
  choices: [{ message: Wire & { content: string; tool_calls: [Call] } }];
  output: [Wire, Call];
  error: { message: string; code: string };
  usage: { prompt_tokens: number };
};
export type Asking = (body: Wire) => Promise<{ status: number; body: Answer }>;

/** A way to send bodies to a server as they go over the wire. */
export function askingAt({ baseUrl }: ModelServer, provider: Provider): Asking {
  const path = provider.speaks === 'responses' ? 'responses' : 'chat/completions';
  const { origin, pathname, search } = new URL(baseUrl);
  return async (body) => {
    const response = await fetch(`${origin}${pathname}/${path}${search}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key', 'api-key': 'key' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
}

export const withProperty = (property: Wire): Wire => ({
  ...PARAMETERS,
  properties: { ...PARAMETERS.properties, when: property },
});
export const UNION = { oneOf: [{ type: 'object', properties: { every: { const: 'week' } } }] };
