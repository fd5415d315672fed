import { Box, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import classes from './filter.module.css';

/** The fields that narrow a list; on a phone they stand behind a button. */
export function FilterBox({ label, children }: { label: string; children: ReactNode }) {
  const [opened, { toggle }] = useDisclosure();
  const fields = useId();
  return (
    <Box component="search" aria-label={label}>
      <Button
        hiddenFrom="sm"
        variant="default"
        leftSection={<IconFilter size={16} aria-hidden />}
        aria-expanded={opened}
        aria-controls={fields}
        onClick={toggle}
        mb={opened ? 'sm' : 0}
      >
        Filters
      </Button>
      <div id={fields} className={classes.more} data-open={opened || undefined}>
        {children}
      </div>
    </Box>
  );
}
