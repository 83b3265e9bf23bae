import { ROLES, type Role } from '../context.ts';
import { changeRole } from '../crm/members.ts';
import { textIn } from './entry-fields.ts';
import type { FilledRole, RoleForm } from './entry-screens.ts';
import type { FormHandler, PressHandler } from './handler.ts';
import { refreshHome } from './home.ts';

const GATE = { who: 'admin' } as const;

const WHAT: Record<Role, string> = {
  member: 'Member: their own work',
  lead: 'Lead: the whole team’s work',
  admin: 'Admin: everything, private entries too',
};

/** “Change a role” on the Home tab of admins. */
export const openRoles = {
  ...GATE,
  does: async () => ({ form: Promise.resolve(FORM) }),
} satisfies PressHandler;

const FORM: RoleForm = {
  kind: 'member_role',
  fields: [
    { name: 'member', label: 'Who', type: 'colleague' },
    {
      name: 'role',
      label: 'Role from now on',
      type: 'choice',
      options: ROLES.map((value) => ({ value, label: WHAT[value] })),
    },
  ],
};

export const fillInRole = {
  ...GATE,
  does: async (ctx, { values }) => {
    const { name, role } = await changeRole(ctx, {
      member_id: textIn(values, 'member') ?? '',
      role: textIn(values, 'role') as Role,
    });
    await refreshHome(ctx);
    return { say: `${name} is ${role === 'admin' ? 'an' : 'a'} ${role} now.` };
  },
} satisfies FormHandler<FilledRole>;
