import { Tooltip } from '@mantine/core';
import { ago, fullTime, listTime, utcTime } from '../format/time';

type TimeProps = {
  /** RFC 3339, as the API gives it. */
  at: string;
  /** `list`: the time of day; `full`: with its date; `ago`: how long ago. */
  as?: 'list' | 'full' | 'ago';
};

/** A moment in the user's time zone; in UTC, with milliseconds, when it is pointed at. */
export function Time({ at, as = 'list' }: TimeProps) {
  const moment = new Date(at);
  const text = { list: listTime, full: fullTime, ago }[as](moment);
  const label = as === 'ago' ? `${fullTime(moment)} (${utcTime(moment)})` : utcTime(moment);
  return (
    <Tooltip label={label}>
      <time dateTime={at} className="numbers" style={{ whiteSpace: 'nowrap' }}>
        {text}
      </time>
    </Tooltip>
  );
}
