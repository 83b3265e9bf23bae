import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['src', 'scripts'];

/** A TypeScript file of the project. Paths are counted from the project's root. */
export type Source = {
  path: string;
  text: string;
  /** Paths of the project's own files that it imports, types counted. */
  files: string[];
  /** Names of the packages that it imports, those of Node left out. */
  packages: string[];
};

/** Everything in src/ and scripts/, tests counted in. */
export function readSources(): Source[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => posix.join(folder, name))
      .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8'))),
  );
}

export function parseSource(path: string, text: string): Source {
  const targets = [...text.matchAll(/(?:\bfrom|\bimport)\s+'([^']+)'|\bimport\(\s*'([^']+)'/g)].map(
    ([, named, called]) => named ?? called ?? '',
  );
  const isOwn = (target: string) => target.startsWith('.');
  return {
    path,
    text,
    files: targets.filter(isOwn).map((target) => posix.join(posix.dirname(path), target)),
    packages: targets.filter((target) => !isOwn(target) && !target.startsWith('node:')).map(packageOf),
  };
}

/** `drizzle-orm/pglite` is a part of `drizzle-orm`. */
function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

export const isTest = ({ path }: Source) => /\.test\.tsx?$/.test(path);

/** A folder in src/, or `scripts`; '' for the ground floor: the files directly in src/. */
export function roomOf(path: string): string {
  const [folder = '', room = '', ...rest] = path.split('/');
  if (folder !== 'src') return folder;
  return rest.length === 0 ? '' : room;
}

/** Whether a path is one of these files, or in one of these folders. */
export const isWithin = (path: string, places: readonly string[]) =>
  places.some((place) => path === place || path.startsWith(`${place}/`));
