import {
  AddFollowUp,
  addFollowUp,
  ChangeFollowUp,
  changeFollowUp,
  ListMyFollowUps,
  listMyFollowUps,
} from '../../crm/follow-ups.ts';
import { readTool, writeTool } from './tool.ts';

export const followUpTools = {
  add_follow_up: writeTool(
    AddFollowUp,
    addFollowUp,
    'What the person has promised to do, outside of logging an interaction. It is listed on its day; no reminder is sent.',
  ),
  change_follow_up: writeTool(
    ChangeFollowUp,
    changeFollowUp,
    'Close a follow-up (done), move or rename it (change), or open it again (reopen).',
  ),
  list_my_follow_ups: readTool(
    ListMyFollowUps,
    listMyFollowUps,
    'What the person has promised and not done yet, the most urgent first.',
  ),
};
