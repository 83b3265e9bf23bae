import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../config.ts';
import { MAY_IMPORT } from './house.ts';

const ROOT = join(import.meta.dirname, '../..');
const markdownIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const DOCUMENTS = [...markdownIn('.'), ...markdownIn('docs')];
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
/** What a document says besides its examples of YAML. */
const prose = (name: string) => read(name).replace(/^```yaml\n[\s\S]*?^```$/gm, '');

const PATH = /\b(?:src|scripts|reports|drizzle|docs|deploy)\/[\w./-]*\w/g;
const COMMAND = /\bnpm (?:run )?(?:--silent )?(test|start|(?<=run (?:--silent )?)[\w:]+)/g;
const LINK = /!?\[[^\]]*\]\(([^)\s]+)\)/g;
/** Names of settings, also of those that are read from files. */
const SETTING = /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g;

/** What is written like a setting and is none of ours: of Ollama, of PostgreSQL, of the tests, and headings of ours. */
const OTHER_NAMES = ['OLLAMA_CONTEXT_LENGTH', 'POSTGRES_PASSWORD', 'SOAK_MINUTES'];

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

function anchorsIn(name: string): string[] {
  const headings = prose(name).match(/^#+ .*$/gm) ?? [];
  return headings.map((line) => anchorOf(line.replace(/^#+ /, '')));
}

/** The links of a document that lead to a file or a heading that there is not. */
function brokenLinks(name: string): string[] {
  return [...prose(name).matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? name : relative(ROOT, join(ROOT, dirname(name), path));
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !anchorsIn(file).includes(anchor);
    });
}

describe.each(DOCUMENTS)('%s', (name) => {
  test('names only files that there are', () => {
    const made = ['reports/calls-by-company.yaml'];
    const paths = [...prose(name).matchAll(PATH)].map(([path]) => path);
    const there = (path: string) => existsSync(join(ROOT, path)) || made.includes(path);
    expect(paths.filter((path) => !there(path))).toEqual([]);
  });

  test('names only commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...prose(name).matchAll(COMMAND)].map(([, command = '']) => command);
    expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
  });

  test('links only to files and headings that there are', () => {
    expect(brokenLinks(name)).toEqual([]);
  });

  test('names only settings that there are', () => {
    const named = [...prose(name).matchAll(SETTING)].map(([, setting = '']) => setting);
    const known = [...SETTINGS, ...SETTINGS.map((setting) => `${setting}_FILE`), ...OTHER_NAMES];
    // Constants of the code are named in the documents for those who change it.
    const ofCode = ['CONTRIBUTING.md', 'ARCHITECTURE.md'].includes(name);
    expect(ofCode ? [] : named.filter((setting) => !known.includes(setting))).toEqual([]);
  });
});

test('README.md is read at one sitting', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

test('README.md leads to every document', () => {
  const linked = [...read('README.md').matchAll(LINK)].map(([, target = '']) => target.split('#')[0]);
  expect(DOCUMENTS.filter((name) => name !== 'README.md' && !linked.includes(name))).toEqual([]);
});

test('every command for operators has a row in docs/operate.md', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const ours = Object.entries(scripts).filter(([, line]) => /load-typescript\.js scripts\//.test(line));
  // Of use to those alone who change Rapport.
  const inner = ['bench:database', 'screenshot'];
  const text = read('docs/operate.md');
  const missing = ours.filter(
    ([name]) => !inner.includes(name) && !text.includes(`\n| \`npm run ${name}\` `),
  );
  expect(missing.map(([name]) => name)).toEqual([]);
});

test('CHANGELOG.md begins with the version of package.json', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(/^## (\d+\.\d+\.\d+)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
});

test('ARCHITECTURE.md says of every room where to begin', () => {
  const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const text = read('ARCHITECTURE.md');
  const told = (name: string) => new RegExp(`^\\| \`${name}\` +\\| .+ \\| \`src/`, 'm').test(text);
  expect(rooms.map(({ name }) => name).filter((name) => !told(name))).toEqual([]);
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
