import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server. */
export type Connections = {
  /** Closes those over which nothing has come yet, for which a server that closes would wait. */
  closeSilent(): void;
};

/**
 * Keeps a server's connections at `most`. One more takes the place of the one that has gone longest without a whole request,
 * so that whoever holds many open keeps nobody else out; where all are being answered, it is closed itself.
 */
export function limitConnections(server: Server, most: number): Connections {
  /** The request that came last over each connection; the one first opened, or first answered, stands first. */
  const requests = new Map<Socket, IncomingMessage | undefined>();

  const isUnfinished = (socket: Socket) => !requests.get(socket)?.complete;
  const giveUp = (socket: Socket) => {
    requests.delete(socket);
    socket.destroy();
  };

  server.on('connection', (socket: Socket) => {
    requests.set(socket, undefined);
    socket.once('close', () => requests.delete(socket));
    if (requests.size > most) giveUp([...requests.keys()].find(isUnfinished) ?? socket);
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    requests.set(socket, request);
    response.once('close', () => {
      if (requests.delete(socket) && !socket.destroyed) requests.set(socket, undefined);
    });
  });
  return {
    closeSilent: () => {
      for (const socket of requests.keys()) if (socket.bytesRead === 0) socket.destroy();
    },
  };
}
