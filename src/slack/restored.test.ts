import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import { backUp } from '../keeping/backup.ts';
import { restore } from '../keeping/restore.ts';
import { openStore } from '../store/open.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { PEOPLE, startHarness } from '../testing/harness.ts';
import { silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const parts = { clock: systemClock, log: silentLog };

test('after a restore nothing is answered a second time, and what is written from then on is answered', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'rapport.db');
  const file = join(folder.path, 'backup.db');
  const config = { kind: 'sqlite', path } as const;
  const workspace = await createWorkspace({ users: PEOPLE, channels: [{ id: 'C0SALES', name: 'sales' }] });
  const start = async () => {
    const store = await openStore(config, { schema: 'migrate', alone: true });
    return startHarness({ store, script: logsMeeting, running: workspace });
  };

  const first = await start();
  const direct = await first.say({ as: 'U0MARTA', text: 'met BEFORE' });
  const thread = await first.say({ as: 'U0TOM', channel: 'C0SALES', text: '<@U0RAPPORT> met CHANNEL' });
  await backUp(parts, { store: config, file });
  const after = await first.say({ as: 'U0MARTA', text: 'met AFTER' });
  await first.say({ as: 'U0TOM', channel: 'C0SALES', threadTs: thread.ts, text: 'met THREAD' });
  await first.close();
  workspace.disconnect();

  await restore(parts, { path, file, replace: true });
  const later = await workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', text: 'met LATER' });
  const second = await start();
  await second.replies('D0MARTA', later.ts, 1);
  await second.settled();
  const names = (await second.rows('companies')).map(({ name }) => name).toSorted();
  expect(names).toEqual(['BEFORE', 'CHANNEL', 'LATER']);
  expect(await second.replies('D0MARTA', direct.ts)).toHaveLength(1);
  expect(await second.replies('D0MARTA', after.ts)).toHaveLength(1);
  expect(await second.replies('C0SALES', thread.ts)).toHaveLength(2);
  await second.close();
  await workspace.close();
  folder.remove();
});
