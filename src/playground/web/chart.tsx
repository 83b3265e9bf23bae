import { listOf, record } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';

/** Pixels: the width of the library's drawing between its axes, and the average width of a letter under them. */
const PLOT_WIDTH = 440;
const LETTER = 6;
/** Pixels beside the last point of a line, which stands at the end of its axis. */
const EDGE = 36;

/** Pixels that each letter of a turned label reaches down. */
const FALL = 4;

type Props = { block: Json; draw: (block: Json) => React.ReactNode };

/** Slack's data_visualization, with what the library leaves open: labels that do not fit, and single points. */
export function Chart({ block, draw }: Props) {
  const chart = record(block.chart) ?? {};
  const labels = listOf(listOf(chart.series)[0]?.data).map(({ label }) => String(label));
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  const isAtEdge = chart.type !== 'bar' && ((labels.at(-1)?.length ?? 0) * LETTER) / 2 > EDGE;
  const isCrowded = longest * LETTER > PLOT_WIDTH / labels.length || isAtEdge;
  // A line with one point cannot be seen.
  const shown = labels.length === 1 ? { ...block, chart: { ...chart, type: 'bar' } } : block;
  const style = { '--reach': `${longest * FALL}px` } as React.CSSProperties;
  return (
    <div className={isCrowded ? 'chart chart-crowded' : 'chart'} style={style}>
      {draw(shown)}
    </div>
  );
}
