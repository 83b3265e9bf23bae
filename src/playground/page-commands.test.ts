import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browserTitle, executablePath, openTestPage } from '../testing/test-page.ts';
import { plain } from '../testing/test-workspace.ts';

const title = browserTitle('slash commands in the local workspace');

const LIST = {
  text: 'Reports',
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text: '*weekly-interactions*' } },
    { type: 'actions', elements: [{ type: 'button', action_id: 'run', text: plain('Run'), value: 'w' }] },
  ],
};

describe.skipIf(!executablePath)(title, { timeout: 60_000 }, () => {
  let opened: Awaited<ReturnType<typeof openTestPage>>;
  let page: Page;

  beforeAll(async () => {
    const report = { command: '/report', description: 'Find and run reports', usageHint: '[name]' };
    opened = await openTestPage({ commands: [report] });
    ({ page } = opened);
  }, 60_000);

  beforeEach(() => opened.reset());
  afterAll(() => opened?.close());

  const box = () => page.getByRole('textbox', { name: /^(Message|Tell Rapport)/ });
  const open = (name: string) => page.getByRole('navigation').getByRole('button', { name }).click();

  async function type(text: string) {
    await box().fill(text);
    await box().press('Enter');
  }

  test('"/" offers what there is, and how it is used', async () => {
    await open('sales');
    await box().pressSequentially('/');
    await page.getByRole('button', { name: '/report [name] Find and run reports' }).waitFor();
    await box().press('Tab');
    expect(await box().inputValue()).toBe('/report ');
    await page.getByText('/report [name]', { exact: true }).waitFor();
    await box().fill('');
  });

  test('a command reaches the app as a form, with people and channels by id and name', async () => {
    await open('sales');
    await type('/report weekly since=-4w owner=@Bo Test in=#sales a<b');
    await expect.poll(opened.commands).toMatchObject([
      {
        command: '/report',
        text: 'weekly since=-4w owner=<@U0BO|bo> in=<#C0SALES|sales> a&lt;b',
        channel_id: 'C0SALES',
        user_id: 'U0ANA',
      },
    ]);
    expect(await box().inputValue()).toBe('');
    expect(await opened.workspace.messages('C0SALES')).toEqual([]);
  });

  test('its answer is for the asker alone; a click on it reaches the app, which may replace it', async () => {
    opened.endpoint.answer((body) => (body.command ? { body: JSON.stringify(LIST) } : {}));
    await open('Rapport');
    await type('/report');
    const answer = page.getByRole('listitem').filter({ hasText: 'weekly-interactions' });
    await answer.getByText('Only visible to you').waitFor();
    await answer.getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => opened.sent('block_actions')).toHaveLength(1);
    const [click] = opened.sent('block_actions');
    expect(click).toMatchObject({ container: { is_ephemeral: true }, actions: [{ value: 'w' }] });
    await fetch(String(click?.response_url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ replace_original: true, text: 'Here is your report.' }),
    });
    const replaced = page.getByRole('listitem').filter({ hasText: 'Here is your report.' });
    await replaced.getByRole('button', { name: 'Dismiss' }).click();
    await replaced.waitFor({ state: 'detached' });
    expect(await answer.count()).toBe(0);
  });

  test('an unknown command goes nowhere, and can be mended', async () => {
    await open('sales');
    await type('/repotr weekly');
    await page.getByText('/repotr is not a valid command.').waitFor();
    expect(await box().inputValue()).toBe('/repotr weekly');
    expect(opened.endpoint.received).toEqual([]);
    await box().fill('');
  });

  test('a command that fails says so as Slack does', async () => {
    opened.endpoint.answer(() => ({ status: 500 }));
    await open('sales');
    await type('/report weekly');
    await page.getByText('/report failed with the error "dispatch_failed".').waitFor();
    await box().fill('');
  });

  test('in a thread there are no commands', async () => {
    await opened.workspace.post({ as: 'U0BO', channel: 'C0SALES', text: 'numbers, please' });
    await open('sales');
    const message = page.getByRole('listitem').filter({ hasText: 'numbers, please' });
    await message.hover();
    await message.getByRole('button', { name: 'Reply' }).click();
    const reply = page.getByRole('textbox', { name: 'Reply in thread' });
    await reply.fill('/report weekly');
    await page.getByText('Slack does not run commands in threads.').waitFor();
    opened.endpoint.received.length = 0;
    await reply.press('Enter');
    expect(await reply.inputValue()).toBe('/report weekly');
    expect(opened.endpoint.received).toEqual([]);
  });

  test('nothing went wrong in the browser', () => {
    expect(opened.problems).toEqual([]);
  });
});
