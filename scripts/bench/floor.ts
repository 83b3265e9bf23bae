import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { HTTPModuleFunctions as bolt } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import Sqlite from 'better-sqlite3';
import { SIGNING_SECRET } from './events.ts';
import { silentLogger } from './silent-logger.ts';

type Message = { channel: string; ts: string; text: string };

/** Asks a language model for an answer. */
type Ask = (text: string) => Promise<string>;

/**
 * The least that acknowledges durably: over the same HTTP, one row is committed before the event is acknowledged.
 * `then` is called with each message and the id of its row.
 */
export function startLeastAcknowledgement(
  path: string,
  then?: (db: Sqlite.Database) => (id: unknown, message: Message) => Promise<void>,
): Promise<number> {
  const db = new Sqlite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('create table inbox (id integer primary key, payload text not null)');
  db.exec('create table replies (inbox_id integer primary key, text text not null)');
  const insert = db.prepare('insert into inbox (payload) values (?)');
  const handle = then?.(db);
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const buffered = await bolt.parseAndVerifyHTTPRequest(
      { signingSecret: SIGNING_SECRET, logger: silentLogger },
      request,
    );
    const { event } = bolt.parseHTTPRequestBody(buffered);
    const { lastInsertRowid: id } = insert.run(JSON.stringify(event));
    response.writeHead(200).end();
    await handle?.(id, event);
  };
  return listenOn((request, response) => void receive(request, response));
}

/** The least that answers durably: the row, its commit, the acknowledgement, the model, the reply’s row, its commit, the post. */
export function startLeastReply(
  path: string,
  { apiUrl, ask }: { apiUrl: string; ask: Ask },
): Promise<number> {
  const client = new WebClient('xoxb-1', { slackApiUrl: apiUrl, logger: silentLogger });
  return startLeastAcknowledgement(path, (db) => {
    const insert = db.prepare('insert into replies (inbox_id, text) values (?, ?)');
    return async (id, { channel, ts, text }) => {
      const reply = await ask(text);
      insert.run(id, reply);
      await client.chat.postMessage({ channel, thread_ts: ts, text: reply });
    };
  });
}

/** Asks a server that speaks Chat Completions. */
export const askOver =
  (baseUrl: string): Ask =>
  async (text) => {
    const answer = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'scripted', messages: [{ role: 'user', content: text }] }),
    });
    const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] };
    return choices[0]?.message.content ?? '';
  };

async function listenOn(
  receive: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(receive);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
