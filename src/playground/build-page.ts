import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB_ROOT = fileURLToPath(new URL('./web', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type PageFile = { type: string; body: string | Uint8Array };

let built: Promise<Map<string, PageFile>> | undefined;

/** The page as files in memory, built once: that takes a second, leaves nothing on disk, and needs no open socket. */
export function buildPage(): Promise<Map<string, PageFile>> {
  built ??= build().catch((error: unknown) => {
    built = undefined;
    throw error;
  });
  return built;
}

async function build(): Promise<Map<string, PageFile>> {
  // Loading Vite takes a second, in which the app can start already.
  const [vite, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  const result = await vite.build({
    root: WEB_ROOT,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: { write: false, minify: false, reportCompressedSize: false },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const files = outputs.flatMap((one) => ('output' in one ? one.output : []));
  return new Map(
    files.map((file) => [
      `/${file.fileName}`,
      {
        type: TYPES[extname(file.fileName)] ?? 'application/octet-stream',
        body: file.type === 'chunk' ? file.code : file.source,
      },
    ]),
  );
}
