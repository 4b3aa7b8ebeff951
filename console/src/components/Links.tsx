/** Links and buttons that stay inside the app, and open in a new tab when asked to. */
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { useHref, useNavigate } from "react-router";

export function To({ path, children }: { path: string; children: ReactNode }) {
  const navigate = useNavigate();
  const href = useHref(path);
  return (
    <Link
      href={href}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(path);
      }}
    >
      {children}
    </Link>
  );
}

export function ToButton({
  path,
  children,
  ...rest
}: { path: string; children: ReactNode } & Pick<ButtonProps, "variant" | "disabled" | "iconName">) {
  const navigate = useNavigate();
  const href = useHref(path);
  return (
    <Button
      {...rest}
      href={rest.disabled ? undefined : href}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(path);
      }}
    >
      {children}
    </Button>
  );
}

/** The path of something in an application. */
export function inApp(app: string, ...labels: readonly string[]): string {
  return `/apps/${[app, ...labels].map(encodeURIComponent).join("/")}`;
}
