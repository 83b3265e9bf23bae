import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserTitle, executablePath, openTestPage } from '../testing/test-page.ts';

const DAY_MS = 86_400_000;

describe.skipIf(!executablePath)(browserTitle('the clock on the page'), { timeout: 60_000 }, () => {
  let opened: Awaited<ReturnType<typeof openTestPage>>;
  const started = Date.now();
  const now = () => new Date(Date.parse('2026-11-22T17:04:10Z') + Date.now() - started);
  let isAnswered: Promise<void> = Promise.resolve();

  beforeAll(async () => {
    opened = await openTestPage({ clock: { now } });
    await opened.workspace.keepTime({ moveTo: () => isAnswered });
  }, 90_000);
  afterAll(() => opened?.close());

  const control = () => opened.page.getByRole('group', { name: 'Clock of the workspace' });
  const hour = () => control().getByRole('button', { name: 'Jump 1 hour' });
  const week = () => control().getByRole('button', { name: 'Jump 1 week' });
  const shows = (moment: RegExp) => control().getByText(moment).waitFor();

  async function actAs(name: string) {
    await opened.page.getByRole('button', { name: /^Acting as/ }).click();
    await opened.page.getByRole('list', { name: 'Members' }).getByRole('button', { name }).click();
  }

  test('it shows the time of the workspace where the acting member is', async () => {
    await shows(/^Sun 22 Nov 2026, 17:0\d$/);
    await actAs('Bo Test');
    await shows(/^Mon 23 Nov 2026, 02:0\d$/);
    await opened.page.getByText(/^02:0\d in Tokyo$/).waitFor();
    await actAs('Ana Test');
  });

  test('a week later, what was said today was said on a day of its own', async () => {
    const channel = opened.workspace.directChannel('U0ANA');
    await opened.workspace.post({ as: 'U0ANA', channel, text: 'said before' });
    const log = opened.page.getByRole('log');
    await log.getByText('Today', { exact: true }).waitFor();
    await week().click();
    await shows(/^Sun 29 Nov 2026, 17:0\d$/);
    await log.getByText('Sunday 22 November').waitFor();
    expect(await log.getByText('Today', { exact: true }).count()).toBe(0);
    const { ts } = await opened.workspace.post({ as: 'U0ANA', channel, text: 'said after' });
    await log.getByText('Today', { exact: true }).waitFor();
    await log
      .getByRole('article', { name: /at 17:0\d$/ })
      .filter({ hasText: 'said after' })
      .waitFor();
    await opened.web.chat.postMessage({ channel, thread_ts: ts, text: 'an answer' });
    await opened.page.getByRole('button', { name: /^1 reply last at 17:0\d/ }).waitFor();
  });

  test('the keyboard jumps as well and keeps its place, and jumps add up', async () => {
    await hour().focus();
    await opened.page.keyboard.press('Enter');
    await shows(/^Sun 29 Nov 2026, 18:0\d$/);
    await opened.page.keyboard.press('Enter');
    await shows(/^Sun 29 Nov 2026, 19:0\d$/);
    expect(opened.workspace.aheadMs()).toBe(7 * DAY_MS + 2 * 3_600_000);
    await opened.page.keyboard.press('Tab');
    expect(await week().evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test('nothing can be pressed while a jump is under way, and what goes wrong is said', async () => {
    const before = opened.workspace.aheadMs();
    let fail = (_error: Error) => {};
    isAnswered = new Promise((_, reject) => {
      fail = reject;
    });
    await hour().click();
    await expect.poll(() => week().isDisabled()).toBe(true);
    await week().click({ force: true });
    fail(new Error('Rapport did not move its clock.'));
    await opened.page.getByRole('alert').getByText('Rapport did not move its clock.').waitFor();
    await expect.poll(() => week().isDisabled()).toBe(false);
    expect(opened.workspace.aheadMs()).toBe(before + 3_600_000);
  });

  test('nothing went wrong in the browser', () => {
    expect(opened.problems).toEqual([]);
  });
});
