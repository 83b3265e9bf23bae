import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { System } from '../context.ts';
import { invalid, messageOf } from '../errors.ts';
import { SLACK_POLICY } from './policy.ts';

const FileInfo = z.object({
  name: z.string().nullish(),
  title: z.string().nullish(),
  size: z.number().nullish(),
  url_private_download: z.string().nullish(),
  url_private: z.string().nullish(),
});

/** The error of Slack for an app that was installed with a manifest of before. */
const MISSING_SCOPE = 'missing_scope';
const BY_COMMAND = 'the command line reads it: npm run import';

/**
 * Loads a file that somebody has posted where we are. Source: https://docs.slack.dev/messaging/working-with-files. Throws `invalid` in words
 * for one that is too large, and where the app was never allowed to read files.
 */
export async function loadFile(
  ctx: System,
  client: WebClient,
  id: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  const info = await client.files.info({ file: id }).catch((error) => {
    if (!messageOf(error).includes(MISSING_SCOPE)) throw error;
    throw invalid(
      `I may not read files yet: update the app with manifest.yml, which asks for files:read, or ${BY_COMMAND}.`,
    );
  });
  const { name, title, size, url_private_download: download, url_private: url } = FileInfo.parse(info.file);
  const most = SLACK_POLICY.files.mostBytes;
  const tooLarge = () =>
    invalid(`${name ?? 'The file'} is larger than ${most / 1024 / 1024} MB: ${BY_COMMAND}.`);
  if ((size ?? 0) > most) throw tooLarge();
  const from = download ?? url;
  if (!from) throw invalid('Slack does not give this file out.');
  const stop = new AbortController();
  const timer = ctx.clock.setTimeout(
    () => stop.abort(new Error('Slack gave no file in time.')),
    SLACK_POLICY.files.withinMs,
  );
  try {
    const answer = await fetch(from, {
      headers: { authorization: `Bearer ${client.token}` },
      signal: stop.signal,
    });
    if (!answer.ok || !answer.body) throw new Error(`Slack answered ${answer.status} for a file.`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      if (bytes > most) throw tooLarge();
      chunks.push(chunk);
    }
    return { name: name ?? title ?? 'a file', bytes: Buffer.concat(chunks) };
  } finally {
    timer.clear();
  }
}
