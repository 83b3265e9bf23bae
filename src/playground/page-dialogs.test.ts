import type { ModalView } from '@slack/web-api';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../emulator/workspace-types.ts';
import { browserTitle, executablePath, openTestPage, option } from '../testing/test-page.ts';
import { plain } from '../testing/test-workspace.ts';

const title = browserTitle('dialogs of the local workspace');

const VIEW: ModalView = {
  type: 'modal',
  title: plain('Run a report'),
  submit: plain('Run'),
  blocks: [
    {
      type: 'input',
      block_id: 'company',
      label: plain('Company'),
      element: { type: 'external_select', action_id: 'v', min_query_length: 2, placeholder: plain('Any') },
    },
    {
      type: 'input',
      block_id: 'months',
      label: plain('Months'),
      element: {
        type: 'number_input',
        action_id: 'v',
        is_decimal_allowed: false,
        min_value: '1',
        max_value: '12',
      },
    },
    {
      type: 'input',
      block_id: 'since',
      optional: true,
      label: plain('Since'),
      element: { type: 'datepicker', action_id: 'v', initial_date: '2026-11-01' },
    },
    {
      type: 'input',
      block_id: 'people',
      optional: true,
      label: plain('People'),
      element: { type: 'multi_users_select', action_id: 'v', placeholder: plain('Everybody') },
    },
    {
      type: 'input',
      block_id: 'format',
      label: plain('Format'),
      dispatch_action: true,
      element: {
        type: 'radio_buttons',
        action_id: 'v',
        options: [option('table', 'Table'), option('chart', 'Chart')],
        initial_option: option('table', 'Table'),
      },
    },
    {
      type: 'input',
      block_id: 'note',
      optional: true,
      label: plain('Note'),
      element: { type: 'plain_text_input', action_id: 'v', multiline: true },
    },
  ],
};

