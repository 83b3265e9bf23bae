import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Demo, startDemo } from '../playground/start.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { openBrowser } from './test-page.ts';

/** The demo with its own model and a new database, and its page in a browser. */
export type DemoPage = {
  demo: Demo;
  browser: Browser;
  page: Page;
  /** The errors in the browser so far. */
  problems: string[];
  /** The file of the database. */
  database: string;
  close(): Promise<void>;
};

export async function openDemoPage(): Promise<DemoPage> {
  const folder = temporaryFolder();
  const database = join(folder.path, 'demo.db');
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, MODEL: 'offline', DATABASE_URL: `file:${database}` };
  const demo = await startDemo({ env, port: 0 });
  const { browser, page, problems } = await openBrowser(demo.url, { withConsole: true });
  return {
    demo,
    browser,
    page,
    problems,
    database,
    close: async () => {
      await browser.close();
      await demo.close();
      folder.remove();
    },
  };
}
