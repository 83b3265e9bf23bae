import type { System } from '../context.ts';
import type { StandingTrouble } from '../delivery/standing-alarms.ts';
import type { StoreConfig } from '../store-settings.ts';
import type { WatchConfig } from '../watch-settings.ts';
import { describeFullDisk, measureDisk } from './free-disk.ts';
import { findOldBackup } from './last-backup.ts';

/** A model that is down for longer is told to admins: what waits for it is answered by itself when it is back. */
const MODEL_DOWN_MS = 3_600_000;

/** What is wrong with the computer that Rapport runs on: its disk, and its backups. */
export function listTroubles(
  ctx: System,
  config: { store: StoreConfig; watch: WatchConfig },
): StandingTrouble[] {
  return [
    {
      name: 'disk',
      title: 'The disk is nearly full',
      over: 'The disk has room again',
      find: async () => {
        const disk = await measureDisk(config.store);
        const full = disk && describeFullDisk(disk);
        return full && `${full} Make room; “npm run doctor” says what takes it.`;
      },
    },
    {
      name: 'backup',
      title: 'There is no new backup',
      over: 'There is a new backup',
      find: async () => findOldBackup(ctx, config),
    },
  ];
}

/** A language model that has not answered for an hour. `downForMs`: how long it has not. */
export function modelDown(downForMs: () => number): StandingTrouble {
  return {
    name: 'model',
    title: 'The language model does not answer',
    over: 'The language model answers again',
    find: async () =>
      downForMs() < MODEL_DOWN_MS
        ? undefined
        : 'It has not answered for an hour. Messages are kept and will be answered when it does; “npm run doctor” asks it once more, and the log says what it has said.',
  };
}
