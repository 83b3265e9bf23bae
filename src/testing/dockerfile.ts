import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One line of a Dockerfile: `COPY`, and what stands behind it. */
export type Instruction = { name: string; words: string };

/** Reads the instructions of a Dockerfile, without comments. */
export function readDockerfile(text: string): Instruction[] {
  const lines = text.replaceAll(/\\\n/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const [, name, words] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    return name && words ? [{ name, words }] : [];
  });
}

/** What a Dockerfile says of how its last stage is run. */
export type Image = { folder: string; user: string; command: string[]; health: string[] };

/** What a container has and this computer may not be given: packages of its system, and other users. */
const OF_THE_SYSTEM = /\bapt-get\b/;
const withoutOwners = (command: string) => command.replace(/chown \S+ \S+ && /, '');

/**
 * Does what a Dockerfile says in folders of this computer, one for each stage, and gives the last one. `context`: the folder that is
 * copied from, as far as its `.dockerignore` lets it.
 */
export async function buildInFolder(context: string, { into }: { into: string }): Promise<Image> {
  const stages = new Map<string, string>();
  let [stage, work] = ['', ''];
  const image = { user: '', command: [] as string[], health: [] as string[] };
  for (const { name, words } of readDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    if (name === 'FROM') {
      stage = join(into, / AS (\S+)$/.exec(words)?.[1] ?? 'image');
      stages.set(/ AS (\S+)$/.exec(words)?.[1] ?? '', stage);
    } else if (name === 'WORKDIR') {
      work = join(stage, words);
      mkdirSync(work, { recursive: true });
    } else if (name === 'RUN' && !OF_THE_SYSTEM.test(words))
      await run('sh', ['-c', withoutOwners(words)], { cwd: work });
    else if (name === 'COPY') copy(words.split(' '), { context, stages, work });
    else if (name === 'USER') image.user = words;
    else if (name === 'CMD') image.command = JSON.parse(words);
    else if (name === 'HEALTHCHECK') image.health = JSON.parse(words.slice(words.indexOf('CMD ') + 4));
  }
  return { ...image, folder: work };
}

function copy(
  words: string[],
  { context, stages, work }: { context: string; stages: ReadonlyMap<string, string>; work: string },
): void {
  const [, from] = /^--from=(.*)$/.exec(words[0] ?? '') ?? [];
  const [to = '', ...sources] = words.slice(from ? 1 : 0).toReversed();
  const root = from ? (stages.get(from) ?? '') : context;
  for (const source of sources) {
    const isWanted = from ? () => true : wantedBy(context);
    const target = sources.length > 1 || to.endsWith('/') ? join(work, to, source) : join(work, to);
    const filter = (path: string) => isWanted(relative(root, path));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(root, source), target, { recursive: true, filter });
  }
}

/** Whether `.dockerignore` lets a file of the context through: the last line that fits counts. */
export function wantedBy(context: string): (path: string) => boolean {
  const rules = readFileSync(join(context, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'))
    .map((line) => ({ pattern: patternOf(line.replace(/^!/, '')), lets: line.startsWith('!') }));
  const fits = (path: string, pattern: RegExp) => {
    const parts = path.split('/');
    return parts.some((_, at) => pattern.test(parts.slice(0, at + 1).join('/')));
  };
  return (path) => path === '' || (rules.findLast(({ pattern }) => fits(path, pattern))?.lets ?? true);
}

/** A pattern of `.dockerignore`: `*` is a part of a name, `**` folders. */
function patternOf(glob: string): RegExp {
  const parts: Record<string, string> = { '**/': '(?:.*/)?', '*': '[^/]*', '.': '\\.' };
  return new RegExp(`^${glob.replace(/\*\*\/|\*|\./g, (part) => parts[part] ?? part)}$`);
}

/** All files below a folder, but in the folders `except`. */
export function listFiles(folder: string, except: readonly string[]): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !except.some((each) => path === each || path.startsWith(`${each}/`)))
    .toSorted();
}
