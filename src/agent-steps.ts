/** One tool call that the model made. */
export type ModelCall = {
  /** Nine letters and digits, made from the place of the call in its run. */
  id: string;
  name: string;
  input: unknown;
  /** Why its arguments cannot be read at all, for the model. */
  problem?: string;
};

/** What the model said in one step. */
export type ModelStep = {
  kind: 'model';
  /** What people may see of it. */
  text: string;
  calls: ModelCall[];
  inputTokens: number;
  outputTokens: number;
  /** What the provider gave, as it goes back to it: reasoning and signatures with the text and the calls. */
  messages?: unknown[];
};

/** What one tool call gave: a result or an error, as the model is shown it. */
export type ToolStep = {
  kind: 'tool';
  callId: string;
  name: string;
  effect: 'read' | 'write' | 'refused';
  /** A document was put before the person besides. */
  shown?: boolean;
  output: unknown;
};

export type Step = ModelStep | ToolStep;
