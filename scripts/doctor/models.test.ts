import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { checkLanguageModel, checkNights } from './models.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('before the first start, when there is no database, a model is asked all the same', async () => {
  const config = parseConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'secret',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_MODEL: 'none',
    DATABASE_URL: `file:${join(folder.path, 'none.db')}`,
  });
  await expect(checkLanguageModel(config)).rejects.toThrow('cannot be reached');
  expect(await checkNights(config)).toBe('no database yet');
});
