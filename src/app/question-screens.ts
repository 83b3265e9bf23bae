import { z } from 'zod';
import type { MetricRequest } from '../reports/metrics/request.ts';
import type { ParamField } from './report-fields.ts';
import { AnswerPlace } from './report-screens.ts';

/** Where a form for a question comes from; comes back with what was filled in. */
export const QuestionOrigin = z.strictObject({
  source: z.enum(['command', 'button']),
  asked: AnswerPlace.optional(),
});
export type QuestionOrigin = z.infer<typeof QuestionOrigin>;

/** What can be chosen, by the name that a request calls it. */
export type QuestionChoice = { value: string; label: string };

/** A form for a question in metrics: what the metric has for the actor, and what is filled in so far. */
export type QuestionForm = {
  kind: 'question';
  origin: QuestionOrigin;
  metric: { name: string; title: string; description: string };
  metrics: QuestionChoice[];
  measures: QuestionChoice[];
  dimensions: QuestionChoice[];
  grains: string[];
  /** A field for the values of each dimension, with its label. */
  filters: (ParamField & { label: string })[];
  most: { measures: number; by: number; top: number };
  now: PartOfRequest;
};

/** What is filled in of a request; bounds as they are typed. */
type PartOfRequest = Pick<MetricRequest, 'measures' | 'by' | 'having'> &
  Partial<Pick<MetricRequest, 'grain' | 'period' | 'order' | 'top'>>;

/** The form of a question, filled in: its request, still to be checked. */
export type FilledQuestion = { origin: QuestionOrigin; request: Record<string, unknown> };
