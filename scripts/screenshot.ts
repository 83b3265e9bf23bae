import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../src/playground/find-browser.ts';
import { startDemo } from '../src/playground/start.ts';

const CHAT_FILE = 'src/playground/screenshot.png';
const REPORT_FILE = 'src/playground/screenshot-report.png';
const DIGEST_FILE = 'src/playground/screenshot-digest.png';
const CHANNEL = 'C0SALES';

const NIGHT_WITHIN_MS = 120_000;

/** What the first picture shows: a channel in which people talk to each other and to Rapport. */
const SAID = [
  { as: 'U0DANIEL', text: 'Pipeline review is tomorrow at 11, please bring your renewals.' },
  { as: 'U0PRIYA', text: '@Rapport Called Grace Holloway, she wants the pilot report by Tuesday' },
  { as: 'U0KENJI', text: '@Rapport When did we last talk to Halden Pharma?' },
  { as: 'U0MARTA', text: '@Rapport Met Ana Lopes at Acme about the renewal, she wants pricing by Friday' },
];

const executablePath = findBrowser(process.env.PATH);
if (!executablePath) throw new Error('Install Chromium or Chrome to take the picture.');
const folder = mkdtempSync(join(tmpdir(), 'rapport-'));
const demo = await startDemo({
  env: { ...process.env, MODEL: 'offline', DATABASE_URL: `file:${folder}/demo.db` },
  port: 0,
});
const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  await page.goto(demo.url);
  await page.getByRole('button', { name: 'sales' }).click();
  for (const { as, text } of SAID.slice(0, -1)) {
    await demo.workspace.post({
      as,
      channel: CHANNEL,
      text: text.replace('@Rapport', `<@${demo.workspace.botUserId}>`),
    });
  }
  await page.getByText('1 reply').nth(1).waitFor();
  const box = page.getByRole('textbox', { name: 'Message #sales' });
  await box.fill(SAID.at(-1)?.text ?? '');
  await box.press('Enter');
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByText('1 reply').nth(2).waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: CHAT_FILE, animations: 'disabled' });

  await page.getByRole('button', { name: /^Acting as/ }).click();
  await page.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'Daniel Okafor' }).click();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Rapport/ })
    .click();
  const direct = page.getByRole('textbox', { name: /^Tell/ });
  await direct.fill('/report weekly-interactions since=-10w');
  await direct.press('Enter');
  await page.getByText(/^since: -10w/).waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: REPORT_FILE, animations: 'disabled' });

  await page.getByRole('button', { name: 'Sleep one night' }).click();
  await page.getByText(/, 09:0\d$/).waitFor({ timeout: NIGHT_WITHIN_MS });
  await page.getByRole('main').getByRole('button', { name: '#rapport-digest' }).click();
  await page.getByText(/^What Rapport noticed ·/).waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: DIGEST_FILE, animations: 'disabled' });
  console.log(`Saved ${CHAT_FILE}, ${REPORT_FILE} and ${DIGEST_FILE}`);
} finally {
  await browser.close();
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
}
