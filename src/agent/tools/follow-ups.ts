import {
  AddFollowUp,
  addFollowUp,
  ChangeFollowUp,
  ListMyFollowUps,
  listMyFollowUps,
} from '../../crm/follow-ups.ts';
import { HandOver } from '../../crm/hand-over.ts';
import { SetReminderTime, setReminderTime } from '../../crm/morning-list.ts';
import { changeFollowUpAndTell, handOverAndTell } from '../follow-ups.ts';
import { readTool, writeTool } from './tool.ts';

export const followUpTools = {
  add_follow_up: writeTool(
    AddFollowUp,
    addFollowUp,
    'What the person has to do, outside of logging an interaction. They are reminded in the morning of its day, or at due_time.',
  ),
  change_follow_up: writeTool(
    ChangeFollowUp,
    changeFollowUpAndTell,
    'Close a follow-up (done), move or rename it (change), put it off (snooze), open it again (reopen), give it to a colleague (assign) or back to who gave it (hand_back). The colleague is told.',
  ),
  hand_over: writeTool(
    HandOver,
    handOverAndTell,
    'Give all open follow-ups of the person to a colleague, who is told.',
  ),
  reminder_time: writeTool(
    SetReminderTime,
    setReminderTime,
    'When the person gets their list of what is due: the hour each morning, whether on weekends, or not at all. Not for one follow-up.',
  ),
  list_my_follow_ups: readTool(
    ListMyFollowUps,
    listMyFollowUps,
    'What the person has promised and not done yet, the most urgent first.',
  ),
};
