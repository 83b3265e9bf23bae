import { runRapport } from '../run.ts';
import { followClock } from './clock-link.ts';

// Rapport as the local workspace starts it: the same in all but the clock, which is the workspace's.
runRapport(await followClock(process));
