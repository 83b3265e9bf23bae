import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../src/playground/find-browser.ts';
import { type Demo, startDemo } from '../src/playground/start.ts';
import { requireNoMore, runCommand } from './command/command.ts';

const CHAT_FILE = 'src/playground/screenshot.png';
const REPORT_FILE = 'src/playground/screenshot-report.png';
const DIGEST_FILE = 'src/playground/screenshot-digest.png';
const USAGE = 'npm run screenshot      takes the pictures of the documents anew, from the running program';
const CHANNEL = 'C0SALES';

/** The page sleeps through a night while every member's pass is played. */
const NIGHT_WITHIN_MS = 120_000;

/** The messages of the first picture: a channel in which people talk to each other and to Rapport. */
const SAID = [
  { as: 'U0DANIEL', text: 'Pipeline review is tomorrow at 11, please bring your renewals.' },
  { as: 'U0PRIYA', text: '@Rapport Called Grace Holloway, she wants the pilot report by Tuesday' },
  { as: 'U0KENJI', text: '@Rapport When did we last talk to Halden Pharma?' },
  { as: 'U0MARTA', text: '@Rapport Met Ana Lopes at Acme about the renewal, she wants pricing by Friday' },
];

/** Shows people and Rapport in a channel, with the card of a saved interaction. */
async function showChat(page: Page, { workspace }: Demo): Promise<void> {
  await page.getByRole('button', { name: 'sales' }).click();
  for (const { as, text } of SAID.slice(0, -1)) {
    const addressed = text.replace('@Rapport', `<@${workspace.botUserId}>`);
    await workspace.post({ as, channel: CHANNEL, text: addressed });
  }
  await page.getByText('1 reply').nth(1).waitFor();
  const box = page.getByRole('textbox', { name: 'Message #sales' });
  await box.fill(SAID.at(-1)?.text ?? '');
  await box.press('Enter');
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByText('1 reply').nth(2).waitFor();
}

/** Shows a report that a lead has asked for in a direct message. */
async function showReport(page: Page): Promise<void> {
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
}

/** Shows the digest of a night. */
async function showDigest(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sleep one night' }).click();
  await page.getByText(/, 09:0\d$/).waitFor({ timeout: NIGHT_WITHIN_MS });
  await page.getByRole('main').getByRole('button', { name: '#rapport-digest' }).click();
  await page.getByText(/^(?:What Rapport noticed|The week in review) ·/).waitFor();
}

async function takePicture(page: Page, path: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path, animations: 'disabled' });
}

async function takePictures(page: Page, demo: Demo): Promise<void> {
  await page.goto(demo.url);
  await showChat(page, demo);
  await takePicture(page, CHAT_FILE);
  await showReport(page);
  await takePicture(page, REPORT_FILE);
  await showDigest(page);
  await takePicture(page, DIGEST_FILE);
  console.log(`Saved ${CHAT_FILE}, ${REPORT_FILE} and ${DIGEST_FILE}`);
}

runCommand(async (words) => {
  requireNoMore(words, USAGE);
  const executablePath = findBrowser(process.env.PATH);
  if (!executablePath) throw new Error('Install Chromium or Chrome to take the picture.');
  const folder = mkdtempSync(join(tmpdir(), 'rapport-'));
  const env = { ...process.env, MODEL: 'offline', DATABASE_URL: `file:${folder}/demo.db` };
  const demo = await startDemo({ env, port: 0 });
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
    await takePictures(page, demo);
    return 0;
  } finally {
    await browser.close();
    await demo.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, USAGE);
