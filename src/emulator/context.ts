import type { Clock } from '../clock.ts';
import type { EmulatedSlack } from './emulated-slack.ts';
import type { Directory } from './state/directory.ts';
import type { MessageLog } from './state/messages.ts';
import type { Views } from './state/views.ts';
import type { EphemeralMessage, Json, WorkspaceChange } from './workspace-types.ts';

/** What the API methods share; nothing in it outlives the workspace. */
export type ApiContext = {
  slack: EmulatedSlack;
  clock: Clock;
  directory: Directory;
  log: MessageLog;
  ephemerals: EphemeralMessage[];
  views: Views;
  /** `channel:thread` -> what setStatus said. */
  statuses: Map<string, string>;
  prompts: Map<string, Json[]>;
  origin: () => string;
  openSocketUrl: () => string;
  emit: (change: WorkspaceChange) => void;
};

export type Actor = { kind: 'bot' | 'user'; id: string };

export type MethodCall = { method: string; body: Json; token: string; actor: Actor };

export type ApiMethod = (context: ApiContext, call: MethodCall) => Promise<Json>;

export const forward: ApiMethod = (context, call) => context.slack.call(call.token, call.method, call.body);

export const refuse = (error: string, detail?: string): Json => ({
  ok: false,
  error,
  ...(detail ? { response_metadata: { messages: [`[ERROR] ${detail}`] } } : {}),
});