describe.skipIf(!executablePath)(title, { timeout: 60_000 }, () => {
  let opened: Awaited<ReturnType<typeof openTestPage>>;
  let page: Page;

  beforeAll(async () => {
    opened = await openTestPage();
    ({ page } = opened);
    const elements = [{ type: 'button' as const, action_id: 'open', text: plain('Open') }];
    await opened.web.chat.postMessage({
      channel: 'D0ANA',
      text: 'Reports',
      blocks: [{ type: 'actions', elements }],
    });
  }, 60_000);

  afterEach(async () => {
    for (const { id } of opened.workspace.views('U0ANA')) {
      await opened.workspace.closeView({ as: 'U0ANA', viewId: id });
    }
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    opened.reset();
  });
  afterAll(() => opened?.close());

  const field = (name: string) => page.getByRole('dialog').getByLabel(name);
  const run = () => page.getByRole('dialog').getByRole('button', { name: 'Run' }).click();
  const submitted = () =>
    opened.sent('view_submission').at(-1)?.view as { state: { values: Json } } | undefined;

  /** Somebody clicks, and the app opens the modal. */
  async function open() {
    await page.getByRole('button', { name: 'Open' }).click();
    await expect.poll(() => opened.sent('block_actions')).toHaveLength(1);
    const [click] = opened.sent('block_actions');
    expect(click).toMatchObject({ user: { id: 'U0ANA' } });
    const { view } = await opened.web.views.open({ trigger_id: String(click?.trigger_id), view: VIEW });
    await page.getByRole('dialog', { name: 'Run a report' }).waitFor();
    return String(view?.id);
  }

  function offer(names: string[]) {
    const options = names.map((name) => option(name.toLowerCase(), name));
    opened.endpoint.answer((body) =>
      body.type === 'block_suggestion' ? { body: JSON.stringify({ options }) } : {},
    );
  }

  async function pickCompany() {
    offer(['Acme', 'Acmee']);
    await field('Company').click();
    await field('Company').pressSequentially('ac', { delay: 20 });
    await page.getByRole('option', { name: 'Acmee' }).waitFor();
    await field('Company').press('Enter');
  }

  test('everything that is entered arrives in the shapes of Slack', async () => {
    await open();
    await field('Company').click();
    await page.getByText('Type at least 2 characters').waitFor();
    await pickCompany();
    expect(opened.sent('block_suggestion').map(({ value }) => value)).toEqual(['ac']);
    await field('Months').fill('3');
    await field('Since').fill('');
    await field('People').click();
    await page.getByRole('option', { name: 'Bo Test' }).click();
    await field('People').press('Escape');
    await page.getByRole('dialog').getByRole('radio', { name: 'Chart' }).check();
    await field('Note').fill('two\nlines');
    await run();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(submitted()?.state.values).toEqual({
      company: { v: { type: 'external_select', selected_option: option('acme', 'Acme') } },
      months: { v: { type: 'number_input', value: '3' } },
      since: { v: { type: 'datepicker', selected_date: null } },
      people: { v: { type: 'multi_users_select', selected_users: ['U0BO'] } },
      format: { v: { type: 'radio_buttons', selected_option: option('chart', 'Chart') } },
      note: { v: { type: 'plain_text_input', value: 'two\nlines' } },
    });
    const actions = opened.sent('block_actions').flatMap((body) => body.actions as Json[]);
    expect(actions.at(-1)).toMatchObject({ block_id: 'format', selected_option: option('chart', 'Chart') });
  });

  test('what is missing or out of bounds is said before anything is sent', async () => {
    await open();
    await field('Months').fill('13');
    await run();
    await page.getByText('Please complete this required field.').waitFor();
    await page.getByText('Please enter 12 or less.').waitFor();
    expect(opened.sent('view_submission')).toEqual([]);
  });

  test("the app's errors stand under their inputs, and what was entered stays", async () => {
    await open();
    await pickCompany();
    await field('Months').fill('3');
    const errors = { months: 'There are only two months.' };
    opened.endpoint.answer(() => ({ body: JSON.stringify({ response_action: 'errors', errors }) }));
    await run();
    await page.getByText('There are only two months.').waitFor();
    expect(await field('Months').getAttribute('aria-invalid')).toBe('true');
    expect(await field('Company').inputValue()).toBe('Acme');
  });

  test('an update shows at once and keeps what has the same ids', async () => {
    const id = await open();
    await field('Months').fill('7');
    const [company, months] = VIEW.blocks;
    if (!company || !months) throw new Error('The view has lost its blocks.');
    const view = {
      ...VIEW,
      title: plain('Less'),
      blocks: [company, { ...months, label: plain('How many') } as never],
    };
    await opened.web.views.update({ view_id: id, view });
    await page.getByRole('dialog', { name: 'Less' }).waitFor();
    expect(await field('How many').inputValue()).toBe('7');
    expect(await field('Note').count()).toBe(0);
  });

  test('a modal on top of another gives way to it, as it was', async () => {
    await open();
    await pickCompany();
    await field('Months').fill('3');
    const top = { ...VIEW, title: plain('Are these right?'), submit: plain('Yes'), blocks: [] };
    opened.endpoint.answer(() => ({ body: JSON.stringify({ response_action: 'push', view: top }) }));
    await run();
    const above = page.getByRole('dialog', { name: 'Are these right?' });
    await above.getByRole('button', { name: 'Cancel' }).click();
    await above.waitFor({ state: 'detached' });
    expect(await field('Months').inputValue()).toBe('3');
  });

  test('an app that cannot be reached is told of inside the modal', async () => {
    await open();
    await pickCompany();
    await field('Months').fill('3');
    opened.endpoint.answer(() => ({ status: 500 }));
    await run();
    await page.getByRole('dialog').getByText('We had some trouble connecting. Try again?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(opened.workspace.views('U0ANA')).toEqual([]);
  });

  test('what does not fit is scrolled between the title and the buttons, and nowhere else', async () => {
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    await page.setViewportSize({ width: 1280, height: 420 });
    await open();
    const taller = await page.getByRole('dialog').evaluate((dialog) =>
      [dialog, ...dialog.querySelectorAll('*')]
        .filter(({ scrollHeight, clientHeight }) => clientHeight > 0 && scrollHeight > clientHeight)
        .filter((each) => getComputedStyle(each).overflowY !== 'visible')
        .map(({ className }) => className),
    );
    expect(taller).toEqual(['view-body']);
    await field('Note').fill('the last of all');
    expect(await page.getByRole('button', { name: 'Run' }).isVisible()).toBe(true);
    await page.setViewportSize(size);
  });

  test('the first input that is wrong is scrolled to, so that its error is seen', async () => {
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    await page.setViewportSize({ width: 1280, height: 420 });
    await open();
    await field('Note').fill('the last of all');
    await run();
    const wrong = page.getByText('Please complete this required field.').first();
    const scrolled = page.getByRole('dialog').locator('.view-body');
    await expect
      .poll(async () => ((await wrong.boundingBox())?.y ?? 0) - ((await scrolled.boundingBox())?.y ?? 0))
      .toBeGreaterThan(0);
    await page.setViewportSize(size);
  });

  test('a view that Slack would not show is told of, in the modal where one is open', async () => {
    const id = await open();
    const wrong = { ...VIEW, blocks: [{ type: 'section', text: plain('') } as never] };
    const { web } = opened;
    await expect(web.views.update({ view_id: id, view: wrong })).rejects.toThrow('invalid_arguments');
    const told = /^Slack would not show this view: invalid_arguments: .+\[json-pointer:.+\]$/;
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: told }).waitFor();
    await web.views.update({ view_id: id, view: VIEW });
    await expect.poll(() => page.getByRole('dialog').getByText(told).count()).toBe(0);
    await opened.workspace.closeView({ as: 'U0ANA', viewId: id });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Open' }).click();
    await expect.poll(() => opened.sent('block_actions')).toHaveLength(2);
    const trigger_id = String(opened.sent('block_actions').at(-1)?.trigger_id);
    await expect(web.views.open({ trigger_id, view: wrong })).rejects.toThrow('invalid_arguments');
    await page.getByText(told).waitFor();
  });

  test('nothing went wrong in the browser', () => {
    expect(opened.problems).toEqual([]);
  });
});
