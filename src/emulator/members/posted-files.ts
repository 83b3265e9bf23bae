import type { EmulatorContext } from '../context.ts';
import { listOf } from '../json.ts';
import type { WorkspaceFile } from '../workspace-types.ts';

/** Files as people find them in a conversation, oldest first. */
export function createPostedFiles({ messages, files }: EmulatorContext) {
  const contentOf = (id: unknown) => files.find(String(id))?.content ?? Buffer.alloc(0);

  const posted = (channel: string) =>
    messages.all(channel).flatMap((message) => listOf(message.files).map((file) => ({ file, message })));

  return {
    files: async (channel: string): Promise<WorkspaceFile[]> =>
      posted(channel).map(({ file, message }) => ({
        id: String(file.id),
        name: String(file.name),
        title: String(file.title),
        ts: message.ts,
        ...(message.thread_ts === undefined ? {} : { threadTs: message.thread_ts }),
        content: contentOf(file.id).toString(),
      })),

    async readFile({ channel, id }: { channel: string; id: string }) {
      const found = posted(channel).find(({ file }) => file.id === id);
      return found && { name: String(found.file.name), body: contentOf(id) };
    },
  };
}
