import { tryParse } from './json-text.ts';
import { isRaw } from './portable-schema.ts';
import { copyResponse } from './response-body.ts';

type Raw = { [key: string]: unknown };
type Mend = {
  /** What a server says that wants it otherwise. */
  refusal: RegExp;
  mend(body: Raw): Raw;
};

/** Two ways to ask, where servers accept only one of them: the usual one first, the other when it was refused. */
const MENDS: readonly Mend[] = [
  {
    refusal: /max_completion_tokens/,
    mend: ({ max_tokens: tokens, ...body }) => ({ ...body, max_completion_tokens: tokens }),
  },
  {
    refusal: /invalid type: sequence, expected a string|content["'\s]*must be a string/i,
    mend: (body) => ({ ...body, messages: asPlainText(body.messages) }),
  },
  {
    // Gemini. Where formats are known, llama.cpp holds models to them.
    refusal: /\bformat\b[^.]{0,40}(?:date-time|not supported|unsupported)/i,
    mend: (body) => ({ ...body, tools: withoutFormats(body.tools) }),
  },
];

/**
 * Speaks to a server of the Chat Completions kind as it wants to be spoken to, and brings its answers into the form
 * that the specification gives them. What a request that went through has taught is remembered.
 */
export function createWire(send: typeof fetch): typeof fetch {
  const learned = new Set<Mend>();
  return async (url, init) => {
    const asked = typeof init?.body === 'string' ? tryParse(init.body) : undefined;
    if (!isRaw(asked)) return send(url, init);
    const applied = new Set(learned);
    const tried: Mend[] = [];
    while (true) {
      const body = MENDS.filter((each) => applied.has(each)).reduce((said, { mend }) => mend(said), asked);
      const response = await inForm(await send(url, { ...init, body: JSON.stringify(body) }));
      if (response.status !== 400 && response.status !== 422) {
        if (response.ok) for (const each of applied) learned.add(each);
        return response;
      }
      const text = await response.text();
      const last = tried.at(-1);
      // Refused with the same words: it did not help.
      if (last?.refusal.test(text)) applied.delete(last);
      const next = MENDS.find(
        (each) => !applied.has(each) && !tried.includes(each) && each.refusal.test(text),
      );
      if (!next) return copyResponse(response, text);
      tried.push(next);
      applied.add(next);
    }
  };
}

function asPlainText(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  return messages.map((message) => {
    if (!isRaw(message) || !Array.isArray(message.content)) return message;
    return { ...message, content: textOf(message.content, '\n\n') };
  });
}

function withoutFormats(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutFormats);
  if (!isRaw(schema)) return schema;
  // Named `format`, a property of a tool is a schema and no text.
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'format' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutFormats(value)]));
}

const textOf = (parts: unknown[], between: string) =>
  parts
    .map((part) => (isRaw(part) && typeof part.text === 'string' ? part.text : ''))
    .filter(Boolean)
    .join(between);

async function inForm(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const text = await response.text();
  const body = tryParse(text);
  if (!isRaw(body)) return copyResponse(response, text);
  if (body.error && !Array.isArray(body.choices)) return copyResponse(response, text, statusOf(body.error));
  if (!Array.isArray(body.choices)) return copyResponse(response, text);
  return copyResponse(response, JSON.stringify({ ...body, choices: body.choices.map(choiceInForm) }));
}

/** Gateways pass errors of the servers behind them on with status 200; the status stands in the body. */
function statusOf(error: unknown): number {
  const code = isRaw(error) ? Number(error.code ?? error.status) : Number.NaN;
  return Number.isInteger(code) && code >= 400 && code < 600 ? code : 500;
}

function choiceInForm(choice: unknown): unknown {
  if (!isRaw(choice) || !isRaw(choice.message)) return choice;
  const { message } = choice;
  return { ...choice, message: { ...message, ...contentInForm(message), ...callsInForm(message) } };
}

function contentInForm({ content }: Raw): Raw {
  if (isRaw(content)) return { content: textOf([content], '') };
  if (!Array.isArray(content)) return {};
  const parts = content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part));
  return {
    content: textOf(
      parts.filter((part) => isRaw(part) && part.type !== 'thinking'),
      '',
    ),
  };
}

/** Arguments as text, also where they came as an object, and calls of the old kind. */
function callsInForm({ tool_calls: calls, function_call: old }: Raw): Raw {
  const ofOldKind = isRaw(old) ? [{ type: 'function', function: old }] : [];
  const list: unknown[] = Array.isArray(calls) ? calls : ofOldKind;
  if (list.length === 0) return { tool_calls: null };
  return {
    tool_calls: list.filter(isCall).map((call) => ({
      ...call,
      function: { ...call.function, arguments: argumentsInForm(call.function.arguments) },
    })),
  };
}

const isCall = (call: unknown): call is { function: { name: string; arguments?: unknown } } =>
  isRaw(call) && isRaw(call.function) && typeof call.function.name === 'string';

const argumentsInForm = (said: unknown) => (typeof said === 'string' ? said : JSON.stringify(said ?? {}));
