import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoPage, openDemoPage } from '../testing/demo-page.ts';
import { browserTitle, executablePath } from '../testing/test-page.ts';

describe.skipIf(!executablePath)(browserTitle('a night on the page'), { timeout: 60_000 }, () => {
  let opened: DemoPage;
  let page: Page;

  beforeAll(async () => {
    opened = await openDemoPage();
    ({ page } = opened);
  }, 90_000);

  afterAll(() => opened?.close());

  const thread = () => page.getByRole('complementary', { name: 'Thread' });
  const open = (name: string | RegExp) =>
    page.getByRole('navigation').getByRole('button', { name }).first().click();
  const tab = (name: string) => page.getByRole('tab', { name });
  const panel = () => page.getByRole('tabpanel');

  async function ask(text: string) {
    const box = page.getByRole('main').getByRole('textbox');
    await box.fill(text);
    await box.press('Enter');
    await thread().getByText(text).waitFor();
    return thread().getByRole('article', { name: /^Rapport/ });
  }

  test('before it, the Home tab says what will be there', async () => {
    await tab('Home').click();
    await panel().getByText('What Rapport has learned about me').waitFor();
    await panel()
      .getByText(/^Nothing yet[.]/)
      .waitFor();
    await tab('Home').press('ArrowLeft');
    expect(await tab('Messages').evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test('a member who says how they like answers gets them so, and sleeps one night until nine', async () => {
    await (await ask('From now on answer in bullet points please')).first().waitFor();
    await thread().getByText('From now on I answer you in bullet points.').waitFor();
    await thread().getByRole('button', { name: 'Undo' }).first().waitFor();
    const clock = page.getByRole('group', { name: 'Clock of the workspace' });
    await clock.getByRole('button', { name: 'Sleep one night' }).click();
    await clock.getByRole('status').getByText('Sleeping').waitFor();
    expect(await clock.getByRole('button', { name: 'Jump 1 hour' }).isDisabled()).toBe(true);
    await expect.poll(() => clock.getByRole('status').textContent(), { timeout: 30_000 }).toBe('');
    await clock.getByText(/, 09:0\d$/).waitFor();
  });

  test('the digest is in its channel, with something to decide', async () => {
    await page.getByText('Rapport has something new in').waitFor();
    await page.getByRole('main').getByRole('button', { name: '#rapport-digest' }).click();
    const log = page.getByRole('log', { name: 'Messages in rapport-digest' });
    await log.getByText(/^(?:What Rapport noticed|The week in review)/).waitFor();
    await log.getByRole('button', { name: 'Dismiss' }).first().waitFor();
    await log.getByRole('button', { name: 'How the night went' }).waitFor();
    expect(await page.getByText('Rapport has something new in').count()).toBe(0);
  });

  test('answers come in bullets', async () => {
    await open(/^Rapport/);
    const answer = (await ask('What do we know about Bluefin Logistics?')).first();
    await answer.getByText(/^• /).first().waitFor();
  });

  test('what can be said is offered after the first message too', async () => {
    const list = page.getByRole('main').getByRole('button', { name: 'Suggestions', exact: true });
    await list.click();
    await page.getByRole('main').getByRole('button', { name: 'Who do we talk to most?' }).click();
    const box = page.getByRole('main').getByRole('textbox');
    expect(await box.inputValue()).toBe('Who do we talk to most?');
    expect(await list.getAttribute('aria-expanded')).toBe('false');
    await box.fill('');
  });

  test('a thumb that was pressed stays marked until the page is loaded again', async () => {
    const good = () => thread().getByRole('button', { name: 'This answer was good' });
    await good().click();
    await thread().getByText('Thanks.').waitFor();
    await expect.poll(() => good().getAttribute('aria-pressed')).toBe('true');
    const bad = thread().getByRole('button', { name: 'This answer was bad' });
    expect(await bad.getAttribute('aria-pressed')).toBe('false');
    await open('sales');
    await open(/^Rapport/);
    await page
      .getByRole('button', { name: /^1 reply/ })
      .last()
      .click();
    expect(await good().getAttribute('aria-pressed')).toBe('true');
  });

  test('what the Home tab shows can be forgotten there, once that is confirmed', async () => {
    await tab('Home').click();
    const learned = panel().getByText('Prefers answers as bullet points.', { exact: true });
    await learned.waitFor();
    expect(await page.getByRole('main').getByRole('textbox').count()).toBe(0);
    const forget = panel().getByRole('button', { name: 'Forget' });
    const before = await forget.count();
    const dialog = page.getByRole('dialog', { name: 'Forget this?' });
    await forget.last().click();
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await learned.waitFor();
    await forget.last().click();
    await dialog.getByRole('button', { name: 'Forget it' }).click();
    await panel().getByText('Forgotten: Prefers answers as bullet points.').waitFor();
    await learned.waitFor({ state: 'detached' });
    await expect.poll(() => forget.count()).toBe(before - 1);
  });

  test('nothing went wrong in the browser', () => {
    expect(opened.problems).toEqual([]);
  });
});
