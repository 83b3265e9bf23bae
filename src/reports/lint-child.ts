import { setPriority } from 'node:os';
import { watchOver } from '../store/watch-over.ts';
import { judgeCrm } from './crm-text.ts';
import { type FileToJudge, LINT } from './lint-process.ts';
import { judgeText } from './lint-text.ts';
import { judgeMetric } from './metrics/metric-text.ts';

/* Checks files for a parent process that can kill it at any moment. */

setPriority(LINT.priority);
await watchOver(LINT);
process.on('message', (file: FileToJudge) => process.send?.(judge(file)));
process.send?.('ready');

function judge(file: FileToJudge) {
  if ('metric' in file) return judgeMetric(file.metric);
  return 'crm' in file ? judgeCrm(file.crm) : judgeText(file);
}
