/** One call of the Web API. */
export type ApiCall = { method: string; body: Record<string, unknown>; user?: string; at: number };

/** What happens to a call instead of its answer. */
export type FaultAction =
  | 'pass'
  /** Do the work, then close the connection without an answer. */
  | 'drop-after'
  /** Close the connection and do nothing. */
  | 'drop-before'
  /** Never answer. */
  | 'hang'
  | { status: number; headers?: Record<string, string>; body?: string | Record<string, unknown> };

export type FaultPlan = (call: ApiCall) => FaultAction | undefined;
