import { Box, Code } from '@mantine/core';
import { CopyButton } from './CopyButton';

type CodeBlockProps = {
  code: string;
  /** What it is, for those who hear it and for the copy button. */
  what: string;
  maxHeight?: number;
};

/** Text of a fixed pitch that can be copied, and scrolled with the keyboard. */
export function CodeBlock({ code, what, maxHeight = 360 }: CodeBlockProps) {
  return (
    <Box pos="relative">
      <Code
        block
        tabIndex={0}
        role="group"
        aria-label={what}
        style={{ maxHeight, overflow: 'auto', paddingRight: 40, fontSize: '0.8125rem' }}
      >
        {code}
      </Code>
      <Box pos="absolute" top={6} right={6}>
        <CopyButton text={code} what={what} />
      </Box>
    </Box>
  );
}

type JsonBlockProps = { value: unknown; what: string; maxHeight?: number };

/** A JSON value, indented. */
export function JsonBlock({ value, what, maxHeight }: JsonBlockProps) {
  const code = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return <CodeBlock code={code} what={what} maxHeight={maxHeight} />;
}
