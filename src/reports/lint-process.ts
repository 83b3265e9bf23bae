import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { startChild } from '../store/child-process.ts';
import { OUT_OF_MEMORY } from '../store/watch-over.ts';
import type { JudgedCrm } from './crm-text.ts';
import type { Judged, ReportText } from './lint-text.ts';
import type { JudgedMetric, MetricText } from './metrics/metric-text.ts';
import type { Problem } from './yaml-text.ts';

/** The numbers of the process that checks files. */
export const LINT = {
  startWithinMs: 30_000,
  /** One file: a large one takes a tenth of a second, an ordinary one a hundredth. */
  withinMs: 5_000,
  /** After so much time for files that were not checked to their end, the others are left for later: the app waits for them. */
  patienceMs: 30_000,
  /** Bytes of the process. */
  memory: 512 * 1024 * 1024,
  /** How often the process looks at its memory and for its parent. */
  watchMs: 50,
  /** The operating system's niceness: the app comes first. */
  priority: 10,
} as const;

const CHILD = new URL('./lint-child.ts', import.meta.url);

type Options = { clock: Pick<Clock, 'setTimeout'>; child?: URL };
/** `isUnread`: it was not even begun with, which is no fault of its own. */
export type Unsure = { problems: Problem[]; unsure: true; isUnread?: true };

/** A file as the process gets it: that of a report, that of a metric, or `crm.yaml`. */
export type FileToJudge = ReportText | { crm: string } | { metric: MetricText };

/**
 * Checks files one after another in a process of its own, since a parser cannot be stopped otherwise. A file that takes it
 * too long, or all its memory, is a broken one; the others are checked in a new process. Where the process does not start,
 * or too many files are broken so, the rest is not read.
 */
export const judgeApart = (files: readonly ReportText[], options: Options): Promise<(Judged | Unsure)[]> =>
  askInTurn<Judged>(files, options);

/** The same for files of metrics. */
export const judgeMetricsApart = (
  files: readonly MetricText[],
  options: Options,
): Promise<(JudgedMetric | Unsure)[]> =>
  askInTurn<JudgedMetric>(
    files.map((metric) => ({ metric })),
    options,
  );

/** The same for a text of `crm.yaml`. */
export async function judgeCrmApart(crm: string, options: Options): Promise<JudgedCrm | Unsure> {
  const [verdict] = await askInTurn<JudgedCrm>([{ crm }], options);
  return verdict ?? unsure('was not checked');
}

async function askInTurn<Verdict>(
  files: readonly FileToJudge[],
  { clock, child = CHILD }: Options,
): Promise<(Verdict | Unsure)[]> {
  const verdicts: (Verdict | Unsure)[] = [];
  let running: ChildProcess | undefined;
  let patienceMs: number = LINT.patienceMs;
  const start = async () => {
    running = startChild(child);
    // What comes of a process that is given up is nothing to fail of.
    running.on('error', () => undefined);
    await nextMessage(running, { clock, withinMs: LINT.startWithinMs });
    return running;
  };
  try {
    for (const file of files) {
      let isStarted = running !== undefined;
      try {
        if (patienceMs <= 0) throw new Error('others before it took too long');
        const asked = running ?? (await start());
        isStarted = true;
        const answer = nextMessage(asked, { clock, withinMs: LINT.withinMs });
        asked.send(file, () => undefined);
        verdicts.push((await answer) as Verdict);
      } catch (error) {
        running?.kill('SIGKILL');
        running = undefined;
        verdicts.push(isStarted ? unsure(reasonOf(error)) : { ...unsure(whyUnread(error)), isUnread: true });
        patienceMs -= isStarted ? LINT.withinMs : patienceMs;
      }
    }
  } finally {
    running?.kill('SIGKILL');
  }
  return verdicts;
}

const unsure = (reason: string): Unsure => ({ problems: [{ line: 1, reason }], unsure: true });

type Ending = 'too slow' | typeof OUT_OF_MEMORY | number | string | null;

/** The process gave no answer. */
class NoAnswer extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(`no answer: ${ending}`);
    this.name = 'NoAnswer';
    this.ending = ending;
  }
}

function nextMessage(
  child: ChildProcess,
  { clock, withinMs }: { clock: Options['clock']; withinMs: number },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      deadline.clear();
      child.off('message', hear).off('exit', died).off('error', failed);
      settle();
    };
    const hear = (message: unknown) => finish(() => resolve(message));
    const died = (code: number | null, signal: string | null) =>
      finish(() => reject(new NoAnswer(code ?? signal)));
    const failed = (error: Error) => finish(() => reject(error));
    const deadline = clock.setTimeout(() => finish(() => reject(new NoAnswer('too slow'))), withinMs);
    child.once('message', hear).once('exit', died).once('error', failed);
  });
}

/** Why a file was not read, which is no fault of its own. */
const whyUnread = (error: unknown): string =>
  `was not checked yet: ${error instanceof NoAnswer ? `the process that checks files did not start (${error.ending})` : messageOf(error)}`;

/** What is wrong with a file that was not checked to its end, and what to do about it. */
function reasonOf(error: unknown): string {
  const again = 'or wait a minute if the computer was busy';
  if (!(error instanceof NoAnswer)) return `was not checked: ${String(error)}; ${again}`;
  if (error.ending === 'too slow')
    return `takes more than ${LINT.withinMs / 1000} seconds to check: make it smaller or simpler, ${again}`;
  if (error.ending === OUT_OF_MEMORY) return 'takes too much memory to check: make it smaller or simpler';
  return `ended the process that checks it (${error.ending}): make it smaller or simpler, ${again}`;
}
