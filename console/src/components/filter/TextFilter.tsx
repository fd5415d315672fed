import { TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useDraft } from './useDraft';

type TextFilterProps = {
  label: string;
  placeholder?: string;
  value: string | null;
  onChange: (value: string | null) => void;
};

/** A text that narrows a list. It counts with Enter, or when the field is left. */
export function TextFilter({ label, placeholder, value, onChange }: TextFilterProps) {
  const { draft, setDraft, take } = useDraft(value ?? '', (text) => onChange(text || null));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take(draft);
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={label}
        placeholder={placeholder}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => take(draft)}
        autoComplete="off"
        spellCheck={false}
      />
    </form>
  );
}
