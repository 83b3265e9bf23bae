import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoPage, openDemoPage } from '../testing/demo-page.ts';
import { browserTitle, executablePath } from '../testing/test-page.ts';

describe.skipIf(!executablePath)(browserTitle('a day on the page'), { timeout: 60_000 }, () => {
  let opened: DemoPage;
  let page: Page;

  beforeAll(async () => {
    opened = await openDemoPage();
    ({ page } = opened);
    // She is the first of the team.
    await page.getByRole('button', { name: /^Acting as.*Marta Lindqvist/ }).waitFor();
  }, 90_000);

  afterAll(() => opened?.close());

  const thread = () => page.getByRole('complementary', { name: 'Thread' });
  const main = () => page.getByRole('main');
  const panel = () => page.getByRole('tabpanel');
  const dialog = () => page.getByRole('dialog');
  const tab = (name: string) => page.getByRole('tab', { name });

  async function ask(text: string) {
    const box = main().getByRole('textbox');
    await box.fill(text);
    await box.press('Enter');
    await thread().getByText(text).first().waitFor();
  }

  test('the morning brings what is due, by name, and Done closes it', async () => {
    const clock = page.getByRole('group', { name: 'Clock of the workspace' });
    // The next morning may be one of a weekend, on which nobody is reminded.
    const morning = main().getByText(/^Good morning\. /);
    for (let night = 0; night < 3 && (await morning.count()) === 0; night += 1) {
      await clock.getByRole('button', { name: 'Sleep one night' }).click();
      await clock.getByText(/, 09:0\d$/).waitFor({ timeout: 30_000 });
      await expect.poll(() => clock.getByRole('status').textContent(), { timeout: 30_000 }).toBe('');
      await morning.waitFor({ timeout: 3_000 }).catch(() => undefined);
    }
    const due = main().getByText('Send Bluefin the two-year offer', { exact: true });
    await due.first().waitFor();
    const done = main().getByRole('button', { name: 'Done' });
    const before = await done.count();
    await done.first().click();
    await expect.poll(() => done.count()).toBe(before - 1);
  });

  test('a note becomes a card, Fix shows what was and what is, and Undo takes the fix back', async () => {
    await ask('Met Ana Lopes at Acme about the renewal, she wants pricing by Friday');
    await thread().getByText('Meeting with Ana Lopes (Acme) ·').waitFor();
    await thread().getByRole('button', { name: 'Fix' }).click();
    await dialog().getByLabel('Kind').selectOption('call');
    await dialog().getByLabel('At (optional)').fill('14:30');
    await dialog().getByRole('button', { name: 'Save' }).click();
    const fixed = thread().getByText(/kind meeting → call/i);
    await fixed.waitFor();
    expect(await fixed.textContent()).toContain('time 14:30');
    await dialog().waitFor({ state: 'detached' });
    await thread().getByRole('button', { name: 'Undo' }).click();
    await dialog().getByRole('button', { name: 'Undo' }).click();
    await fixed.waitFor({ state: 'detached' });
    await thread().getByText('Meeting with Ana Lopes (Acme) ·').waitFor();
  });

  test('“Log interaction” opens a form from anywhere, and what is filled in comes as a card', async () => {
    await main().getByRole('button', { name: 'Log interaction' }).click();
    await dialog().getByLabel('Kind').selectOption('call');
    await dialog().getByLabel('Company').fill('Bluefin');
    await page.getByRole('option', { name: 'Bluefin Logistics' }).click();
    await dialog().getByLabel('Summary').fill('Wants three more vans.');
    await dialog().getByRole('button', { name: 'Log' }).click();
    await main().getByText('Wants three more vans.').waitFor();
    await dialog().waitFor({ state: 'detached' });
  });

  test('Home shows the day, deals in their money, and lets what was told be put right', async () => {
    await tab('Home').click();
    await panel().getByText('My deals').waitFor();
    await panel()
      .getByText(/Qualified, 60.000.€, closes/)
      .waitFor();
    await panel().getByText('Wants three more vans.').waitFor();
    const times = panel().getByRole('combobox');
    await times.first().selectOption('07:30');
    await panel().getByText('Your morning list comes at 07:30, on workdays.').waitFor();
    await panel().getByRole('button', { name: 'Next week' }).first().click();
    await panel()
      .getByText(/Say “undo” to take it back\.$/)
      .waitFor();
    await panel().getByRole('button', { name: 'Log an interaction' }).click();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await tab('Messages').click();
  });

  test('“Prepare me” shows a brief of what is on record', async () => {
    await ask('Prepare me for my call with Kestrel Foods');
    await thread().getByText('Before you talk to Kestrel Foods').waitFor();
    await thread()
      .getByText(/“Three depots” · Negotiation/)
      .waitFor();
  });

  test('the team’s own fields are filled in from a brief, and stand in the next one', async () => {
    await thread().getByRole('button', { name: 'Fields of Kestrel Foods' }).click();
    await dialog().getByLabel('Industry').selectOption({ label: 'Retail' });
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('Kestrel Foods: Industry Retail.').waitFor();
    await dialog().getByRole('button', { name: 'Close' }).click();
    await ask('Prepare me for Kestrel Foods');
    await thread().getByText('Retail', { exact: true }).waitFor();
  });

  test('what is handed over is with the colleague, who may hand it back', async () => {
    await ask('Hand my Halden follow-ups to Priya');
    await thread().getByText('Handed over').waitFor();
    await page.getByRole('button', { name: /^Acting as/ }).click();
    await page.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'Priya Raman' }).click();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Rapport/ })
      .click();
    await main()
      .getByText(/^Marta Lindqvist has given you/)
      .waitFor();
    const back = main().getByRole('button', { name: 'Hand back' });
    const given = await back.count();
    await back.first().click();
    await expect.poll(() => back.count()).toBe(given - 1);
  });

  test('nothing went wrong in the browser', () => {
    expect(opened.problems).toEqual([]);
  });
});
