import { setPriority } from 'node:os';
import { watchOver } from '../store/watch-over.ts';
import { LINT } from './lint-process.ts';
import { judgeText, type ReportText } from './lint-text.ts';

/* Checks files for a parent process that can kill it at any moment. */

setPriority(LINT.priority);
await watchOver(LINT);
process.on('message', (file: ReportText) => process.send?.(judgeText(file)));
process.send?.('ready');
