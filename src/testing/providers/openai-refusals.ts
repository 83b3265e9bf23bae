import type { Refusal, Wire } from './provider.ts';
import { type DeclaredTool, declaredTools, schemaNodes } from './tool-schemas.ts';

/** The refusals that OpenAI's two APIs have in common. */

export function openaiError(
  status: number,
  message: string,
  {
    type = 'invalid_request_error',
    param = null,
    code = null,
  }: { type?: string; param?: unknown; code?: unknown } = {},
): Refusal {
  return { status, body: { error: { message, type, param, code } } };
}

const NOT_PERMITTED = ['oneOf', 'allOf', 'not', 'if', 'then', 'else', 'dependentRequired'] as const;

/** Python's way to write a tuple, as it stands in the messages. */
const tuple = (path: (string | number)[]) => {
  const items = path.map((each) => (typeof each === 'number' ? `${each}` : `'${each}'`));
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
};

/** Refuses a whole request for one bad schema. */
export function refusedSchema(body: Wire, paramOf: (at: number) => string): Refusal | undefined {
  for (const [at, tool] of declaredTools(body).entries()) {
    const wrong = wrongIn(tool);
    if (!wrong) continue;
    return openaiError(400, `Invalid schema for function '${tool.name}': ${wrong}`, {
      param: paramOf(at),
      code: 'invalid_function_parameters',
    });
  }
  return undefined;
}

function wrongIn({ parameters, strict }: DeclaredTool): string | undefined {
  if (parameters.type !== 'object')
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(parameters.type ?? 'None')}"'.`;
  if (NOT_PERMITTED.some((key) => key in parameters) || 'anyOf' in parameters || 'enum' in parameters)
    return `schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.`;
  for (const { node, path } of schemaNodes(parameters)) {
    const key = NOT_PERMITTED.find((each) => each in node);
    if (key) return `In context=${tuple(path)}, '${key}' is not permitted.`;
    if (node.type === 'array' && !('items' in node))
      return `In context=${tuple(path)}, array schema missing items.`;
    const missing = strict === true ? missingFor(node) : undefined;
    if (missing) return `In context=${tuple(path)}, ${missing}`;
  }
  return undefined;
}

/** What a strict schema lacks. */
function missingFor({ properties, required, additionalProperties }: Wire): string | undefined {
  if (typeof properties !== 'object' || properties === null) return undefined;
  if (additionalProperties !== false)
    return `'additionalProperties' is required to be supplied and to be false.`;
  const listed = Array.isArray(required) ? required : [];
  const left = Object.keys(properties).find((name) => !listed.includes(name));
  return left
    ? `'required' is required to be supplied and to be an array including every key in properties. Missing '${left}'.`
    : undefined;
}

const QUOTA =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.';

export const openaiTroubles = {
  badKey: openaiError(
    401,
    'Incorrect API key provided: sk-proj-****abcd. You can find your API key at https://platform.openai.com/account/api-keys.',
    { code: 'invalid_api_key' },
  ),
  unknownModel: openaiError(404, 'The model `gpt-9` does not exist or you do not have access to it.', {
    code: 'model_not_found',
  }),
  tooBusy: {
    ...openaiError(
      429,
      'Rate limit reached for gpt-5-mini in organization org-abc on tokens per min (TPM): Limit 30000, Used 29100, Requested 5200. Please try again in 7.66s. Visit https://platform.openai.com/account/rate-limits to learn more.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    headers: { 'retry-after': '8', 'x-ratelimit-reset-tokens': '7.66s' },
  },
  noQuota: openaiError(429, QUOTA, { type: 'insufficient_quota', code: 'insufficient_quota' }),
  tooLong: openaiError(
    400,
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens (126000 in the messages, 5072 in the functions). Please reduce the length of the messages or functions.",
    { param: 'messages', code: 'context_length_exceeded' },
  ),
} satisfies Record<string, Refusal>;
