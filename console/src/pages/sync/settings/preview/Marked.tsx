import { Code } from '@mantine/core';

/** A text of the API, which has names `like this`. */
export function Marked({ text }: { text: string }) {
  const parts = text.split('`');
  // A backtick without its like is text.
  if (parts.length % 2 === 0) return <>{text}</>;
  return (
    <>
      {[...parts.entries()].map(([place, part]) =>
        place % 2 === 1 ? (
          <Code key={place} style={{ overflowWrap: 'anywhere' }}>
            {part}
          </Code>
        ) : (
          part
        ),
      )}
    </>
  );
}
