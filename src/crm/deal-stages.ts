import { type CrmSettings, crmOf, type DealStatus, type Stage } from '../crm-settings.ts';
import { invalid } from '../errors.ts';
import { fold } from '../text.ts';

type WithCrm = { readonly crm?: (() => CrmSettings) | undefined };

/** The stage of an id or a name. Throws `invalid` with those that there are. */
export function getStage(ctx: WithCrm, said: string): Stage {
  const { stages } = crmOf(ctx);
  const stage = stages.find(({ id }) => id === said) ?? stages.find(({ name }) => fold(name) === fold(said));
  if (stage) return stage;
  throw invalid(`There is no stage “${said}”. Stages: ${stages.map(({ name }) => name).join(', ')}.`);
}

/** The first stage whose deals have a status. */
export function firstStageOf(ctx: WithCrm, status: DealStatus): Stage {
  const found = crmOf(ctx).stages.find((stage) => stage.status === status);
  if (!found) throw invalid(`No stage in crm.yaml is for deals that are ${status}.`);
  return found;
}

/** What people read of a stage: its id, where it was taken out of `crm.yaml`. */
export const stageName = (ctx: WithCrm, id: string): string =>
  crmOf(ctx).stages.find((stage) => stage.id === id)?.name ?? id;
