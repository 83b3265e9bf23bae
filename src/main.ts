import { systemClock } from './clock.ts';
import { runRapport } from './run.ts';

runRapport(systemClock);
