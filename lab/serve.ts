import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whatever the lab serves, it serves to this machine only. */
export async function serve(listener: (req: IncomingMessage, res: ServerResponse) => void, port: number) {
  const server = createServer(listener);
  const bound = await listen(server, port);
  return { port: bound, stop: () => close(server) };
}

export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
