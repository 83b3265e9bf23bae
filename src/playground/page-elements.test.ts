import type { KnownBlock } from '@slack/web-api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../emulator/workspace-types.ts';
import { browserTitle, executablePath, openTestPage, option } from '../testing/test-page.ts';
import { plain } from '../testing/test-workspace.ts';

const title = browserTitle('what messages of the local workspace offer');

const confirm = {
  title: plain('Delete it?'),
  text: plain('For good.'),
  confirm: plain('Yes'),
  deny: plain('No'),
};

const BLOCKS: KnownBlock[] = [
  {
    type: 'actions',
    block_id: 'pick',
    elements: [
      {
        type: 'static_select',
        action_id: 'folder',
        placeholder: plain('Folder'),
        options: [option('sales', 'Sales'), option('cs', 'Customer success')],
      },
      {
        type: 'multi_static_select',
        action_id: 'tags',
        placeholder: plain('Tags'),
        options: ['weekly', 'monthly', 'yearly'].map((value) => option(value)),
      },
      {
        type: 'checkboxes',
        action_id: 'flags',
        options: [option('mine', 'Only mine'), option('open', 'Open')],
      },
      { type: 'datepicker', action_id: 'since', initial_date: '2026-11-01' },
      { type: 'overflow', action_id: 'more', options: [option('csv', 'As CSV'), option('help', 'Help')] },
      { type: 'button', action_id: 'delete', text: plain('Delete'), confirm },
    ],
  },
  {
    type: 'section',
    block_id: 'for',
    text: plain('For'),
    accessory: {
      type: 'external_select',
      action_id: 'company',
      min_query_length: 0,
      placeholder: plain('Company'),
    },
  },
];

