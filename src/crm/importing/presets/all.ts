import type { Preset } from '../import-fields.ts';
import { ATTIO } from './attio.ts';
import { GOOGLE } from './google.ts';
import { HUBSPOT } from './hubspot.ts';
import { PIPEDRIVE } from './pipedrive.ts';
import { PLAIN } from './plain.ts';
import { SALESFORCE } from './salesforce.ts';

/** The systems whose exports are known, and what goes with all of them last. */
export const PRESETS: readonly Preset[] = [HUBSPOT, SALESFORCE, PIPEDRIVE, ATTIO, GOOGLE, PLAIN];
