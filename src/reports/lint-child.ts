import { setPriority } from 'node:os';
import { watchOver } from '../store/watch-over.ts';
import { judgeCrm } from './crm-text.ts';
import { type FileToJudge, LINT } from './lint-process.ts';
import { judgeText } from './lint-text.ts';

/* Checks files for a parent process that can kill it at any moment. */

setPriority(LINT.priority);
await watchOver(LINT);
process.on('message', (file: FileToJudge) =>
  process.send?.('crm' in file ? judgeCrm(file.crm) : judgeText(file)),
);
process.send?.('ready');
