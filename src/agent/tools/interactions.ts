import { ChangeInteraction, changeInteraction } from '../../crm/interaction-changes.ts';
import {
  ListMyInteractions,
  LogInteraction,
  listMyInteractions,
  logInteraction,
} from '../../crm/interactions.ts';
import { readTool, writeTool } from './tool.ts';

export const interactionTools = {
  log_interaction: writeTool(
    LogInteraction,
    logInteraction,
    'Save what happened between the person and a customer, with its company, contacts and follow-ups. Where this plainly did ' +
      'one of the open_follow_ups in its result, ask if it is done; else leave them.',
  ),
  change_interaction: writeTool(
    ChangeInteraction,
    changeInteraction,
    'Correct a saved interaction in one call; give only what is different.',
  ),
  list_my_interactions: readTool(
    ListMyInteractions,
    listMyInteractions,
    'What the person has logged, newest first.',
  ),
};
