/** What the stories share: signing in, going from page to page, the local runtime's controls, and writing into the code editor. */
import { expect, test as base, type Page } from "@playwright/test";

import { Watch } from "./watch";

export interface Key {
  readonly id: string;
  readonly secret: string;
  readonly role: "Admin" | "Marketer" | "Viewer";
}

export const LOCAL_KEY: Key = { id: "local", secret: "local-secret", role: "Admin" };

/** Each page is watched: scripts that fail, what the security policy forbids and errors of the server fail its test. */
export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ page }, use) => {
      const watch = new Watch(page);
      await use(watch);
      expect(watch.troubles).toEqual([]);
    },
    { auto: true },
  ],
});

/** By the form, as people do. */
export async function signIn(page: Page, key: Key = LOCAL_KEY): Promise<void> {
  await page.goto("/console/");
  await page.getByLabel("Access key ID").fill(key.id);
  await page.getByLabel("Secret access key").fill(key.secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: /^Applications/ })).toBeVisible();
}

interface Look {
  readonly key?: Key;
  readonly language?: "en" | "de" | "it";
  readonly isDark?: boolean;
}

/** As somebody who signed in before and chose how the console looks. */
export async function arrive(page: Page, path: string, { key = LOCAL_KEY, language = "en", isDark = false }: Look = {}) {
  const kept = { accessKeyId: key.id, secretAccessKey: key.secret, role: key.role };
  await page.addInitScript(
    ([key, language, dark]) => {
      // Previews of foreign HTML run without an origin, and have no storage.
      if (window.top !== window) return;
      sessionStorage.setItem("pinwheel.key", key);
      localStorage.setItem("pinwheel.language", language);
      localStorage.setItem("pinwheel.dark", dark);
    },
    [JSON.stringify(kept), language, isDark ? "1" : "0"] as const,
  );
  await page.goto(`/console${path}`);
}

/** To another page without loading the app anew, as a link does. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    window.history.pushState(null, "", to);
    window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
  }, `/console${path}`);
}

/** The local runtime's controls (`/local/...`), which no customer has. */
export async function control<T>(page: Page, method: "GET" | "POST", path: string, data?: unknown): Promise<T> {
  const answer = await page.request.fetch(`/local/${path}`, { method, data: data ?? {}, timeout: 120_000 });
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as T;
}

export async function write(page: Page, label: string, text: string): Promise<void> {
  await page.locator(`.cm-content[aria-label="${label}"]`).click();
  await page.keyboard.insertText(text);
}

export async function choose(page: Page, label: string | RegExp, option: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: label }).first().click();
  await page.getByRole("option", { name: option }).first().click();
}

/** Create an application on the list of them; its own page follows. */
export async function createApplication(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Create application" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create" }).click();
}
