import {
  CompleteFollowUp,
  completeFollowUp,
  ListMyFollowUps,
  listMyFollowUps,
  SetFollowUp,
  setFollowUp,
} from '../../crm/follow-ups.ts';
import { readTool, writeTool } from './tool.ts';

export const followUpTools = {
  set_follow_up: writeTool(
    SetFollowUp,
    setFollowUp,
    'Note what the person has promised to do by when, outside of logging an interaction; or change one by its id.',
  ),
  list_my_follow_ups: readTool(
    ListMyFollowUps,
    listMyFollowUps,
    'List what the person has promised and not done yet, the most urgent first.',
  ),
  complete_follow_up: writeTool(
    CompleteFollowUp,
    completeFollowUp,
    'Mark a follow-up as done, by its id or its words.',
  ),
};
