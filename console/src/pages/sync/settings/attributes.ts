/** The contact's standard attributes that a user property may become. */
export const STANDARD = [
  { value: 'name', label: 'Name' },
  { value: 'email', label: 'Email' },
  { value: 'phone', label: 'Phone' },
  { value: 'avatar', label: 'Avatar' },
  { value: 'signed_up_at', label: 'Signed up at' },
  { value: 'last_seen_at', label: 'Last seen at' },
  { value: 'owner_id', label: 'Owner' },
  { value: 'unsubscribed_from_emails', label: 'Unsubscribed from emails' },
];

export const isStandard = (name: string) => STANDARD.some(({ value }) => value === name);
