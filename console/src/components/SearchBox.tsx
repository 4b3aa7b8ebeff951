/**
 * The words that a list is searched for. What is typed stays here, so that each letter draws this box alone;
 * the list hears of it when the keyboard rests. A box whose text goes the long way through the address loses letters.
 */
import TextFilter, { type TextFilterProps } from "@cloudscape-design/components/text-filter";
import { useEffect, useRef, useState } from "react";

const REST_MS = 250;

interface Properties extends Pick<TextFilterProps, "filteringPlaceholder" | "filteringAriaLabel" | "filteringClearAriaLabel" | "countText"> {
  readonly value: string;
  readonly onSearch: (words: string) => void;
}

export function SearchBox({ value, onSearch, ...properties }: Properties) {
  const [typed, setTyped] = useState(value);
  /** What the list was told and has not yet given back as its value. */
  const told = useRef<string[]>([]);
  const latest = useRef(value);

  useEffect(() => {
    if (value === latest.current) return;
    latest.current = value;
    const index = told.current.indexOf(value);
    told.current = told.current.slice(index + 1);
    // Somebody else searched: the button that clears all, or the browser's way back.
    if (index < 0) setTyped(value);
  }, [value]);

  const tell = () => {
    if (typed === (told.current.at(-1) ?? value)) return;
    told.current.push(typed);
    onSearch(typed);
  };
  const last = useRef(tell);
  last.current = tell;
  useEffect(() => {
    const timer = setTimeout(() => last.current(), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    // Who goes on at once, to a link or another page of the list, has searched, too.
    <div onBlur={tell}>
      <TextFilter {...properties} filteringText={typed} onChange={({ detail }) => setTyped(detail.filteringText)} />
    </div>
  );
}
