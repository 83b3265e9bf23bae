import { type Browser, chromium, type Page } from 'playwright-core';
import type { Json } from '../emulator/workspace-types.ts';
import { BROWSER_ARGS, findBrowser } from '../playground/find-browser.ts';
import { startPlayground } from '../playground/server.ts';
import { plain, startTestWorkspace } from './test-workspace.ts';

export const executablePath = findBrowser(process.env.PATH);

/** The name of a group of tests, and why it is skipped where it is. */
export const browserTitle = (title: string) =>
  executablePath ? title : `${title} (skipped: no Chromium or Chrome found)`;

/** Opens a page in a browser. `problems` are the errors in it so far; those of the console only when asked for. */
export async function openBrowser(
  url: string,
  { withConsole = false } = {},
): Promise<{ browser: Browser; page: Page; problems: string[] }> {
  const browser = await chromium.launch({ executablePath: executablePath ?? '', args: BROWSER_ARGS });
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  if (withConsole) page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
  await page.goto(url);
  return { browser, page, problems };
}

/** The page of a small workspace in a browser, with an app that answers what it is told to. */
export async function openTestPage(more: Parameters<typeof startTestWorkspace>[0] = {}) {
  const slack = await startTestWorkspace(more);
  const { workspace, endpoint } = slack;
  const model = { name: 'none', offline: true };
  const playground = await startPlayground({ workspace, port: 0, model, storeLabel: 'Stored nowhere' });
  const { browser, page, problems } = await openBrowser(playground.url);
  return {
    ...slack,
    page,
    /** The errors in the browser so far. */
    problems,
    /** The requests of this type that the app was sent, oldest first. */
    sent: (type: string): Json[] =>
      endpoint.received.map(({ body }) => body).filter((body) => body.type === type),
    commands: (): Json[] => endpoint.received.map(({ body }) => body).filter((body) => 'command' in body),
    async close() {
      await browser.close();
      await playground.close();
      await slack.close();
    },
  };
}

export const option = (value: string, text = value) => ({ text: plain(text), value });
