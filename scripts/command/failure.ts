import { codeOf, messageOf } from '../../src/errors.ts';

/** What an operator is told of what Node says about a file. */
const FILE_TROUBLES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no ${path}.`,
  ENOTDIR: (path) => `A part of ${path} is a file, and no folder.`,
  EISDIR: (path) => `${path} is a folder, and no file.`,
  EEXIST: (path) => `${path} is there already.`,
  EACCES: (path) => `The user that runs this may not read or write ${path}.`,
  EPERM: (path) => `The user that runs this may not change ${path}.`,
  EROFS: (path) => `${path} cannot be written: its disk is read-only.`,
  ENOSPC: (path) => `The disk of ${path} is full.`,
};

/** What went wrong, for the person at the command line: our own sentences as they are, those of Node about files in words. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error && 'syscall' in error)) return messageOf(error);
  const { path = 'a file that was named', dest } = error as NodeJS.ErrnoException & { dest?: string };
  return FILE_TROUBLES[codeOf(error)]?.(dest ?? path) ?? messageOf(error);
}
