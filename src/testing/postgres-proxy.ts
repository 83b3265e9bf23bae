import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between the app and a PostgreSQL server, reads what the app says, and cuts connections on demand. */
export type PostgresProxy = {
  port: number;
  /** Cuts each connection as soon as it says these words, that many times; gives how often it has, so far. */
  cutAt(words: string, times: number): { cuts(): number };
  /** From now on swallows all that is said on either side, as a host that is gone without a word; its end puts an end to it. */
  fallSilent(): { end(): void };
  /** Cuts all connections that are open. */
  cutAll(): void;
  /** From now on the app is led to a server on another port, as after a failover. */
  leadTo(port: number): void;
  close(): Promise<void>;
};

export async function startPostgresProxy(port: number): Promise<PostgresProxy> {
  const open = new Set<Socket>();
  let target = port;
  let cutting: { words: string; left: number; done: number } | undefined;

  let isSilent = false;

  const server = createServer((app) => {
    const database = connect(target, '127.0.0.1');
    const cut = () => {
      app.destroy();
      database.destroy();
    };
    for (const socket of [app, database]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', cut);
      socket.on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    /** A connection that something was swallowed of is of no use ever after. */
    let isDead = false;
    const swallows = () => {
      isDead ||= isSilent;
      return isDead;
    };
    app.on('data', (data: Buffer) => {
      if (swallows()) return;
      if (cutting && cutting.left > 0 && data.includes(cutting.words)) {
        cutting.left -= 1;
        cutting.done += 1;
        cut();
      } else database.write(data);
    });
    database.on('data', (data: Buffer) => {
      if (!swallows()) app.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cutAt: (words, times) => {
      const these = { words, left: times, done: 0 };
      cutting = these;
      return { cuts: () => these.done };
    },
    fallSilent: () => {
      isSilent = true;
      const end = () => {
        isSilent = false;
      };
      return { end };
    },
    cutAll,
    leadTo: (other) => {
      target = other;
      cutAll();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
    },
  };
}
