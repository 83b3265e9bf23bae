import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isNodeSupported } from './node-version.ts';

test('the versions of Node that fit are those that package.json asks for', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe('^20.19.0 || ^22.13.0 || >=24.3.0');
  const fit = ['20.19.0', '20.20.2', '22.13.0', '22.23.5', '24.3.0', '25.1.0', '26.12.1'];
  const unfit = ['18.20.0', '20.18.3', '21.7.3', '22.12.0', '23.11.0', '24.2.0'];
  expect(fit.filter((version) => !isNodeSupported(version))).toEqual([]);
  expect(unfit.filter(isNodeSupported)).toEqual([]);
});
