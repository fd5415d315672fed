import { Radio, Stack } from '@mantine/core';
import { ROLES, type Role } from '../../api/role';

type RoleFieldProps = { role: Role; onChange: (role: Role) => void };

/** Chooses a role by what it may do. */
export function RoleField({ role, onChange }: RoleFieldProps) {
  return (
    <Radio.Group
      label="Role"
      value={role}
      onChange={(value) => {
        const chosen = ROLES.find((known) => known.role === value);
        if (chosen !== undefined) onChange(chosen.role);
      }}
    >
      <Stack gap="xs" mt="xs">
        {ROLES.map((known) => (
          <Radio
            key={known.role}
            value={known.role}
            label={known.name}
            description={known.says}
            styles={{ description: { color: 'var(--mantine-color-dimmed)' } }}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
