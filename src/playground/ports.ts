import { createServer } from 'node:net';

/** Finds a port that nobody listens on at the moment. */
export function findFreePort(): Promise<number> {
  return listenOnce({ port: 0 });
}

/** Throws when the page's port is taken, with what to do. */
export async function requireFreePort(port: number): Promise<void> {
  await listenOnce({ port, host: '127.0.0.1' }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${port} is taken: perhaps the demo is running already, at http://localhost:${port}. ` +
        `Stop what runs there, or choose another port: npm run demo -- ${port + 1}`,
    );
  });
}

function listenOnce(options: { port: number; host?: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(options, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
