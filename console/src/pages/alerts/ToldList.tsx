import { Text } from '@mantine/core';
import type { Told } from '../../api/alerts';
import { Time } from '../../components/Time';
import { channelName } from './looks';

/** Whom the message of an alert has reached. */
export function ToldList({ told }: { told: readonly Told[] }) {
  if (told.length === 0) return null;
  return (
    <Text component="ul" size="xs" c="dimmed" p={0} m={0} style={{ listStyle: 'none' }}>
      {told.map((one) => (
        <li key={one.channel} style={{ overflowWrap: 'anywhere' }}>
          <One told={one} />
        </li>
      ))}
    </Text>
  );
}

function One({ told: { channel, at, error } }: { told: Told }) {
  const name = channelName(channel);
  if (at !== null) {
    return (
      <>
        {name}: told <Time at={at} />
      </>
    );
  }
  return error === null ? `${name}: about to be told` : `${name}: not told yet. ${error}`;
}
