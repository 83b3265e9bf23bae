import type { JudgeTexts } from '../reports/lint.ts';
import { judgeText } from '../reports/lint-text.ts';
import type { JudgeMetrics } from '../reports/metrics/lint-metrics.ts';
import { judgeMetric } from '../reports/metrics/metric-text.ts';

/** Checks files in this process: a process of its own takes half a second to start, which most tests need not wait for. */
export const judgeHere: JudgeTexts = async (files) => files.map(judgeText);

export const judgeMetricsHere: JudgeMetrics = async (files) => files.map(judgeMetric);
