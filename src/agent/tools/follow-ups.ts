import { CompleteFollowUp, completeFollowUp, SetFollowUp, setFollowUp } from '../../crm/follow-ups.ts';
import { writeTool } from './tool.ts';

export const followUpTools = {
  set_follow_up: writeTool(
    SetFollowUp,
    setFollowUp,
    'Note what the person has promised to do by when, outside of logging an interaction; or change one by its id.',
  ),
  complete_follow_up: writeTool(
    CompleteFollowUp,
    completeFollowUp,
    'Mark a follow-up as done, by its id or its words.',
  ),
};
