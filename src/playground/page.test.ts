import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { type DemoPage, openDemoPage } from '../testing/demo-page.ts';
import { browserTitle, executablePath } from '../testing/test-page.ts';
import type { Demo } from './start.ts';

const title = browserTitle('the local workspace with the app');

describe.skipIf(!executablePath)(title, { timeout: 60_000 }, () => {
  let opened: DemoPage;
  let demo: Demo;
  let store: Store;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    opened = await openDemoPage();
    ({ demo, browser, page } = opened);
    store = openSqlite({ path: opened.database });
  }, 90_000);

  afterAll(async () => {
    await store?.close();
    await opened?.close();
  });

  const thread = () => page.getByRole('complementary', { name: 'Thread' });

  async function actAs(name: string) {
    const current = page.getByRole('button', { name: /^Acting as/ });
    const isOther = !(await current.getAttribute('aria-label'))?.includes(name);
    await current.click();
    // Their own conversation opens when their state is there: what is typed before that stays in the one before.
    const loaded = isOther && page.waitForResponse((answer) => answer.url().includes('/api/state'));
    await page.getByRole('list', { name: 'Members' }).getByRole('button', { name }).click();
    await loaded;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  }

  async function say(text: string) {
    const box = page.getByRole('main').getByRole('textbox');
    await box.fill(text);
    await box.press('Enter');
    await thread().getByText(text.replace('@Rapport ', '')).first().waitFor();
  }

  const companyNames = async () => {
    const rows = await store.read.select().from(store.tables.companies);
    return rows.map(({ name }) => name);
  };

  test('a newcomer sees what answers, where data is kept, and what to say', async () => {
    await page.getByRole('heading', { name: 'Tell Rapport what happened' }).waitFor();
    await page.getByText('Model: demo stand-in (offline)').waitFor();
    await page.getByText(`Stored in ${opened.database}`).waitFor();
    await actAs('Marta Lindqvist');
    await page.getByRole('button', { name: 'Send me quiet-customers every Friday at 17:00' }).waitFor();
    expect(await page.getByRole('region', { name: 'Suggestions' }).getByRole('button').count()).toBe(9);
  });

  test('on a narrow screen the first thing to read is the heading', async () => {
    const narrow = await browser.newPage({ viewport: { width: 390, height: 640 } });
    await narrow.goto(demo.url);
    const heading = narrow.getByRole('heading', { name: 'Tell Rapport what happened' });
    await narrow.getByRole('button', { name: /^Sleep one night, and/ }).waitFor();
    expect(await heading.evaluate((h) => h.getBoundingClientRect().top)).toBeGreaterThan(90);
    expect(await narrow.locator('.messages').evaluate((list) => list.scrollTop)).toBe(0);
    await narrow.close();
  });

  test('a meeting told in a sentence becomes a card in the thread and rows in the database', async () => {
    await say('Met Ana Lopes at Acme about the renewal, she wants pricing by Friday');
    await thread().getByText('Meeting with Ana Lopes (Acme) ·').waitFor();
    await thread()
      .getByText(/She wants pricing · Fri\s\d+\s\w+\s\d{4}/)
      .waitFor();
    expect(await companyNames()).toContain('Acme');
    const followUps = await store.read.select().from(store.tables.followUps);
    expect(followUps).toContainEqual(expect.objectContaining({ title: 'She wants pricing', status: 'open' }));
  });

  test('undo asks first, then takes back everything and says so on the card', async () => {
    await thread().getByRole('button', { name: 'Undo' }).click();
    const question = page.getByRole('dialog');
    await question.getByText('Meeting with Ana Lopes (Acme)').waitFor();
    await question.getByRole('button', { name: 'Keep' }).click();
    expect(await companyNames()).toContain('Acme');
    await thread().getByRole('button', { name: 'Undo' }).click();
    await question.getByRole('button', { name: 'Undo' }).click();
    await thread()
      .getByText(/by Marta Lindqvist/)
      .waitFor();
    await thread().getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    expect(await companyNames()).not.toContain('Acme');
    const contacts = await store.read.select().from(store.tables.contacts);
    expect(contacts.map(({ name }) => name)).not.toContain('Ana Lopes');
  });

  test('a question about a customer is answered from the history', async () => {
    await say('What do we know about Kestrel Foods?');
    await thread().getByText('Oliver Marsh').first().waitFor();
    await thread().getByText('wants monthly payment').waitFor();
  });

  test('a private interaction is told to its author only', async () => {
    await actAs('Daniel Okafor');
    await say('What do we know about Oliver Marsh?');
    await thread().getByText('said in confidence').waitFor();
    await actAs('Kenji Watanabe');
    await say('What do we know about Oliver Marsh?');
    await thread().getByText('introduced by Beatrice Vane').waitFor();
    expect(await thread().getByText('said in confidence').count()).toBe(0);
  });

  test('in a channel the bot hears a mention and answers in a thread that everybody sees', async () => {
    await actAs('Marta Lindqvist');
    await page.getByRole('button', { name: 'sales' }).click();
    await page.getByText('Rapport reads channels only when you mention it.').waitFor();
    const box = page.getByRole('textbox', { name: 'Message #sales' });
    await box.fill('no mention here');
    await box.press('Enter');
    await box.pressSequentially('@rap');
    await box.press('Enter');
    await box.pressSequentially('called Ben Ito at Birch & Co');
    await box.press('Enter');
    await thread().getByText('Call with Ben Ito (Birch & Co) ·').waitFor();
    expect((await demo.workspace.messages('C0SALES')).map(({ text }) => text).slice(0, 2)).toEqual([
      'no mention here',
      '<@U0RAPPORT> called Ben Ito at Birch &amp; Co',
    ]);
  });

  test("somebody else's undo is refused, and only they see it", async () => {
    await actAs('Priya Raman');
    await page.getByRole('button', { name: /^1 reply/ }).click();
    await thread().getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    const refusal = page.getByText('Only the person who wrote this, a lead or an admin can undo it.');
    await refusal.first().waitFor();
    await page.getByText('Only visible to you').first().waitFor();
    expect(await companyNames()).toContain('Birch & Co');
    await actAs('Kenji Watanabe');
    await page.getByRole('button', { name: /^1 reply/ }).click();
    await thread().getByRole('button', { name: 'Undo' }).waitFor();
    expect(await refusal.count()).toBe(0);
  });

  test('a lead may undo what a member has saved', async () => {
    await actAs('Daniel Okafor');
    await page.getByRole('button', { name: /^1 reply/ }).click();
    await thread().getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await thread()
      .getByText(/by Daniel Okafor/)
      .waitFor();
    expect(await companyNames()).not.toContain('Birch & Co');
  });

  test('members edit and delete their own messages only', async () => {
    const log = page.getByRole('log', { name: 'Messages in sales' });
    const line = log.getByRole('listitem').filter({ hasText: 'no mention here' });
    await line.hover();
    expect(await line.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await actAs('Marta Lindqvist');
    await line.hover();
    await line.getByRole('button', { name: 'Edit' }).click();
    await log.getByRole('textbox', { name: 'Edit message' }).fill('still no mention');
    await log.getByRole('textbox', { name: 'Edit message' }).press('Enter');
    const edited = log.getByRole('listitem').filter({ hasText: 'still no mention' });
    await edited.getByText('edited').waitFor();
    await edited.hover();
    await edited.getByRole('button', { name: 'Delete' }).click();
    const question = page.getByRole('dialog', { name: 'Delete message' });
    await question.getByRole('button', { name: 'Delete' }).click();
    await edited.waitFor({ state: 'detached' });
  });

  test('a guest gets one polite sentence, and nothing is kept', async () => {
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Rapport/ })
      .click();
    await actAs('Tom Becker');
    await say('Met Ana Lopes at Acme');
    await thread().getByText('I only work for full members of this workspace').waitFor();
    const { members, messages } = store.tables;
    const known = await store.read.select().from(members);
    expect(known.map(({ slackUserId }) => slackUserId)).not.toContain('U0TOM');
    const kept = await store.read.select().from(messages);
    expect(kept.filter(({ channel }) => channel === demo.workspace.directChannel('U0TOM'))).toEqual([]);
  });

  test('nothing went wrong in the browser', () => {
    expect(opened.problems).toEqual([]);
  });
});
