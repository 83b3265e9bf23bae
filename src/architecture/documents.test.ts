import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAY_IMPORT } from './house.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const PATH = /\b(?:src|scripts|reports|drizzle)\/[\w./-]*\w/g;
const COMMAND = /\bnpm (?:run )?(test|start|(?<=run )[\w:]+)/g;

test.each(DOCUMENTS)('%s names only files that there are', (name) => {
  const paths = [...read(name).matchAll(PATH)].map(([path]) => path);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test.each(DOCUMENTS)('%s names only commands that there are', (name) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...read(name).matchAll(COMMAND)].map(([, command = '']) => command);
  expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
});

test('the tree in README.md has every room', () => {
  const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const tree = read('README.md');
  expect(rooms.map(({ name }) => name).filter((name) => !tree.includes(`\n      ${name}/ `))).toEqual([]);
});

test('ARCHITECTURE.md says who may import whom as the table of rooms does', () => {
  const lines = read('ARCHITECTURE.md').split('\n');
  const told = ([room, open]: [string, readonly string[]]) => {
    const names = open.map((name) => `\`${name}\``).join(', ') || 'nothing';
    return new RegExp(`^\\| \`${room}\` +\\| ${names} +\\|$`);
  };
  const own = Object.entries(MAY_IMPORT).filter(
    ([room]) => !['', 'src/start.ts', 'scripts', 'testing', 'architecture'].includes(room),
  );
  expect(own.filter((entry) => !lines.some((line) => told(entry).test(line)))).toEqual([]);
});
