/** A request to the model, as far as scripts look at it. */
export type ModelRequest = {
  /** The person's words: the last part of the last user message. */
  said: string;
  /** Results of this run's tool calls so far, oldest first. */
  results: unknown[];
  messages: { role: string; content: unknown; tool_calls?: unknown }[];
  tools: { name: string; parameters: Record<string, unknown> }[];
};

export type ScriptedCall = { name: string; input: unknown; id?: string };

/** The scripted model's answer to one request, or what its server does instead. */
export type ModelAnswer =
  | { text: string }
  | { calls: ScriptedCall[]; text?: string }
  | { status: number; body?: string; headers?: Record<string, string> }
  /** Any bytes with status 200. */
  | { raw: string }
  | { hang: true }
  | { drop: true };

export type Script = (request: ModelRequest) => ModelAnswer | Promise<ModelAnswer>;
