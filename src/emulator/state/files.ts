import { newId } from '../ids.ts';
import type { Json } from '../workspace-types.ts';

/** A file from its first announcement on: then its bytes are uploaded, and then it is posted. */
export type UploadedFile = {
  id: string;
  user: string;
  name: string;
  content?: Buffer;
  /** The file object as Slack shows it; absent until the upload is completed. */
  shown?: Json;
  /** The channel in which the file was posted. */
  channel?: string | undefined;
};

export type Files = ReturnType<typeof createFiles>;

export function createFiles() {
  const files = new Map<string, UploadedFile>();
  return {
    find: (id: string) => files.get(id),
    /** Announces a file; answers with its id. */
    announce(file: { user: string; name: string }): string {
      const id = newId('F');
      files.set(id, { ...file, id });
      return id;
    },
    /** Takes the bytes of an announced file; false when no file waits for them. */
    receive(id: string, content: Buffer): boolean {
      const file = files.get(id);
      if (!file || file.shown) return false;
      file.content = content;
      return true;
    },
  };
}
