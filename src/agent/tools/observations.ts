import { ExplainObservation, explainObservation } from '../../observer/observations/reviews.ts';
import { readTool } from './tool.ts';

export const observationTools = {
  explain_observation: readTool(
    ExplainObservation,
    explainObservation,
    'What was learned, since when, from what, and how to make you forget it.',
  ),
};
