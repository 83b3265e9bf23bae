import { isJson, listOf, record } from '../json.ts';
import type { Json } from '../workspace-types.ts';
import { firstProblem, lengthOf, type Problem, tooLong } from './text-rules.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
const RULES = { title: 50, series: 6, categories: 20, label: 20, axisLabel: 50 } as const;

export function chartProblem(block: Json): Problem {
  if (typeof block.title !== 'string') return 'title must be a string';
  if (block.title === '') return 'title must be more than 0 characters';
  if (block.title.length > RULES.title) return `title ${tooLong(RULES.title)}`;
  const chart = record(block.chart);
  if (!chart) return 'missing required field: chart';
  switch (chart.type) {
    case 'pie':
      return pieProblem(chart);
    case 'line':
    case 'bar':
    case 'area':
      return axesProblem(chart);
    default:
      return `unsupported chart: ${chart.type}`;
  }
}

function pieProblem(chart: Json): Problem {
  const segments = listOf(chart.segments);
  if (segments.length < 1 || segments.length > RULES.series) return `segments must be 1 to ${RULES.series}`;
  return firstProblem(
    segments,
    ({ label, value }) =>
      labelProblem('a label', label) ??
      (Number.isFinite(value) && Number(value) > 0 ? undefined : 'the value of a segment must be above 0'),
  );
}

function axesProblem(chart: Json): Problem {
  const series = listOf(chart.series);
  if (series.length < 1 || series.length > RULES.series) return `series must be 1 to ${RULES.series}`;
  const axes = record(chart.axis_config);
  if (!axes) return 'missing required field: axis_config';
  const categories = Array.isArray(axes.categories) ? axes.categories : [];
  if (categories.length < 1 || categories.length > RULES.categories)
    return `categories must be 1 to ${RULES.categories}`;
  return (
    firstProblem(categories, (category) => labelProblem('a category', category)) ??
    (new Set(categories).size < categories.length ? 'categories must be unique' : undefined) ??
    firstProblem(['x_label', 'y_label'], (name) =>
      lengthOf(axes[name]) > RULES.axisLabel ? `${name} ${tooLong(RULES.axisLabel)}` : undefined,
    ) ??
    firstProblem(series, ({ name }) => labelProblem('the name of a series', name)) ??
    (new Set(series.map(({ name }) => name)).size < series.length
      ? 'the names of series must be unique'
      : undefined) ??
    firstProblem(series, (each) => pointsProblem(each, categories))
  );
}

function pointsProblem(series: Json, categories: unknown[]): Problem {
  const points = Array.isArray(series.data) ? series.data : [];
  if (!points.every(isJson)) return 'a point must be an object';
  const labels = points.map(({ label }) => label);
  const isComplete =
    labels.length === categories.length &&
    new Set(labels).size === labels.length &&
    labels.every((label) => categories.includes(label));
  if (!isComplete) return `series "${series.name}" must have one point for each category`;
  return points.every(({ value }) => Number.isFinite(value))
    ? undefined
    : `series "${series.name}" has a value that is not a number`;
}

function labelProblem(name: string, label: unknown): Problem {
  if (typeof label !== 'string' || label === '') return `${name} must be more than 0 characters`;
  return label.length > RULES.label ? `${name} ${tooLong(RULES.label)}` : undefined;
}
