import { Prepare, prepareForAgent } from '../prepare.ts';
import { showTool, type Tools } from './tool.ts';

export const prepareTools = {
  prepare: showTool(
    Prepare,
    prepareForAgent,
    'Before a call or meeting: the brief of one company or contact. Without either: whom the person should call today, with reasons.',
  ),
} satisfies Tools;
