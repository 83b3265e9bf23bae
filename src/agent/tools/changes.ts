import { Undo, undo } from '../../crm/undo.ts';
import { writeTool } from './tool.ts';

export const changeTools = {
  undo: writeTool(Undo, undo, 'Take back one change of the person, exactly; also how one note is deleted.'),
};
