import type { Json, ViewValues } from '../../emulator/workspace-types.ts';
import type { PageConversation, PageState, PageViews } from '../page-types.ts';

type Outcome = { delivered?: boolean; notice?: string };

/** The tab that is open in the direct conversation with the app. */
export type DirectTab = 'messages' | 'home';

export type OptionGroup = { label?: string; options: Json[] };

async function read<T>(path: string, query: Record<string, string>): Promise<T> {
  return take(await fetch(`${path}?${new URLSearchParams(query)}`));
}

async function send<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return take(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function take<T>(response: Response): Promise<T> {
  const body = await response.json();
  if (!response.ok) throw new Error(String(body.error ?? 'That did not work.'));
  return body as T;
}

type At = { as: string; channel: string };
type On = At & { ts: string };
type InView = { as: string; viewId: string };
type InAnyView = { as: string; viewId?: string };
type Touched = { actionId: string; blockId: string; value?: string | string[]; values: ViewValues };
type Query = { actionId: string; blockId: string; value: string };
type Suggested = { groups: OptionGroup[] };

export const api = {
  state: (as: string) => read<PageState>('/api/state', { as }),
  conversation: (at: At) => read<PageConversation>('/api/conversation', at),
  views: (as: string) => read<PageViews>('/api/views', { as }),
  post: (message: At & { text: string; threadTs?: string }) =>
    send<Outcome & { ts: string }>('/api/post', message),
  command: (command: At & { text: string }) =>
    send<Outcome & { isRefused?: boolean }>('/api/command', command),
  shortcut: (chosen: { as: string; callbackId: string; on?: { channel: string; ts: string } }) =>
    send<Outcome>('/api/shortcut', chosen),
  edit: (edit: On & { text: string }) => send<Outcome>('/api/edit', edit),
  remove: (on: On) => send<Outcome>('/api/remove', on),
  stop: (thread: On) => send<Outcome>('/api/stop', thread),
  react: (reaction: On & { name: string; remove: boolean }) => send<Outcome>('/api/react', reaction),
  click: (click: On & Touched) => send<Outcome>('/api/click', click),
  clickView: (click: InAnyView & Touched) => send<Outcome>('/api/click-view', click),
  suggest: (query: On & Query) => send<Suggested>('/api/suggest', query),
  suggestInView: (query: InAnyView & Query) => send<Suggested>('/api/suggest-view', query),
  submitView: (view: InView & { values: ViewValues }) =>
    send<Outcome & { answer: string }>('/api/submit-view', view),
  closeView: (view: InView) => send<Outcome>('/api/close-view', view),
  jump: (ms: number) => send<object>('/api/jump', { ms }),
  sleep: (as: string) => send<object>('/api/sleep', { as }),
  openDirect: (as: string, tab: DirectTab) => send<Outcome>('/api/open-direct', { as, tab }),
  fileUrl: (file: At & { id: string }) => `/api/file?${new URLSearchParams(file)}`,
};
