import type { ApiContext } from '../context.ts';
import { userToken } from '../emulated-slack.ts';
import { listOf } from '../json.ts';
import type { Json, WorkspaceFile } from '../workspace-types.ts';

/** What was posted in conversations, read with the eyes of somebody who is there. */
export function createFiles(context: ApiContext) {
  const kept = new Map<string, Buffer>();

  const posted = (channel: string) =>
    context.log.all(channel).flatMap((message) => listOf(message.files).map((file) => ({ file, message })));

  async function read(channel: string, file: Json): Promise<Buffer> {
    const known = kept.get(String(file.id));
    if (known) return known;
    const reader = context.directory.people().find(({ id }) => context.directory.isMember(channel, id));
    if (!reader) throw new Error(`Nobody in ${channel} can read its files.`);
    const answer = await context.slack.passThrough(new URL(String(file.url_private)).pathname, {
      method: 'GET',
      headers: { authorization: `Bearer ${userToken(reader.id)}~0` },
      body: Buffer.alloc(0),
    });
    if (answer.status !== 200) throw new Error(`The file ${file.name} cannot be read: ${answer.status}.`);
    kept.set(String(file.id), answer.body);
    return answer.body;
  }

  return {
    files: (channel: string): Promise<WorkspaceFile[]> =>
      Promise.all(
        posted(channel).map(async ({ file, message }) => ({
          id: String(file.id),
          name: String(file.name),
          title: String(file.title),
          ts: message.ts,
          ...(message.thread_ts === undefined ? {} : { threadTs: message.thread_ts }),
          content: (await read(channel, file)).toString(),
        })),
      ),

    async readFile({ channel, id }: { channel: string; id: string }) {
      const found = posted(channel).find(({ file }) => file.id === id);
      return found && { name: String(found.file.name), body: await read(channel, found.file) };
    },
  };
}
