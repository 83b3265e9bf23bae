import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { System } from '../context.ts';
import { invalid, messageOf, RapportError } from '../errors.ts';
import { SLACK_POLICY } from './policy.ts';

const FileInfo = z.object({
  name: z.string().nullish(),
  title: z.string().nullish(),
  size: z.number().nullish(),
  mode: z.string().nullish(),
  is_external: z.boolean().nullish(),
  url_private_download: z.string().nullish(),
  url_private: z.string().nullish(),
});
type FileInfo = z.infer<typeof FileInfo>;

const BY_COMMAND = 'the command line reads it: npm run import';
const NO_SCOPE = `I may not read files yet: update the app with manifest.yml, which asks for files:read, or ${BY_COMMAND}.`;
const IS_GONE =
  'I do not find this file any more: it was deleted, or I am not where it was posted. Send it again.';
const NO_PAGE = `Slack gave me a page to sign in instead of the file: the app may not read it. Install it anew with manifest.yml, or ${BY_COMMAND}.`;

/** Errors of Slack after which asking again would not help, and what they mean. Source: https://docs.slack.dev/reference/methods/files.info */
const REFUSALS: Readonly<Record<string, string>> = {
  missing_scope: NO_SCOPE,
  file_not_found: IS_GONE,
  file_deleted: IS_GONE,
  not_visible: IS_GONE,
};
/** The same for the answer to a download. */
const REFUSED: Readonly<Record<number, string>> = {
  401: NO_SCOPE,
  403: NO_SCOPE,
  404: IS_GONE,
  410: IS_GONE,
};

/**
 * Loads a file that somebody has posted where we are. Source: https://docs.slack.dev/messaging/working-with-files. Throws `invalid` in words
 * for what will not get better: a file that is too large, gone, kept elsewhere, or not ours to read; `unavailable` for what may.
 */
export async function loadFile(
  ctx: System,
  client: WebClient,
  id: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  const info = await client.files.info({ file: id }).catch((error) => {
    const code = Object.keys(REFUSALS).find((each) => messageOf(error).includes(each));
    throw code ? invalid(REFUSALS[code] ?? '') : error;
  });
  const file = FileInfo.parse(info.file);
  const name = file.name ?? file.title ?? 'a file';
  const from = placeOf(client, file, name);
  if ((file.size ?? 0) > SLACK_POLICY.files.mostBytes) throw tooLarge(name);
  return { name, bytes: await download(ctx, client, { from, name }) };
}

const tooLarge = (name: string) =>
  invalid(`${name} is larger than ${SLACK_POLICY.files.mostBytes / 1024 / 1024} MB: ${BY_COMMAND}.`);

/** Where Slack itself keeps a file. Nobody else is ever shown our token: an “external” file has an address of anybody. */
function placeOf(client: WebClient, file: FileInfo, name: string): string {
  if (file.mode === 'tombstone') throw invalid(IS_GONE);
  if (file.mode === 'hidden_by_limit')
    throw invalid(`Slack does not give ${name} out any more: it is older than this workspace’s plan keeps.`);
  const from = file.url_private_download ?? file.url_private;
  const isElsewhere = file.is_external || file.mode === 'external';
  if (from && !isElsewhere && isOfSlack(from, client.slackApiUrl)) return from;
  throw invalid(`${name} is not kept in Slack, but elsewhere: download it, and send the file itself.`);
}

function isOfSlack(address: string, api: string): boolean {
  const { host, protocol } = new URL(address);
  if (host === new URL(api).host) return true;
  return protocol === 'https:' && /(?:^|\.)slack(?:-gov)?\.com$/.test(host);
}

async function download(
  ctx: System,
  client: WebClient,
  { from, name }: { from: string; name: string },
): Promise<Uint8Array> {
  const stop = new AbortController();
  const timer = ctx.clock.setTimeout(() => stop.abort(), SLACK_POLICY.files.withinMs);
  try {
    const answer = await ask(client, from, stop.signal);
    const refused = REFUSED[answer.status] ?? (isPage(answer) ? NO_PAGE : undefined);
    if (refused) throw invalid(refused);
    if (!answer.ok || !answer.body) throw unavailable(`Slack answered ${answer.status} for a file`);
    return await readBody(answer.body, name);
  } catch (error) {
    if (error instanceof RapportError) throw error;
    throw unavailable(stop.signal.aborted ? 'Slack gave no file in time' : 'Slack broke off in a file');
  } finally {
    timer.clear();
  }
}

/** How often Slack may send us on, as it does to a page to sign in. */
const MOST_REDIRECTS = 3;

/** Asks for a file, also where Slack sends us on to another address of its own. */
async function ask(client: WebClient, from: string, signal: AbortSignal, redirects = 0): Promise<Response> {
  const headers = { authorization: `Bearer ${client.token}` };
  const answer = await fetch(from, { headers, redirect: 'manual', signal });
  const location = answer.headers.get('location');
  if (answer.status < 300 || answer.status >= 400 || !location || redirects >= MOST_REDIRECTS) return answer;
  const to = new URL(location, from).href;
  return isOfSlack(to, client.slackApiUrl) ? ask(client, to, signal, redirects + 1) : answer;
}

const unavailable = (message: string) => new RapportError('unavailable', message);

const isPage = ({ status, headers }: Response) =>
  (status >= 300 && status < 400) || (headers.get('content-type') ?? '').startsWith('text/html');

async function readBody(body: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > SLACK_POLICY.files.mostBytes) throw tooLarge(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
