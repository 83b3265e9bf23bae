import { codeOf, messageOf, RapportError } from '../../src/errors.ts';

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
  if (error instanceof RapportError && error.candidates.length > 0) return listCandidates(error);
  if (!(error instanceof Error && 'syscall' in error)) return messageOf(error);
  const { path = 'a file that was named', dest } = error as NodeJS.ErrnoException & { dest?: string };
  return FILE_TROUBLES[codeOf(error)]?.(dest ?? path) ?? messageOf(error);
}

/** Who may be meant, a line each: the sentence is for those who ask in Slack. An operator gives an id. */
function listCandidates({ message, candidates, more }: RapportError): string {
  const [first = ''] = candidates;
  if (!first.includes('[id ')) return message;
  const opening = message.slice(0, message.indexOf(first)).trimEnd();
  const lines = [...candidates, ...(more ? [`and ${more} more`] : [])];
  return [opening, ...lines.map((line) => `  ${line}`), 'Say which one by its id.'].join('\n');
}
