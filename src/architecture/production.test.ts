import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wantedBy } from '../testing/dockerfile.ts';
import { readSources, type Source } from './sources.ts';

const ROOT = join(import.meta.dirname, '../..');
const readJson = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
const manifest = readJson('package.json');
const installed = new Set(
  Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies } as Record<string, string>),
);
const sources = new Map(readSources().map((source) => [source.path, source]));
const isInImage = wantedBy(ROOT);

/** What an operator may run in the image: the app, and every command of package.json whose file is there. */
const entries = ['src/main.ts', ...Object.values(manifest.scripts as Record<string, string>)]
  .flatMap((command) => command.match(/(?:src|scripts)\/[\w/-]+\.ts/g) ?? [])
  .filter(isInImage);

/** What some files are loaded with. The demo’s model is asked for by one setting alone, and its absence is told. */
function loadedBy(paths: readonly string[]): Source[] {
  const found = new Set<string>();
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path) || path.startsWith('src/playground/')) continue;
    found.add(path);
    open.push(...(sources.get(path)?.files ?? []).filter((file) => sources.has(file)));
  }
  return [...found].flatMap((path) => sources.get(path) ?? []);
}

test('there are commands to look at', () => {
  expect(entries).toContain('src/main.ts');
  expect(entries).toContain('scripts/import.ts');
  expect(entries).not.toContain('scripts/demo.ts');
});

test('the image has every file that the app and the commands of operators load', () => {
  const missing = loadedBy(entries).filter(({ path }) => !isInImage(path));
  expect(missing.map(({ path }) => path)).toEqual([]);
});

test('they load packages alone that a production install has', () => {
  const wrong = loadedBy(entries).flatMap(({ path, packages, text }) =>
    packages
      .filter((name) => !installed.has(name))
      // Types are gone before anything is loaded.
      .filter((name) => !isTypeOnly(text, name))
      .map((name) => `${path}: ${name}`),
  );
  expect(wrong).toEqual([]);
});

const isTypeOnly = (text: string, name: string) =>
  [...text.matchAll(/^import (type )?[^;]*? from '([^']+)'/gm)].every(
    ([, type, from = '']) => !(from === name || from.startsWith(`${name}/`)) || type !== undefined,
  );

test('a production install holds nothing of the demo, the tests or the tools', () => {
  const { packages } = readJson('package-lock.json') as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
  };
  const kept = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  const left = Object.keys(manifest.devDependencies).filter((name) => kept.includes(name));
  // Slack’s own packages have it, too.
  expect(left.filter((name) => !name.startsWith('@types/')).toSorted()).toEqual(['@slack/types']);
});
