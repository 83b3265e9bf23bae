import { dateIn, formatDate } from '../src/clock.ts';
import type { Workspace } from '../src/emulator/workspace-types.ts';
import { messageOf } from '../src/errors.ts';
import { type Demo, startDemo } from '../src/playground/start.ts';

const DEFAULT_PORT = 4000;
const MINUTE_MS = 60_000;

async function main(): Promise<void> {
  const { env, argv } = process;
  const port = Number(argv[2] ?? (env.PLAYGROUND_PORT || DEFAULT_PORT));
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${argv[2] ?? env.PLAYGROUND_PORT} is not a port.`);
  console.log('Starting Rapport and a small Slack of its own…');
  const demo = await startDemo({ env, port });
  console.log(introduce(demo));

  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    await demo.close();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stopping) console.log('\nStopping…');
      void stop(0);
    });
  }
  const last = await demo.ended;
  if (stopping) return;
  console.error(last);
  await stop(1);
}

const introduce = ({ url, model, hint, store, workspace }: Demo) => `
  Open    ${url}
  Try     Met Ana Lopes at Acme about the renewal, she wants pricing by Friday
  Model   ${model.name}${model.offline ? ', no key needed' : ''}
  Data    ${store}, with sample customers; delete it to begin anew${leftOff(workspace)}
  Stop    Ctrl+C
${hint ? `\n${hint}\n` : ''}`;

/** The day to begin with, where the data has seen later ones than this computer. */
function leftOff(workspace: Workspace): string {
  if (workspace.aheadMs() < MINUTE_MS) return '';
  return `\n  Clock   ${formatDate(dateIn('UTC', workspace.now()))}, where this data left off`;
}

main().catch((error) => {
  console.error(messageOf(error));
  process.exit(1);
});
