import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { CrmSettings } from '../../crm-settings.ts';
import { startChild } from '../child-process.ts';
import type { Viewer } from '../visibility.ts';
import { OUT_OF_MEMORY } from '../watch-over.ts';
import { ReportFailure, type Reporting, SANDBOX, type Scalar } from './reporting.ts';
import type { ChildAnswer, ChildRequest, MoreRequest } from './sqlite-protocol.ts';
import { REPORT_VIEWS, reportViews, TABLES_BEHIND, viewSelect } from './views.ts';
import { visiblePredicate } from './visibility-sql.ts';

const CHILD = new URL('./sqlite-child.ts', import.meta.url);

/** The viewer for preparing statements, which reads no row. */
const NOBODY: Viewer = { memberId: '', role: 'member', audience: 'shared' };

type Job = {
  request: ChildRequest;
  deadlineMs: number;
  settle(answer: ChildAnswer | ReportFailure): void;
};

/**
 * Runs reports in child processes, which is the only way to stop a query in SQLite: a worker thread cannot be ended
 * while it computes. A child has an empty environment: no token, no key.
 */
export function openSqliteReporting(
  path: string,
  { clock, crm }: { clock: Clock; crm: () => CrmSettings },
): Reporting {
  let empty = createEmpty();
  let settings = crm();
  let views = reportViews('sqlite', settings);
  const idle: ChildProcess[] = [];
  const waiting: Job[] = [];
  const all = new Set<ChildProcess>();
  let closed = false;

  function spawn(): ChildProcess {
    const child = startChild(CHILD);
    all.add(child);
    // A child that dies while idle is not used again; its place is free for the next job.
    const gone = () => {
      all.delete(child);
      next();
    };
    child.once('exit', gone);
    // A child that could not be started never exits.
    child.on('error', () => child.pid === undefined && gone());
    return child;
  }

  function next(): void {
    const job = waiting.shift();
    if (!job) return;
    const child = takeIdle() ?? (all.size < SANDBOX.sqlite.processes ? spawn() : undefined);
    if (child) run(child, job);
    else waiting.unshift(job);
  }

  function takeIdle(): ChildProcess | undefined {
    for (let child = idle.pop(); child; child = idle.pop()) if (child.connected) return child;
    return undefined;
  }

  function run(child: ChildProcess, { request, deadlineMs, settle }: Job): void {
    let over = false;
    const finish = (answer: ChildAnswer | ReportFailure, alive: boolean) => {
      if (over) return;
      over = true;
      deadline.clear();
      child.removeAllListeners('message');
      child.removeListener('exit', died);
      if (alive) idle.push(child);
      else replace(child);
      settle(answer);
      next();
    };
    const deadline = clock.setTimeout(
      () => finish(new ReportFailure('timed_out', `killed after ${deadlineMs} ms`), false),
      deadlineMs,
    );
    const died = (code: number | null, signal: NodeJS.Signals | null) => {
      const kind = signal === OUT_OF_MEMORY ? 'too_big' : 'failed';
      finish(new ReportFailure(kind, `the process ended with ${code ?? signal}`), false);
    };
    if (child.pid === undefined) {
      finish(new ReportFailure('failed', 'no process could be started'), false);
      return;
    }
    child.once('exit', died);
    const rows: Scalar[][] = [];
    child.on('message', (answer: ChildAnswer) => {
      if (answer.kind !== 'rows') return finish(answer, true);
      rows.push(...answer.rows);
      if (!answer.isPart) return finish({ ...answer, rows }, true);
      const more: MoreRequest = { kind: 'more' };
      void clock.turn().then(() => !over && child.send(more));
    });
    child.send(request, (error) => error && finish(new ReportFailure('failed', error.message), false));
  }

  /** Ends a process that is stuck, and has another one ready for the next report. */
  function replace(child: ChildProcess): void {
    all.delete(child);
    child.kill('SIGKILL');
    if (!closed && all.size < SANDBOX.sqlite.processes) idle.push(spawn());
  }

  function ask(request: ChildRequest, deadlineMs: number): Promise<ChildAnswer> {
    if (closed) return Promise.reject(new ReportFailure('failed', 'closed'));
    return new Promise((resolve, reject) => {
      const settle: Job['settle'] = (answer) =>
        answer instanceof ReportFailure ? reject(answer) : resolve(answer);
      waiting.push({ request, deadlineMs, settle });
      next();
    });
  }

  function scene(viewer: Viewer) {
    // Each report meets the views of the settings of now.
    if (settings !== crm()) {
      settings = crm();
      views = reportViews('sqlite', settings);
    }
    const schema = `db_${randomBytes(12).toString('hex')}`;
    const visible = visiblePredicate('sqlite', viewer);
    const table = (name: string) => `"${schema}"."${name}"`;
    const selects = REPORT_VIEWS.map(
      (name) => [name, viewSelect(views[name], { dialect: 'sqlite', table, visible })] as const,
    );
    // Temporary files that are old are swept away on some systems.
    if (!existsSync(empty.path)) empty = createEmpty();
    const tables = [...REPORT_VIEWS, ...TABLES_BEHIND];
    return { path, emptyPath: empty.path, schema, views: Object.fromEntries(selects), tables };
  }

  return {
    dialect: 'sqlite',
    crm,
    query: async ({ text, values, viewer, maxRows, deadlineMs }) => {
      const request: ChildRequest = { ...scene(viewer), kind: 'query', select: { text, values }, maxRows };
      const answer = await ask(request, deadlineMs);
      if (answer.kind === 'rows') {
        const { columns, rows, truncated } = answer;
        return { columns, rows, truncated };
      }
      throw new ReportFailure('failed', answer.kind === 'error' ? answer.message : 'no rows came back');
    },
    describe: async (selects) => {
      const answer = await ask({ ...scene(NOBODY), kind: 'describe', selects }, SANDBOX.describeWithinMs);
      if (answer.kind === 'descriptions') return answer.descriptions;
      throw new ReportFailure('failed', answer.kind === 'error' ? answer.message : 'no answer');
    },
    renew: async () => undefined,
    warm: () => {
      if (all.size === 0) idle.push(spawn());
    },
    close: async () => {
      closed = true;
      for (const { settle } of waiting.splice(0)) settle(new ReportFailure('failed', 'closed'));
      const gone = [...all].map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of all) child.kill('SIGKILL');
      await Promise.all(gone);
      rmSync(empty.folder, { recursive: true, force: true });
    },
  };
}

/** A database of no bytes, in a folder of its own. */
function createEmpty(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-reports-'));
  const path = join(folder, 'empty.db');
  writeFileSync(path, '');
  return { folder, path };
}
