/** A new page is heard: focus goes to its title, as the browser would begin anew with a page of its own. */
import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

export const CONTENT_ID = "content";

/** To the title, or to the content of a page that has none yet. */
export function focusContent(): void {
  const title = document.querySelector<HTMLElement>(`#${CONTENT_ID} h1`);
  const target = title ?? document.getElementById(CONTENT_ID);
  if (!target) return;
  target.tabIndex = -1;
  target.focus();
}

export function usePageFocus(): void {
  const { pathname } = useLocation();
  const seen = useRef(pathname);
  useEffect(() => {
    // Not on arrival, where the browser begins at the top; nor for a filter or tab, which change the query alone.
    if (seen.current === pathname) return;
    seen.current = pathname;
    focusContent();
    // Titles come with what the page reads, and narrow windows give focus back to the button of the navigation.
    const heed = () => {
      const isAtPage = document.activeElement?.matches(`#${CONTENT_ID} *, dialog *, [role="dialog"] *`);
      if (!isAtPage && document.querySelector(`#${CONTENT_ID} h1`)) focusContent();
    };
    const observer = new MutationObserver(heed);
    observer.observe(document.body, { childList: true, subtree: true });
    // Who has begun to do something is left alone.
    const rest = () => observer.disconnect();
    const acts = ["keydown", "pointerdown"] as const;
    for (const act of acts) window.addEventListener(act, rest, { capture: true, once: true });
    return () => {
      rest();
      for (const act of acts) window.removeEventListener(act, rest, { capture: true });
    };
  }, [pathname]);
}
