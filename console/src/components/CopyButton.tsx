import { ActionIcon, Button, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

type CopyButtonProps = {
  text: string;
  /** What is copied, as in `Copy the API key`. */
  what: string;
  /** Written on the button; an icon alone without it. */
  label?: string;
};

/** Copies a text, and says that it did. */
export function CopyButton({ text, what, label }: CopyButtonProps) {
  return (
    <MantineCopyButton value={text}>
      {({ copied, copy }) => {
        const icon = copied ? <IconCheck size={16} /> : <IconCopy size={16} />;
        const says = copied ? 'Copied' : `Copy ${what}`;
        if (label !== undefined) {
          return (
            <Button
              variant="default"
              size="xs"
              leftSection={icon}
              onClick={copy}
              style={{ flexShrink: 0 }}
            >
              {copied ? 'Copied' : label}
            </Button>
          );
        }
        return (
          <Tooltip label={says}>
            <ActionIcon variant="subtle" color="gray" aria-label={says} onClick={copy}>
              {icon}
            </ActionIcon>
          </Tooltip>
        );
      }}
    </MantineCopyButton>
  );
}
