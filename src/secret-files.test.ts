import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError } from './errors.ts';
import { readSecretFiles } from './secret-files.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const file = (name: string, text: string) => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};
const NAMES = ['SLACK_BOT_TOKEN', 'OPENAI_API_KEY', 'CRM_FILE'];

test('a setting may stand in a file, whose last line break is none of it', () => {
  const env = {
    SLACK_BOT_TOKEN_FILE: file('token', 'xoxb-1\n'),
    OPENAI_API_KEY: 'sk-1',
    CRM_FILE: './crm.yaml',
  };
  expect(readSecretFiles(env, NAMES)).toEqual({ ...env, SLACK_BOT_TOKEN: 'xoxb-1' });
});

test('a file that is not there or empty, and a setting that is given both ways, are told all at once', () => {
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_BOT_TOKEN_FILE: file('other', 'xoxb-2'),
    OPENAI_API_KEY_FILE: join(folder.path, 'nothing'),
    CRM_FILE_FILE: file('empty', '\n'),
  };
  const read = () => readSecretFiles(env, NAMES);
  expect(read).toThrow(ConfigError);
  for (const words of [
    'SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set',
    `OPENAI_API_KEY_FILE: the file cannot be read: ENOENT`,
    'is empty',
  ])
    expect(read).toThrow(words);
});
