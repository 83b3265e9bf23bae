import type { ModelMessage } from 'ai';
import type { Clock } from '../clock.ts';
import { type Address, type ContextSize, ROOMY_CONTEXT, readContextSize } from './context-size.ts';
import { type ModelTrouble, modelTrouble, type TroubleKind } from './model-trouble.ts';
import { type Assistant, type DeclaredTools, type ModelAnswer, nextStep } from './next-step.ts';
import { portableSchema } from './portable-schema.ts';
import { promptOf } from './prompt.ts';

/** What a check of a language model has found. Without problems it can be used. */
export type ModelCheck = { said: string; problems: string[]; warnings: string[] };

/** What is needed beside the opening, in tokens: for the answer, and for what tools return in a conversation. */
const ROOM = { answer: 2_000, conversation: 6_000 } as const;

/** Smallest part of the estimated tokens that a server counts when it has read all of a request. */
const READ_AT_LEAST = 0.6;

const CHARACTERS_A_TOKEN = 4;

/**
 * Makes one real step: the real instructions, message and tools, as the agent sends them. Carries nothing out. The
 * message has to be one that only a tool can answer.
 */
export async function checkModel({
  assistant,
  opening,
  tools,
  address,
  clock,
}: {
  assistant: Assistant;
  opening: readonly ModelMessage[];
  tools: DeclaredTools;
  /** Where the model is, when it is not at OpenAI. */
  address?: Address;
  clock: Pick<Clock, 'setTimeout' | 'monotonic'>;
}): Promise<ModelCheck> {
  const prompt = promptOf(opening, { steps: [] });
  const { signal } = new AbortController();
  const ask = () => nextStep(assistant, { prompt, tools, position: 0, signal, clock });
  let step: ModelAnswer;
  try {
    step = await ask();
    // Small models sometimes miss the first time.
    if (step.calls.length === 0) step = await ask();
  } catch (error) {
    const trouble = modelTrouble(error);
    return { said: '', problems: [whatToDo(trouble, { assistant, address })], warnings: [] };
  }
  const sent = estimateTokens(prompt, tools);
  const context = address && (await readContextSize(address, { clock }));
  const found = { step, sent, context };
  return {
    said: describe(assistant, found),
    problems: problemsOf(found),
    warnings: warningsOf(found),
  };
}

type Findings = { step: ModelAnswer; sent: number; context: ContextSize | undefined };

function describe({ name }: Assistant, { step, context }: Findings): string {
  const tokens = step.inputTokens > 0 ? `; a first message is ${step.inputTokens} tokens` : '';
  const room = context ? ` of a context of ${context.tokens}` : '';
  const [call] = step.calls;
  return call ? `${name} calls ${call.name}${tokens}${room}` : `${name} answers${tokens}${room}`;
}

function problemsOf({ step, sent, context }: Findings): string[] {
  const needed = Math.max(step.inputTokens, sent) + ROOM.answer;
  if (context && context.tokens < needed)
    return [
      `the context of ${context.server} is ${context.tokens} tokens, and a first message with its answer is up to ${needed}: it is cut, and the model no longer sees its instructions and tools. ${sentence(context.enlarge)}`,
    ];
  if (step.calls.length > 0) return [];
  const said = step.text ? ` It said: “${step.text.slice(0, 120)}”.` : '';
  const why = isCut(step, sent)
    ? ` The server counted ${step.inputTokens} tokens where about ${sent} were sent: it cut them, or its chat template leaves the tools out.`
    : '';
  return [
    `it answered but called no tool, so nothing would ever be saved.${said}${why} Use a model that knows tools (llama-server: started with --jinja, and a chat template with tools; Ollama: one that “ollama show” says can do tools), or a larger one.`,
  ];
}

function warningsOf({ step, sent, context }: Findings): string[] {
  const needed = Math.max(step.inputTokens, sent);
  if (context && context.tokens >= needed + ROOM.answer && context.tokens < needed + ROOM.conversation)
    return [
      `the context of ${context.server} is ${context.tokens} tokens: enough for a first message (${needed}), too little for a longer conversation. ${sentence(context.enlarge)}`,
    ];
  if (step.calls.length > 0 && isCut(step, sent))
    return [
      `the server counted ${step.inputTokens} tokens where about ${sent} were sent: perhaps it cuts what is too long. Give it a context of ${ROOMY_CONTEXT} or more.`,
    ];
  return [];
}

const isCut = ({ inputTokens }: ModelAnswer, sent: number) =>
  inputTokens > 0 && inputTokens < sent * READ_AT_LEAST;

function estimateTokens(prompt: unknown, tools: DeclaredTools): number {
  const declared = Object.entries(tools).map(([name, { description, input }]) => ({
    name,
    description,
    parameters: portableSchema(input),
  }));
  return Math.ceil(JSON.stringify([prompt, declared]).length / CHARACTERS_A_TOKEN);
}

/** What an operator changes, for each kind of trouble. */
const REMEDIES: Record<TroubleKind, string> = {
  bad_key: 'Check OPENAI_API_KEY, and that OPENAI_BASE_URL is the address the key is for',
  unknown_model:
    'Check OPENAI_MODEL: it is the name that this server knows (Azure: of the deployment; Ollama: one that “ollama list” shows), and OPENAI_BASE_URL, which usually ends in /v1',
  no_quota: 'Top up the account of this key, or set another OPENAI_API_KEY',
  rate_limited: 'The key works; wait a little, or raise the limits of the account',
  refused: 'Check OPENAI_MODEL: use a model that knows tools, and a server of a version that does',
  too_long: `Give the server a context of ${ROOMY_CONTEXT} tokens or more (llama-server: -c; Ollama: OLLAMA_CONTEXT_LENGTH)`,
  timeout: 'Use a smaller or faster model, or raise MODEL_TIMEOUT',
  unreachable: 'Check OPENAI_BASE_URL, and that the server runs',
  unusable:
    'Check OPENAI_BASE_URL: it has to be the address of an OpenAI-compatible API and usually ends in /v1',
  filtered: 'Loosen the content filter of this deployment: it refuses the instructions of Rapport',
  server: 'Look into the log of the server, and try again',
};

function whatToDo(
  trouble: ModelTrouble,
  { assistant, address }: { assistant: Assistant; address: Address | undefined },
): string {
  const { kind, message, providerSentence } = trouble;
  const where = address ? ` at ${address.baseUrl}` : '';
  const said = providerSentence ? `. It says: “${providerSentence.trim()}”` : '';
  const [what] = message.split(';');
  return `${assistant.name}${where}: ${what}${said}. ${sentence(REMEDIES[kind])}`;
}

const sentence = (words: string) => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
