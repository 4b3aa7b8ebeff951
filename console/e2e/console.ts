/** What the stories share: signing in, the local runtime's controls, and writing into the code editor. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export async function signIn(page: Page): Promise<void> {
  await page.goto("/console/");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: /^Applications/ })).toBeVisible();
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

/** Nothing that a screen reader or keyboard could stumble over; previews of others' HTML are not ours. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join("\n   ")}`);
  expect.soft(told, `${page.url()}\n${told.join("\n")}`).toEqual([]);
}
