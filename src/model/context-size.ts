import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { withDeadline } from '../deadline.ts';
import { apiAddress } from './api-address.ts';

/** Where a model is reached. */
export type Address = { apiKey: string; model: string; baseUrl: string };

/** How many tokens a server holds for one request, and what makes it more. */
export type ContextSize = { tokens: number; server: string; enlarge: string };

/** What every installation needs: instructions, tools, a conversation, what tools return, and the answer. */
export const ROOMY_CONTEXT = 24_576;

/** Longest wait for one of a server's own addresses, in milliseconds. */
const WAIT_MS = 3_000;

const Props = z.object({ default_generation_settings: z.object({ n_ctx: z.number().positive() }) });
const Running = z.object({
  models: z.array(z.object({ name: z.string(), context_length: z.number().positive() })),
});
const Shown = z.object({
  parameters: z.string().default(''),
  model_info: z.record(z.string(), z.unknown()),
});
const LmStudio = z.object({
  data: z.array(z.object({ id: z.string(), loaded_context_length: z.number().positive().optional() })),
});
const Listed = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      max_model_len: z.number().positive().optional(),
      meta: z.object({ n_ctx: z.number().positive().optional() }).nullish(),
    }),
  ),
});

/** Ollama takes this where nobody says how much, on a machine with less than 24 GB of video memory. */
const OLLAMA_DEFAULT = 4_096;

const ENLARGE = {
  llamaServer: `start it with “-c ${ROOMY_CONTEXT} -np 1”, or with as much for each of its slots`,
  ollama: `start it with OLLAMA_CONTEXT_LENGTH=${ROOMY_CONTEXT} or more, or set the context length in its settings`,
  lmStudio: `load the model with a context length of ${ROOMY_CONTEXT} or more`,
  vllm: `start it with “--max-model-len ${ROOMY_CONTEXT}” or more`,
} as const;

/**
 * Asks a server of one's own how long its context is: llama-server, Ollama, LM Studio and vLLM each have an address for
 * it. Gives nothing for servers that do not say. Never throws.
 */
export async function readContextSize(
  { apiKey, model, baseUrl }: Address,
  { clock }: { clock: Pick<Clock, 'setTimeout'> },
): Promise<ContextSize | undefined> {
  const root = apiAddress(baseUrl).replace(/\/v1$/, '');
  const authorization = `Bearer ${apiKey}`;
  const { signal } = new AbortController();
  const ask = async <T>(schema: z.ZodType<T>, path: string, body?: object): Promise<T | undefined> => {
    try {
      const request = {
        headers: { authorization, 'content-type': 'application/json' },
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      };
      const told = await withDeadline(
        async (stop) => {
          const response = await fetch(`${root}${path}`, { ...request, signal: stop });
          return response.ok ? response.json() : undefined;
        },
        { ms: WAIT_MS, signal, clock },
      );
      return schema.safeParse(told).data;
    } catch {
      return undefined;
    }
  };
  const [props, running, shown, studio, listed] = await Promise.all([
    ask(Props, '/props'),
    ask(Running, '/api/ps'),
    ask(Shown, '/api/show', { model }),
    ask(LmStudio, '/api/v0/models'),
    ask(Listed, '/v1/models'),
  ]);

  if (props) {
    const tokens = props.default_generation_settings.n_ctx;
    return { tokens, server: 'llama-server', enlarge: ENLARGE.llamaServer };
  }
  if (shown) {
    const loaded = running?.models.find(({ name }) => sameModel(name, model))?.context_length;
    const set = /^\s*num_ctx\s+(\d+)/m.exec(shown.parameters)?.[1];
    const tokens = loaded ?? (set ? Number(set) : OLLAMA_DEFAULT);
    return { tokens, server: 'Ollama', enlarge: ENLARGE.ollama };
  }
  const loaded = studio?.data.find(({ id }) => id === model)?.loaded_context_length;
  if (loaded) return { tokens: loaded, server: 'LM Studio', enlarge: ENLARGE.lmStudio };
  const one = listed?.data.find(({ id }) => id === model);
  const tokens = one?.max_model_len ?? one?.meta?.n_ctx;
  return tokens ? { tokens, server: 'the server', enlarge: ENLARGE.vllm } : undefined;
}

/** Ollama adds `:latest` to names without a tag. */
const sameModel = (name: string, asked: string) => name === asked || name === `${asked}:latest`;
