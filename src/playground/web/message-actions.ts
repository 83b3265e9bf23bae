import type { ViewValues } from '../../emulator/workspace-types.ts';
import type { PageMessage } from '../page-types.ts';
import type { OptionGroup } from './api.ts';
import type { Query, Touch } from './block-host.ts';

/** The actions of people on a message. */
export type MessageActions = {
  act: (message: PageMessage, touch: Touch & { values: ViewValues }) => Promise<void>;
  pressed: (message: PageMessage, element: Omit<Touch, 'value'>) => Touch['value'];
  suggest: (message: PageMessage, query: Query) => Promise<OptionGroup[]>;
  /** Chooses a shortcut in the menu of the message, or the one for everywhere where there is none. */
  shortcut: (callbackId: string, message?: PageMessage) => Promise<void>;
  edit: (message: PageMessage, text: string) => Promise<void>;
  remove: (message: PageMessage) => Promise<void>;
  /** Stops what the bot is doing in a thread. */
  stop: (thread: string) => Promise<void>;
  react: (message: PageMessage, name: string, isMine: boolean) => Promise<void>;
  /** Takes an ephemeral message off this page, and off no other. */
  dismiss: (message: PageMessage) => void;
  fileUrl: (id: string) => string;
  openThread?: (message: PageMessage) => void;
};
