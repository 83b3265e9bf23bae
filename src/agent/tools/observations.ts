import { ExplainObservation, explainObservation } from '../../observer/reviews.ts';
import { readTool } from './tool.ts';

export const observationTools = {
  explain_observation: readTool(
    ExplainObservation,
    explainObservation,
    'What was learned about the person, about customers and about your own answers: since when, from which messages or ' +
      'interactions, and how to make you forget it. In a channel only what concerns the whole team.',
  ),
};
