import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { invalid } from '../errors.ts';

/** A file that is written piece by piece, for this user alone. */
export type NewFile = {
  write(text: string): Promise<void>;
  /** Puts the file on the disk and closes it; gives the SHA-256 of what was written. */
  end(): Promise<string>;
  /** Closes the file as it is. */
  giveUp(): Promise<void>;
};

/** Makes a file that must not be there yet. */
export async function createFile(path: string): Promise<NewFile> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  return {
    write: async (text) => {
      hash.update(text);
      await file.writeFile(text);
    },
    end: async () => {
      await file.sync();
      await file.close();
      return hash.digest('hex');
    },
    giveUp: () => file.close(),
  };
}

/** Writes a whole file that must not be there yet, and puts it on the disk. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  const file = await createFile(path);
  await file.write(text);
  await file.end();
}

/** Makes a folder, or takes an empty one. Throws `invalid` when something is in it. */
export function requireEmptyFolder(path: string): void {
  if (existsSync(path) && readdirSync(path).length > 0)
    throw invalid(`${path} is not empty: name a folder that is empty or not there yet.`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
}
