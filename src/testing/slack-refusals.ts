import { type KnownBlock, LogLevel, type ModalView, WebClient } from '@slack/web-api';
import type { Json } from '../emulator/workspace-types.ts';
import { plain, startTestWorkspace } from './test-workspace.ts';

export const chars = (count: number) => 'x'.repeat(count);

/** A small workspace that is asked what it refuses. */
export async function openSlackRefusals() {
  const { workspace, close } = await startTestWorkspace();
  // Refusals are what this is about: the client need not log them.
  const quiet = { setLevel: () => undefined, getLevel: () => LogLevel.ERROR, setName: () => undefined };
  const silent = () => undefined;
  const web = new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    logger: { ...quiet, debug: silent, info: silent, warn: silent, error: silent },
  });
  return {
    workspace,
    web,
    reasonOf,
    /** Slack's refusal of a message with these blocks; undefined when it takes them. */
    refusalOf(...blocks: Json[]): Promise<string | undefined> {
      const message = { channel: 'D0ANA', text: 'x', blocks: blocks as unknown as KnownBlock[] };
      return reasonOf(web.chat.postMessage(message));
    },
    /** Slack's refusal of a modal with these fields; undefined when it takes them. */
    async viewRefusalOf(view: Json): Promise<string | undefined> {
      const { payload } = await workspace.command({ as: 'U0ANA', channel: 'D0ANA', command: '/report' });
      const whole = { type: 'modal', title: plain('Report'), submit: plain('Run'), blocks: [], ...view };
      return reasonOf(
        web.views.open({ trigger_id: payload.trigger_id as string, view: whole as unknown as ModalView }),
      );
    },
    close,
  };
}

async function reasonOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const { data } = error as { data: { error: string; response_metadata?: { messages?: string[] } } };
    return [data.error, ...(data.response_metadata?.messages ?? [])].join(' ');
  }
}
