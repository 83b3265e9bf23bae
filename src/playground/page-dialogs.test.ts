import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROWSER_ARGS, findBrowser } from './find-browser.ts';
import { startPlayground } from './server.ts';
import { startTestWorkspace } from './test-workspace.ts';

const executablePath = findBrowser(process.env.PATH);
const title = executablePath
  ? 'dialogs of the local workspace'
  : 'dialogs of the local workspace (skipped: no Chromium or Chrome found)';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const OFFER = {
  type: 'actions' as const,
  elements: [{ type: 'button' as const, action_id: 'edit', text: plain('Edit'), value: '1' }],
};

const VIEW = {
  type: 'modal' as const,
  title: plain('Edit meeting'),
  submit: plain('Save'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'summary',
      label: plain('Summary'),
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
};

describe.skipIf(!executablePath)(title, { timeout: 60_000 }, () => {
  let slack: Awaited<ReturnType<typeof startTestWorkspace>>;
  let playground: Awaited<ReturnType<typeof startPlayground>>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    slack = await startTestWorkspace();
    const { workspace } = slack;
    const model = { name: 'none', offline: true };
    playground = await startPlayground({ workspace, port: 0, model, storeLabel: 'Stored nowhere' });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: BROWSER_ARGS });
    page = await browser.newPage();
    await page.goto(playground.url);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await playground?.close();
    await slack?.close();
  });

  test('a modal opens for the member who clicked, and goes when it is submitted', async () => {
    const { workspace, web, endpoint } = slack;
    const channel = workspace.directChannel('U0ANA');
    await web.chat.postMessage({ channel, text: 'Saved a meeting', blocks: [OFFER] });
    await page.getByRole('button', { name: 'Edit' }).click();
    const find = (type: string) =>
      endpoint.received.map(({ body }) => body).find((body) => body.type === type);
    await expect.poll(() => find('block_actions')).toMatchObject({ user: { id: 'U0ANA' } });
    await web.views.open({ trigger_id: String(find('block_actions')?.trigger_id), view: VIEW });
    const dialog = page.getByRole('dialog', { name: 'Edit meeting' });
    await dialog.getByRole('textbox', { name: 'Summary' }).fill('Renewal call');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const value = { type: 'plain_text_input', value: 'Renewal call' };
    expect(find('view_submission')).toMatchObject({
      view: { state: { values: { summary: { text: value } } } },
    });
  });
});
