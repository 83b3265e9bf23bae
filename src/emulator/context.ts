import type { Clock } from '../clock.ts';
import type { AssistantThreads } from './state/assistant-threads.ts';
import type { Directory } from './state/directory.ts';
import type { Ephemerals } from './state/ephemerals.ts';
import type { Files } from './state/files.ts';
import type { Messages } from './state/messages.ts';
import type { Views } from './state/views.ts';
import type { WorkspaceChange } from './workspace-types.ts';

/** The parts of the emulated Slack. Nothing in them outlives the workspace. */
export type EmulatorContext = {
  clock: Clock;
  teamName: string;
  /** The scopes of the bot's token. */
  scopes: readonly string[];
  directory: Directory;
  messages: Messages;
  ephemerals: Ephemerals;
  files: Files;
  views: Views;
  threads: AssistantThreads;
  /** A timestamp for a message or an event. */
  nextTs: () => string;
  /** The address of this Slack's server. */
  origin: () => string;
  openSocketUrl: () => string;
  emit: (change: WorkspaceChange) => void;
};

/** Whose token a method of the Web API is called with. */
export type Actor = { kind: 'bot' | 'user'; id: string };

export type ActingContext = EmulatorContext & { actor: Actor };
