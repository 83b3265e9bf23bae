import { RememberPreference } from '../../observer/observations/remember-preference.ts';
import { ExplainObservation, explainObservation } from '../../observer/observations/reviews.ts';
import { preferenceForAgent } from '../preferences.ts';
import { cardTool, readTool, type Tools } from './tool.ts';

export const observationTools = {
  explain_observation: readTool(
    ExplainObservation,
    explainObservation,
    'What was learned, since when, from what, and how to make you forget it.',
  ),
  remember_preference: cardTool(
    RememberPreference,
    preferenceForAgent,
    'How you answer the person from now on, or no longer; one call for each wish. Only when this message asks for it in their own words, not for one answer. A wish that no value says: tell them that you cannot keep it.',
  ),
} satisfies Tools;
