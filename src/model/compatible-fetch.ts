import { isRecord, type JsonRecord, tryParse } from './json-text.ts';
import { copyResponse } from './response-body.ts';

/** Another form of the request, for servers that refuse the usual one with these words. */
type Workaround = {
  refusal: RegExp;
  rewrite(body: JsonRecord): JsonRecord;
};

const WORKAROUNDS: readonly Workaround[] = [
  {
    refusal: /max_completion_tokens/,
    rewrite: ({ max_tokens: tokens, ...body }) => ({ ...body, max_completion_tokens: tokens }),
  },
  {
    refusal: /invalid type: sequence, expected a string|content["'\s]*must be a string/i,
    rewrite: (body) => ({ ...body, messages: asPlainText(body.messages) }),
  },
  {
    // Gemini. Where formats are known, llama.cpp holds models to them.
    refusal: /\bformat\b[^.]{0,40}(?:date-time|not supported|unsupported)/i,
    rewrite: (body) => ({ ...body, tools: withoutFormats(body.tools) }),
  },
];

/**
 * A `fetch` for servers that speak Chat Completions: it sends a request again in another form where the server refuses the
 * usual one, and brings answers into the form of the specification. Forms that went through are used from then on.
 */
export function createCompatibleFetch(send: typeof fetch): typeof fetch {
  const learned = new Set<Workaround>();
  return async (url, init) => {
    const asked = typeof init?.body === 'string' ? tryParse(init.body) : undefined;
    if (!isRecord(asked)) return send(url, init);
    const applied = new Set(learned);
    const tried: Workaround[] = [];
    while (true) {
      const body = WORKAROUNDS.filter((each) => applied.has(each)).reduce(
        (said, { rewrite }) => rewrite(said),
        asked,
      );
      const response = await inForm(await send(url, { ...init, body: JSON.stringify(body) }));
      if (response.status !== 400 && response.status !== 422) {
        if (response.ok) for (const each of applied) learned.add(each);
        return response;
      }
      const text = await response.text();
      const last = tried.at(-1);
      // Refused with the same words: it did not help.
      if (last?.refusal.test(text)) applied.delete(last);
      const next = WORKAROUNDS.find(
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
    if (!isRecord(message) || !Array.isArray(message.content)) return message;
    return { ...message, content: textOf(message.content, '\n\n') };
  });
}

function withoutFormats(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutFormats);
  if (!isRecord(schema)) return schema;
  // Named `format`, a property of a tool is a schema and no text.
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'format' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutFormats(value)]));
}

const textOf = (parts: unknown[], between: string) =>
  parts
    .map((part) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .filter(Boolean)
    .join(between);

/** An answer in the form of the specification. */
async function inForm(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const text = await response.text();
  const body = tryParse(text);
  if (!isRecord(body)) return copyResponse(response, text);
  if (body.error && !Array.isArray(body.choices)) return copyResponse(response, text, statusOf(body.error));
  if (!Array.isArray(body.choices)) return copyResponse(response, text);
  return copyResponse(response, JSON.stringify({ ...body, choices: body.choices.map(choiceInForm) }));
}

/** Gateways pass errors of the servers behind them on with status 200; the status stands in the body. */
function statusOf(error: unknown): number {
  const code = isRecord(error) ? Number(error.code ?? error.status) : Number.NaN;
  return Number.isInteger(code) && code >= 400 && code < 600 ? code : 500;
}

function choiceInForm(choice: unknown): unknown {
  if (!isRecord(choice) || !isRecord(choice.message)) return choice;
  const { message } = choice;
  return { ...choice, message: { ...message, ...contentInForm(message), ...callsInForm(message) } };
}

function contentInForm({ content }: JsonRecord): JsonRecord {
  if (isRecord(content)) return { content: textOf([content], '') };
  if (!Array.isArray(content)) return {};
  const parts = content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part));
  return {
    content: textOf(
      parts.filter((part) => isRecord(part) && part.type !== 'thinking'),
      '',
    ),
  };
}

/** The calls of a message, also those of the old kind, with their arguments as text also where they came as an object. */
function callsInForm({ tool_calls: calls, function_call: old }: JsonRecord): JsonRecord {
  const ofOldKind = isRecord(old) ? [{ type: 'function', function: old }] : [];
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
  isRecord(call) && isRecord(call.function) && typeof call.function.name === 'string';

const argumentsInForm = (said: unknown) => (typeof said === 'string' ? said : JSON.stringify(said ?? {}));
