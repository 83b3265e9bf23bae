import { dateIn, formatDate } from '../src/clock.ts';
import type { Workspace } from '../src/emulator/workspace-types.ts';
import { type Demo, startDemo } from '../src/playground/start.ts';
import { requireNoMore, runCommand } from './command/command.ts';

const DEFAULT_PORT = 4000;
const MINUTE_MS = 60_000;

const USAGE = `npm run demo              the local workspace, on http://localhost:${DEFAULT_PORT}
npm run demo -- 4001      on another port`;

/** Runs until it is stopped; gives the code to end with. */
async function main(words: string[]): Promise<number> {
  const [said, ...rest] = words;
  requireNoMore(rest, USAGE);
  const { env } = process;
  const port = Number(said ?? (env.PLAYGROUND_PORT || DEFAULT_PORT));
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`“${said ?? env.PLAYGROUND_PORT}” is not a port.\n${USAGE}`);
  console.log('Starting Rapport and a small Slack of its own…');
  const demo = await startDemo({ env, port });
  console.log(introduce(demo));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping…');
    await demo.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  const last = await demo.ended;
  // Whoever is stopping it ends the process.
  if (stopping) return new Promise(() => undefined);
  console.error(last);
  await demo.close();
  return 1;
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

runCommand(main, USAGE);