describe.skipIf(!executablePath)(title, { timeout: 60_000 }, () => {
  let opened: Awaited<ReturnType<typeof openTestPage>>;
  let page: Page;

  beforeAll(async () => {
    opened = await openTestPage();
    ({ page } = opened);
    await opened.web.chat.postMessage({ channel: 'D0ANA', text: 'Reports', blocks: BLOCKS });
    await page.getByRole('combobox', { name: 'Folder' }).waitFor();
  }, 60_000);

  beforeEach(() => opened.reset());
  afterAll(() => opened?.close());

  const lastAction = async (): Promise<Json> => {
    await expect.poll(() => opened.sent('block_actions').length).toBeGreaterThan(0);
    const actions = opened.sent('block_actions').at(-1)?.actions as Json[] | undefined;
    return actions?.[0] ?? {};
  };

  test('a select sends what is chosen in it', async () => {
    await page.getByRole('combobox', { name: 'Folder' }).selectOption('Customer success');
    expect(await lastAction()).toMatchObject({
      type: 'static_select',
      action_id: 'folder',
      selected_option: option('cs', 'Customer success'),
    });
  });

  test('a select of several sends them all when it closes, with what else was chosen', async () => {
    const tags = page.getByRole('combobox', { name: 'Tags' });
    await tags.click();
    await page.getByRole('option', { name: 'monthly' }).click();
    await tags.pressSequentially('year');
    await tags.press('Enter');
    expect(opened.sent('block_actions')).toEqual([]);
    await tags.press('Escape');
    expect(await lastAction()).toMatchObject({ selected_options: [option('monthly'), option('yearly')] });
    expect(opened.sent('block_actions')[0]).toMatchObject({
      state: { values: { pick: { folder: { selected_option: option('cs', 'Customer success') } } } },
    });
    await page.getByRole('button', { name: 'Remove monthly' }).click();
    await expect.poll(() => opened.sent('block_actions')).toHaveLength(2);
    expect(await lastAction()).toMatchObject({ selected_options: [option('yearly')] });
  });

  test('boxes are ticked one after another', async () => {
    await page.getByRole('checkbox', { name: 'Open' }).check();
    await expect.poll(() => opened.sent('block_actions')).toHaveLength(1);
    await page.getByRole('checkbox', { name: 'Only mine' }).check();
    await expect.poll(() => opened.sent('block_actions')).toHaveLength(2);
    const chosen = [option('mine', 'Only mine'), option('open', 'Open')];
    expect(await lastAction()).toMatchObject({ type: 'checkboxes', selected_options: chosen });
  });

  test('a date counts when it is entered', async () => {
    const date = page.getByLabel('Date');
    await date.fill('2026-10-05');
    await date.press('Enter');
    expect(await lastAction()).toMatchObject({ type: 'datepicker', selected_date: '2026-10-05' });
  });

  test('what is behind three dots is one click more', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'As CSV' }).click();
    expect(await lastAction()).toMatchObject({ type: 'overflow', selected_option: option('csv', 'As CSV') });
  });

  test('what is behind three dots opens inside the conversation, and nothing moves sideways', async () => {
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    await page.setViewportSize({ width: 960, height: 700 });
    const more = ['Change…', 'Stop it for good'].map((text) => option(text));
    const accessory = { type: 'overflow' as const, action_id: 'at-the-edge', options: more };
    const section = { type: 'section' as const, text: plain('My week'), accessory };
    const { ts } = await opened.web.chat.postMessage({
      channel: 'D0ANA',
      text: 'Schedules',
      blocks: [section],
    });
    const line = page.getByRole('listitem').filter({ hasText: 'My week' });
    await line.getByRole('button', { name: 'More actions' }).click();
    await line.getByRole('menuitem', { name: 'Stop it for good' }).waitFor();
    const { scrolled, widest } = await page.locator('.messages').evaluate((list) => ({
      scrolled: list.scrollLeft,
      widest: list.scrollWidth - list.clientWidth,
    }));
    expect({ scrolled, widest }).toEqual({ scrolled: 0, widest: 0 });
    const menu = await line.getByRole('menu').boundingBox();
    expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(960);
    await page.keyboard.press('Escape');
    await opened.web.chat.delete({ channel: 'D0ANA', ts: String(ts) });
    await page.setViewportSize(size);
  });

  test('only names of emoji become emoji: times and the rest stay as they are', async () => {
    const text = '03:52: every :+1: *day*\n*at 17:00*\nnext:18:00 :no-such-thing: and :wörter:';
    const section = { type: 'section' as const, text: { type: 'mrkdwn' as const, text } };
    const markdown = { type: 'markdown' as const, text: 'or 04:52: always :tada:' };
    const { ts } = await opened.web.chat.postMessage({
      channel: 'D0ANA',
      text,
      blocks: [section, markdown],
    });
    const line = page.getByRole('listitem').filter({ hasText: 'always' });
    const shown = (await line.locator('.blocks').textContent())?.replaceAll('\uFE0F', '').split(/\s+/);
    expect(shown?.join(' ')).toBe(
      '03:52: every 👍 day at 17:00 next:18:00 :no-such-thing: and :wörter:or 04:52: always 🎉',
    );
    expect(await line.locator('strong').allTextContents()).toEqual(['day', 'at 17:00']);
    await opened.web.chat.delete({ channel: 'D0ANA', ts: String(ts) });
  });

  test('a button that asks first sends nothing when the answer is no', async () => {
    const button = page.getByRole('listitem').getByRole('button', { name: 'Delete' });
    await button.click();
    await page.getByRole('dialog', { name: 'Delete it?' }).getByRole('button', { name: 'No' }).click();
    expect(opened.sent('block_actions')).toEqual([]);
    await button.click();
    await page.getByRole('dialog', { name: 'Delete it?' }).getByRole('button', { name: 'Yes' }).click();
    expect(await lastAction()).toMatchObject({ action_id: 'delete' });
  });

  test('an external select asks the app at once where it may, in groups if need be', async () => {
    const groups = [{ label: plain('Customers'), options: [option('acme', 'Acme GmbH')] }];
    opened.endpoint.answer((body) =>
      body.type === 'block_suggestion' ? { body: JSON.stringify({ option_groups: groups }) } : {},
    );
    await page.getByRole('combobox', { name: 'Company' }).click();
    await page.getByText('Customers').waitFor();
    await page.getByRole('option', { name: 'Acme GmbH' }).click();
    expect(await lastAction()).toMatchObject({ selected_option: option('acme', 'Acme GmbH') });
    expect(opened.sent('block_suggestion')[0]).toMatchObject({ value: '', channel: { id: 'D0ANA' } });
    expect(await page.getByRole('combobox', { name: 'Company' }).inputValue()).toBe('Acme GmbH');
  });

  test('a file is shown with its beginning, and comes down as it went up', async () => {
    const content = 'company,note\n"Müller, Söhne","said ""yes"""\nAcme,\n';
    await opened.web.filesUploadV2({
      channel_id: 'D0ANA',
      filename: 'Ruf März.csv',
      title: 'Calls',
      content,
    });
    const file = page.getByRole('figure').filter({ hasText: 'Calls' });
    await file.getByRole('cell', { name: 'Müller, Söhne' }).waitFor();
    await file.getByRole('cell', { name: 'said "yes"' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      file.getByRole('link', { name: 'Download Ruf März.csv' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Ruf März.csv');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(content);
  });

  test('deleting a message asks first', async () => {
    const { ts } = await opened.workspace.post({ as: 'U0ANA', channel: 'D0ANA', text: 'a slip' });
    const slip = page.getByRole('listitem').filter({ hasText: 'a slip' });
    const remove = async (answer: string) => {
      await slip.hover();
      await slip.getByRole('button', { name: 'Delete', exact: true }).first().click();
      await page
        .getByRole('dialog', { name: 'Delete message' })
        .getByRole('button', { name: answer })
        .click();
    };
    await remove('Cancel');
    expect(await opened.workspace.messages('D0ANA', ts)).toHaveLength(1);
    await remove('Delete');
    await slip.waitFor({ state: 'detached' });
    expect(await opened.workspace.messages('D0ANA', ts)).toEqual([]);
  });

  test('nothing went wrong in the browser', () => {
    expect(opened.problems).toEqual([]);
  });
});
