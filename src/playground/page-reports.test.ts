import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoPage, openDemoPage } from '../testing/demo-page.ts';
import { browserTitle, executablePath } from '../testing/test-page.ts';

describe.skipIf(!executablePath)(browserTitle('reports in the local workspace'), { timeout: 60_000 }, () => {
  let opened: DemoPage;
  let page: Page;

  beforeAll(async () => {
    opened = await openDemoPage();
    ({ page } = opened);
    await page.getByRole('button', { name: /^Acting as/ }).click();
    await page.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'Daniel Okafor' }).click();
  }, 90_000);

  afterAll(() => opened?.close());

  async function type(text: string) {
    const box = page.getByRole('main').getByRole('textbox', { name: /^(?:Tell|Message)/ });
    await box.fill(text);
    await box.press('Enter');
  }

  test('/report lists what the person may run', async () => {
    await type('/report');
    await page.getByText(/^\d+ reports you can run$/).waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(/Page 2 of/).waitFor();
  });

  test('a report that needs something asks for it in a form, and then shows its table', async () => {
    await type('/report company-timeline');
    const form = page.getByRole('dialog');
    await form.getByText('Timeline of a company').waitFor();
    await form.getByRole('combobox').first().fill('Blue');
    await page.getByRole('option', { name: 'Bluefin Logistics' }).click();
    await form.getByRole('button', { name: 'Run' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByText(/^company: Bluefin Logistics/).waitFor();
    await expect.poll(() => page.getByRole('table').last().getByRole('row').count()).toBeGreaterThan(3);
  });

  test('the chart is drawn, and the rows come as a file that can be opened', async () => {
    await type('/report weekly-interactions since=-8w');
    await page.getByText('Interactions by Week').waitFor();
    await page.getByText(/^since: -8w/).waitFor();
    await page.getByRole('button', { name: 'CSV' }).last().click();
    await page.getByRole('button', { name: '1 reply' }).last().click();
    const download = page.waitForEvent('download');
    await page
      .getByRole('link', { name: /weekly-interactions-.*\.csv|Download/ })
      .first()
      .click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^weekly-interactions-\d{4}-\d\d-\d\d-\w{6}\.csv$/);
    const [head, first] = readFileSync(await file.path(), 'utf8')
      .replace('\uFEFF', '')
      .split('\r\n');
    expect(head).toBe('Week,Interactions,Colleague');
    expect(first).toMatch(/^\d{4}-\d\d-\d\d,\d+,\w+ \w+$/);
    expect(opened.problems).toEqual([]);
  });
});
