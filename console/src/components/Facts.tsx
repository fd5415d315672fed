import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** One thing that is known, and what it is. */
export type Fact = { name: string; value: ReactNode };

/** Things that are known, side by side where there is room. */
export function Facts({ facts, cols = 3 }: { facts: readonly Fact[]; cols?: number }) {
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: 2, md: cols }} spacing="md">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text
            component="dd"
            m={0}
            size="sm"
            className="numbers"
            style={{ overflowWrap: 'anywhere' }}
          >
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
