/** Breadcrumbs: pages say what they are called, the way to them follows from the address. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { useLocation, useParams } from "react-router";

import { useTexts } from "../i18n/language";
import { shell } from "../i18n/shell";

export interface Crumb {
  readonly text: string;
  readonly path: string;
}

interface Naming {
  readonly names: Readonly<Record<string, string>>;
  readonly setName: (path: string, name: string) => void;
}

const NamingContext = createContext<Naming>({ names: {}, setName: () => undefined });

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const naming = useMemo(
    () => ({
      names,
      setName: (path: string, name: string) =>
        setNames((all) => (all[path] === name ? all : { ...all, [path]: name })),
    }),
    [names],
  );
  return <NamingContext.Provider value={naming}>{children}</NamingContext.Provider>;
}

/** Name the page at the present address, or the one at `path`. */
export function useTitle(name: string | undefined, path?: string): void {
  const { setName } = useContext(NamingContext);
  const { pathname } = useLocation();
  useEffect(() => {
    if (!name) return;
    setName(path ?? pathname, name);
    if (!path) document.title = `${name} · Pinwheel`;
  }, [name, path, pathname, setName]);
}

const SECTIONS = new Set(Object.keys(shell));

export function useCrumbs(): readonly Crumb[] {
  const t = useTexts(shell);
  const { names } = useContext(NamingContext);
  const { pathname } = useLocation();
  const { app } = useParams();
  const parts = pathname.split("/").filter(Boolean);
  const crumbs: Crumb[] = [];
  if (parts[0] === "apps") crumbs.push({ text: t("applications"), path: "/" });
  let path = "";
  for (const part of parts) {
    path += `/${part}`;
    if (part === "apps" || GROUPING.has(part)) continue;
    const text = names[path] ?? (SECTIONS.has(part) ? t(part as keyof typeof shell) : decodeURIComponent(part));
    crumbs.push({ text: part === app ? (names[`/apps/${part}`] ?? part) : text, path });
  }
  return crumbs;
}

/** Parts of an address that have no page of their own. */
const GROUPING = new Set(["endpoints", "users", "email", "push", "sms", "voice", "inapp"]);
