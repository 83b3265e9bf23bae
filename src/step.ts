/** What the model said in one step. */
export type ModelStep = {
  kind: 'model';
  text: string;
  calls: { id: string; name: string; input: unknown }[];
  inputTokens: number;
  outputTokens: number;
};

/** What one tool call gave: a result or an error, as the model is shown it. */
type ToolStep = {
  kind: 'tool';
  callId: string;
  name: string;
  effect: 'read' | 'write' | 'refused';
  /** A document was put before the person besides. */
  shown?: boolean;
  output: unknown;
};

export type Step = ModelStep | ToolStep;
