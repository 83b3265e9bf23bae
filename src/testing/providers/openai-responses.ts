import type { ModelRequest } from '../model-script.ts';
import { argumentsOf, resultOf, saidIn } from './chat-completions.ts';
import { openaiError, openaiTroubles, refusedSchema } from './openai-refusals.ts';
import {
  firstOf,
  type Provider,
  type Refusal,
  type Said,
  textOf,
  tokensIn,
  type Wire,
  wires,
} from './provider.ts';
import { declaredTools, filledIn } from './tool-schemas.ts';

/** The types of items that may follow reasoning. */
const FOLLOWING = ['function_call', 'message', 'reasoning'];
const isFollowed = (next: Wire | undefined) =>
  next !== undefined && (next.role === 'assistant' || FOLLOWING.includes(textOf(next.type)));

/** OpenAI's Responses API with a reasoning model. */
export function openaiResponses(): Provider {
  let count = 0;
  /** Which reasoning belongs to which function call. */
  const reasoningOf = new Map<string, string>();
  const encrypted = (id: string) => `gAAAAAB${Buffer.from(id).toString('base64url')}`;

  function refusedReasoning(body: Wire): Refusal | undefined {
    const input = wires(body.input);
    for (const [at, item] of input.entries()) {
      const id = textOf(item.id);
      if (item.type === 'item_reference') return notFound(id);
      if (item.type === 'reasoning') {
        if (item.encrypted_content === undefined || item.encrypted_content === null) return notFound(id);
        if (item.encrypted_content === encrypted(id)) {
          if (isFollowed(input[at + 1])) continue;
          return openaiError(
            400,
            `Item '${id}' of type 'reasoning' was provided without its required following item.`,
            { param: 'input' },
          );
        }
        return openaiError(400, `The encrypted content for item ${id} could not be verified.`, {
          code: 'invalid_encrypted_content',
        });
      }
      const needed = item.type === 'function_call' ? reasoningOf.get(id) : undefined;
      if (!needed || input.slice(0, at).some((each) => each.id === needed)) continue;
      return openaiError(
        400,
        `Item '${id}' of type 'function_call' was provided without its required 'reasoning' item: '${needed}'.`,
        { param: 'input' },
      );
    }
    return undefined;
  }

  return {
    name: 'openai-responses',
    speaks: 'responses',
    base: '/v1',
    check: ({ body }) =>
      firstOf(
        refusedSchema(body, (at) => `tools[${at}].parameters`),
        refusedReasoning(body),
        refusedOutputs(body),
      ),
    read,
    answer: (said, body) => {
      count += 1;
      const reasoning = `rs_${String(count).padStart(12, '0')}`;
      const calls = (said.calls ?? []).map((call, at) => {
        const id = `fc_${String(count).padStart(12, '0')}${at}`;
        reasoningOf.set(id, reasoning);
        return {
          type: 'function_call',
          id,
          call_id: call.id ?? `call_${count}x${at}`,
          name: call.name,
          arguments: argumentsOf({ ...call, input: asStrict(call, body) }),
          status: 'completed',
        };
      });
      const wantsReasoning =
        Array.isArray(body.include) && body.include.includes('reasoning.encrypted_content');
      return response({ count, prompt: tokensIn(body.input, body.tools) }, [
        {
          type: 'reasoning',
          id: reasoning,
          summary: [],
          ...(wantsReasoning ? { encrypted_content: encrypted(reasoning) } : {}),
        },
        ...(said.text ? [spoken(count, said.text)] : []),
        ...calls,
      ]);
    },
    troubles: {
      ...openaiTroubles,
      tooLong: openaiError(
        400,
        'Your input exceeds the context window of this model. Please adjust your input and try again.',
        { param: 'input', code: 'context_length_exceeded' },
      ),
    },
  } satisfies Provider;
}

const notFound = (id: string) =>
  openaiError(
    404,
    `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
    { param: 'input' },
  );

function refusedOutputs(body: Wire): Refusal | undefined {
  const input = wires(body.input);
  const idsOf = (type: string) =>
    input.filter((item) => item.type === type).map((item) => textOf(item.call_id));
  const [calls, outputs] = [idsOf('function_call'), idsOf('function_call_output')];
  const call = calls.find((id) => !outputs.includes(id));
  if (call) return openaiError(400, `No tool output found for function call ${call}.`, { param: 'input' });
  const output = outputs.find((id) => !calls.includes(id));
  if (!output) return undefined;
  return openaiError(400, `No tool call found for function call output with call_id ${output}.`, {
    param: 'input',
  });
}

/** A function that does not say `strict: false` is made strict, and every optional field is filled in. */
function asStrict({ name, input }: { name: string; input: unknown }, body: Wire): unknown {
  const tool = declaredTools(body).find((each) => each.name === name);
  if (!tool || tool.strict === false || typeof input === 'string') return input;
  return filledIn(tool.parameters, input);
}

function read(body: Wire): ModelRequest {
  const input = wires(body.input);
  return {
    said: saidIn(input.findLast(({ role }) => role === 'user')?.content),
    results: input
      .filter(({ type }) => type === 'function_call_output')
      .map(({ output }) => resultOf(output)),
    messages: input.map((item) => ({ ...item, role: textOf(item.role), content: item.content })),
    tools: declaredTools(body).map(({ name, parameters }) => ({ name, parameters })),
  };
}

const spoken = (count: number, text: Said['text']): Wire => ({
  type: 'message',
  id: `msg_${String(count).padStart(12, '0')}`,
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
});

const response = ({ count, prompt }: { count: number; prompt: number }, output: Wire[]): Wire => ({
  id: `resp_${String(count).padStart(12, '0')}`,
  object: 'response',
  created_at: 1_700_000_000,
  status: 'completed',
  error: null,
  incomplete_details: null,
  instructions: null,
  model: 'gpt-5-mini',
  output,
  store: false,
  usage: {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 8 },
    total_tokens: prompt + 20,
  },
});
