/** Navigation beside, the page in the middle, where one is above it. */
import AppLayout from "@cloudscape-design/components/app-layout";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import SideNavigation, { type SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import Spinner from "@cloudscape-design/components/spinner";
import { lazy, Suspense, useEffect, useState } from "react";
import { Outlet, useLocation, useMatch, useNavigate } from "react-router";

import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { shell } from "../i18n/shell";
import { BASE } from "./config";
import { useCrumbs } from "./crumbs";
import { useMay, useSurroundings } from "./context";
import { useFlashes } from "./Frame";
import { CONTENT_ID, usePageFocus } from "./usePageFocus";

/** Links are whole, so that they open in another tab, too; the router's paths begin after this. */
const ROOT = BASE.replace(/\/$/, "");

/** Fetched with the first message: no page shows one at once. */
const Flashbar = lazy(() => import("@cloudscape-design/components/flashbar"));

export function Layout() {
  const t = useTexts(common);
  const navigate = useNavigate();
  const location = useLocation();
  const flashes = useFlashes();
  const crumbs = useCrumbs();
  const items = useNavigation();
  const [isOpen, setOpen] = useState(() => window.matchMedia("(min-width: 689px)").matches);
  useEffect(withoutOrientation, []);
  usePageFocus();
  const follow = (event: CustomEvent<{ href?: string; external?: boolean }>) => {
    if (!event.detail.href || event.detail.external) return;
    event.preventDefault();
    void navigate(event.detail.href.slice(ROOT.length));
  };
  return (
    <AppLayout
      headerSelector="#top-navigation"
      toolsHide
      navigationOpen={isOpen}
      onNavigationChange={({ detail }) => setOpen(detail.open)}
      ariaLabels={{
        navigation: t("navigation"),
        navigationToggle: t("openNavigation"),
        navigationClose: t("closeNavigation"),
        notifications: t("notifications"),
      }}
      notifications={
        flashes.length > 0 ? (
          <Suspense>
            <Flashbar items={[...flashes]} />
          </Suspense>
        ) : undefined
      }
      breadcrumbs={
        crumbs.length > 1 ? (
          <BreadcrumbGroup
            ariaLabel={t("breadcrumbs")}
            items={crumbs.map(({ text, path }) => ({ text, href: ROOT + path }))}
            onFollow={follow}
          />
        ) : undefined
      }
      navigation={
        <SideNavigation
          activeHref={activeOf(items, ROOT + location.pathname)}
          items={items}
          onFollow={follow}
        />
      }
      content={
        <div id={CONTENT_ID}>
          <Suspense fallback={<Spinner size="large" />}>
            <Outlet />
          </Suspense>
        </div>
      }
    />
  );
}

/** Cloudscape's navigation of narrow windows has an orientation, which ARIA does not know for `nav`. */
function withoutOrientation(): () => void {
  const mend = () => {
    for (const nav of document.querySelectorAll("nav[aria-orientation]")) nav.removeAttribute("aria-orientation");
  };
  const observer = new MutationObserver(mend);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-orientation"] });
  mend();
  return () => observer.disconnect();
}

function useNavigation(): SideNavigationProps.Item[] {
  const t = useTexts(shell);
  const may = useMay();
  const { isBound } = useSurroundings().session;
  const match = useMatch("/apps/:app/*");
  const ofAccount = (text: keyof typeof shell, href: string) => ({ type: "link" as const, text: t(text), href: ROOT + href });
  const shared = [
    ofAccount("templates", "/templates"),
    ofAccount("numbers", "/numbers"),
    ...(may("administer") ? [ofAccount("keys", "/keys")] : []),
    ofAccount("audit", "/audit"),
  ];
  // A key for some applications reads nothing that belongs to all of them.
  const account: SideNavigationProps.Link[] = [ofAccount("applications", "/"), ...(isBound ? [] : shared)];
  if (!match?.params.app) return account;
  const root = `${ROOT}/apps/${encodeURIComponent(match.params.app)}`;
  const link = (text: keyof typeof shell, path: string) => ({
    type: "link" as const,
    text: t(text),
    href: root + path,
  });
  return [
    link("overview", ""),
    {
      type: "section-group",
      title: t("engage"),
      items: [
        link("audience", "/audience"),
        link("segments", "/segments"),
        link("campaigns", "/campaigns"),
        ...(isBound ? [] : [ofAccount("templates", "/templates")]),
      ],
    },
    {
      type: "section-group",
      title: t("measure"),
      items: [link("analytics", "/analytics"), link("events", "/events")],
    },
    {
      type: "section-group",
      title: t("setUp"),
      items: [
        link("channels", "/channels"),
        link("stream", "/stream"),
        link("jobs", "/jobs"),
        link("settings", "/settings"),
      ],
    },
    { type: "divider" },
    {
      type: "section-group",
      title: t("account"),
      items: account.filter(({ href }) => href !== `${ROOT}/templates`),
    },
  ];
}

function activeOf(items: readonly SideNavigationProps.Item[], path: string): string {
  const links = items.flatMap((item): string[] => {
    if ("items" in item) return item.items.flatMap((inner) => ("href" in inner && inner.href ? [inner.href] : []));
    return "href" in item && item.href ? [item.href] : [];
  });
  const fitting = links.filter((href) => path === href || (href !== BASE && path.startsWith(`${href}/`)));
  return fitting.sort((one, other) => other.length - one.length)[0] ?? "";
}
