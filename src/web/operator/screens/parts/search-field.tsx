/** A search box that asks a moment after typing stops, not at every key. The words live in the address, so a search can be shared. */
import { useEffect, useState } from 'react';
import { TextField } from '../../../ui/text-fields.tsx';

const pauseMs = 300;

export function SearchField({
  label,
  value,
  placeholder,
  onSearch,
}: {
  label: string;
  value: string;
  placeholder?: string;
  onSearch: (text: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <TextField
      label={label}
      type="search"
      value={typed}
      placeholder={placeholder}
      autoComplete="off"
      onChange={setTyped}
    />
  );
}
