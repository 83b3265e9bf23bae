import { callsOf, chatMessages, completion, functionOf, readChat, usageOf } from './chat-completions.ts';
import {
  firstOf,
  isWire,
  type Provider,
  type Refusal,
  textOf,
  type Wire,
  type WireRequest,
} from './provider.ts';
import { declaredTools } from './tool-schemas.ts';

/** The fields that the endpoint knows; any other one is refused. */
const FIELDS = [
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'stop',
  'stream',
  'stream_options',
  'temperature',
  'top_p',
  'response_format',
  'reasoning_effort',
  'extra_body',
  'user',
  'seed',
];
const SCHEMA_FIELDS = [
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'items',
  'minItems',
  'maxItems',
  'properties',
  'required',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'anyOf',
  'default',
  'example',
  'propertyOrdering',
  'additionalProperties',
  '$schema',
];
const STRING_FORMATS = ['enum', 'date-time'];

/** Errors come in a list. */
function geminiError(code: number, status: string, message: string, details?: unknown[]): Refusal {
  return { status: code, body: [{ error: { code, message, status, ...(details ? { details } : {}) } }] };
}

const unknownName = (name: string, at = '') =>
  `Invalid JSON payload received. Unknown name "${name}"${at ? ` at '${at}'` : ''}: Cannot find field.`;

const invalid = (lines: string[]): Refusal | undefined =>
  lines.length === 0
    ? undefined
    : geminiError(400, 'INVALID_ARGUMENT', lines.join('\n'), [
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: lines.map((description) => ({ description })),
        },
      ]);

/** Gemini 3 behind its OpenAI-compatible endpoint. */
export function gemini(): Provider {
  let count = 0;
  const signatureOf = (name: string) => `EqQBCkgIAR${Buffer.from(name).toString('base64')}`;

  /** The first call of every step carries a signature, and brings it back. */
  function refusedSignatures(body: Wire): Refusal | undefined {
    for (const { message, at } of chatMessages(body)) {
      const [first] = callsOf(message);
      if (!first) continue;
      const name = textOf(functionOf(first).name);
      const content = isWire(first.extra_content) ? first.extra_content.google : undefined;
      const signature = isWire(content) ? content.thought_signature : undefined;
      if (signature === signatureOf(name)) continue;
      if (signature !== undefined)
        return geminiError(400, 'INVALID_ARGUMENT', 'Thought signature is not valid.');
      return geminiError(
        400,
        'INVALID_ARGUMENT',
        `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\` , position ${at + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
      );
    }
    return undefined;
  }

  return {
    name: 'gemini',
    speaks: 'chat',
    base: '/v1beta/openai',
    check: ({ body, headers }: WireRequest) =>
      firstOf(
        headers.authorization
          ? undefined
          : geminiError(400, 'INVALID_ARGUMENT', 'Missing or invalid Authorization header.'),
        invalid(
          Object.keys(body)
            .filter((name) => !FIELDS.includes(name))
            .map((name) => unknownName(name)),
        ),
        invalid(
          declaredTools(body).flatMap(({ parameters }, at) =>
            schemaFaults(parameters, `tools[0].function_declarations[${at}].parameters`),
          ),
        ),
        refusedSignatures(body),
      ),
    read: readChat,
    answer: (said, body) => {
      count += 1;
      return completion(said, {
        id: count,
        usage: usageOf(body),
        model: 'gemini-3-flash-preview',
        callId: (at) => `function-call-${1_000_000 + count * 10 + at}`,
        // Only the first call of a step is signed.
        call: ({ name }, at) =>
          at === 0 ? { extra_content: { google: { thought_signature: signatureOf(name) } } } : {},
        choice: { finish_reason: 'stop' },
      });
    },
    troubles: {
      badKey: geminiError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        },
      ]),
      unknownModel: geminiError(
        404,
        'NOT_FOUND',
        'models/gemini-9 is not found for API version v1main, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.',
      ),
      tooBusy: geminiError(
        429,
        'RESOURCE_EXHAUSTED',
        'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. Please retry in 7.6s.',
        [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7.6s' }],
      ),
      tooLong: geminiError(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1200123) exceeds the maximum number of tokens allowed (1048576).',
      ),
    },
  } satisfies Provider;
}

/** The parts of a schema that Gemini does not know, each with its place. */
function schemaFaults(schema: unknown, at: string): string[] {
  if (!isWire(schema)) return [];
  const named = Object.entries(isWire(schema.properties) ? schema.properties : {});
  return [
    ...Object.keys(schema)
      .filter((key) => !SCHEMA_FIELDS.includes(key))
      .map((key) => unknownName(key, at)),
    ...(Array.isArray(schema.type)
      ? [
          `Invalid JSON payload received. Unknown name "type" at '${at}': Proto field is not repeating, cannot start list.`,
        ]
      : []),
    ...(schema.type === 'string' &&
    schema.format !== undefined &&
    !STRING_FORMATS.includes(textOf(schema.format))
      ? [`* GenerateContentRequest.${at}.format: only 'enum' and 'date-time' are supported for STRING type`]
      : []),
    ...(Array.isArray(schema.enum)
      ? schema.enum.flatMap((value, index) =>
          typeof value === 'string'
            ? []
            : [`Invalid value at '${at}.enum[${index}]' (TYPE_STRING), ${String(value)}`],
        )
      : []),
    ...named.flatMap(([, each], index) => schemaFaults(each, `${at}.properties[${index}].value`)),
    ...schemaFaults(schema.items, `${at}.items`),
    ...(Array.isArray(schema.anyOf)
      ? schema.anyOf.flatMap((each, index) => schemaFaults(each, `${at}.any_of[${index}]`))
      : []),
  ];
}
