import type { Chart } from '../../delivery/document.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';

type Point = { label: string; value: number };
type Axes = {
  type: Exclude<Chart['type'], 'pie'>;
  /** Each has one point for each category. */
  series: { name: string; data: Point[] }[];
  axis_config: { categories: string[]; x_label?: string; y_label?: string };
};
type Pie = { type: 'pie'; segments: Point[] };

/**
 * Not in @slack/types yet; all its texts are literal.
 * Source: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export type DataVisualizationBlock = { type: 'data_visualization'; title: string; chart: Axes | Pie };

/** Slack knows no missing points: they are drawn as 0. */
export function buildChartBlock({ type, title, categories, series, axes }: Chart): DataVisualizationBlock {
  const pointsOf = (values: (number | null)[]) =>
    categories.map((label, at): Point => ({ label, value: values[at] ?? 0 }));
  const chart =
    type === 'pie'
      ? { type, segments: pointsOf(series[0]?.values ?? []) }
      : {
          type,
          series: series.map(({ name, values }) => ({ name, data: pointsOf(values) })),
          axis_config: {
            categories,
            ...(axes && { x_label: cut(axes.x, LIMITS.axisLabel), y_label: cut(axes.y, LIMITS.axisLabel) }),
          },
        };
  return { type: 'data_visualization', title: cut(title, LIMITS.chartTitle), chart };
}
