import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useFeedState } from '../api/live';
import { useSession } from '../api/session';

/** How long the feed may be gone before that is worth a word: it connects again within seconds. */
const PATIENCE_MS = 4_000;

/** Says that the server has not been heard for a while. */
export function FeedNotice() {
  const session = useSession();
  // To a session that is over the server does answer; the dialog says so.
  const lost = useFeedState() === 'lost' && session.data !== null;
  const [told, setTold] = useState(false);
  useEffect(() => {
    if (!lost) {
      setTold(false);
      return;
    }
    const timer = setTimeout(() => setTold(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!told) return null;
  return (
    <Alert color="orange" icon={<IconPlugConnectedX />} mb="md" role="status">
      The server does not answer. What is shown may be old; the console goes on by itself as soon as
      it answers again.
    </Alert>
  );
}
