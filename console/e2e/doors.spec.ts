/** Signing in by Cognito, whose endpoints are stood in for: the rest is real, up to the IAM door. */
import { expect, type BrowserContext, type Page } from "@playwright/test";

import { COGNITO, FakeCognito, IDENTITY_HOST, type Person } from "../tests/fakeCognito";
import { test } from "./console";
import { world } from "./world";

const ann: Person = { sub: "ann", email: "ann@example.com", groups: ["Marketer"] };
const eve: Person = { sub: "eve", email: "eve@example.com", groups: [] };
/** The emulator's root, whom every door lets in. */
const ROOT = { AccessKeyId: "test", SecretKey: "test", SessionToken: "" };
const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };

let fake: FakeCognito;
/** Who is at the keyboard when Cognito's page opens. */
let person: Person | "cancels";

test.beforeEach(async ({ context, baseURL }) => {
  fake = new FakeCognito(`${baseURL}/console/`, Date.now, () => ROOT);
  person = ann;
  await standIn(context);
});

/** Serve Cognito, and the console as the stack sets it up: told of Cognito, and permitted to talk to it. */
async function standIn(context: BrowserContext): Promise<void> {
  const reachable = `connect-src 'self' https://${COGNITO.Domain} https://${IDENTITY_HOST}`;
  await context.route(/\/console\/(?!assets\/)/, async (route) => {
    const answer = await route.fetch();
    const headers = answer.headers();
    const policy = headers["content-security-policy"]?.replace("connect-src 'self'", reachable);
    await route.fulfill({ response: answer, headers: { ...headers, ...(policy && { "content-security-policy": policy }) } });
  });
  await context.route("**/console/config.json", (route) =>
    route.fulfill({ json: { ApiUrl: "", Region: "us-east-1", Door: "iam", Cognito: COGNITO } }),
  );
  await context.route(`https://${COGNITO.Domain}/oauth2/authorize?*`, (route) => {
    const back = fake.authorize(route.request().url(), person);
    return route.fulfill({
      contentType: "text/html",
      body: `<a href="${back.replaceAll("&", "&amp;")}">Continue</a>`,
      headers: { "cross-origin-opener-policy": "same-origin-allow-popups" },
    });
  });
  await context.route(`https://${COGNITO.Domain}/logout?*`, (route) =>
    route.fulfill({ contentType: "text/html", body: "Signed out" }),
  );
  for (const address of [`https://${COGNITO.Domain}/oauth2/{token,revoke}`, `https://${IDENTITY_HOST}/`]) {
    await context.route(address, (route) => {
      const request = route.request();
      if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers: CORS });
      const target = request.headers()["x-amz-target"];
      const answer = fake.handle({ url: new URL(request.url()), target, body: request.postData() ?? "" });
      return route.fulfill({ ...answer, headers: CORS });
    });
  }
}

async function throughCognito(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign in to Pinwheel" }).click();
  await page.getByRole("link", { name: "Continue" }).click();
}

test("a person of the pool signs in, works, and signs out", async ({ page, watch }) => {
  await page.goto(`/console/apps/${world().app}/segments?page=1`);
  await expect(page.getByRole("heading", { name: "Sign in to Pinwheel" })).toBeVisible();
  await watch.expectAccessible();
  await throughCognito(page);
  await expect(page.getByRole("link", { name: "Everybody" })).toBeVisible();
  expect(page.url()).toContain(`/console/apps/${world().app}/segments`);
  expect(page.url()).not.toContain("code=");
  await page.getByRole("button", { name: ann.email }).click();
  await expect(page.getByText("Role: Marketer").filter({ visible: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "API keys" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("link", { name: "Everybody" })).toBeVisible();
  await page.getByRole("button", { name: ann.email }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("Signed out")).toBeVisible();
  expect(fake.calls.at(-1)).toBe("/oauth2/revoke");
  await page.goto("/console/");
  await expect(page.getByRole("button", { name: "Sign in to Pinwheel" })).toBeVisible();
});

test("a sign-in that comes to nothing says why", async ({ page, watch }) => {
  await page.goto("/console/");
  person = "cancels";
  await throughCognito(page);
  await expect(page.getByText("The sign-in was cancelled or not permitted.")).toBeVisible();
  await watch.expectAccessible();
  person = eve;
  await throughCognito(page);
  await expect(page.getByText("Your account is in none of the groups")).toBeVisible();
  await page.goto("/console/?code=forged&state=forged");
  await expect(page.getByText("This sign-in was not begun in this tab.")).toBeVisible();
  person = ann;
  await throughCognito(page);
  await expect(page.getByRole("heading", { name: /^Applications/ })).toBeVisible();
});

test("a session that ends takes nothing along that was written", async ({ page, context, watch }) => {
  await page.clock.install();
  await page.goto(`/console/apps/${world().app}/segments/new`);
  await throughCognito(page);
  await page.getByLabel("Name", { exact: true }).fill("Written before the end");
  fake.revokeAll();
  await page.clock.fastForward("01:00:00");
  // The estimate may have met the end already; its dialog would take a click of the mouse.
  await page.getByRole("button", { name: "Create segment", includeHidden: true }).dispatchEvent("click");
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible();
  await watch.expectAccessible();
  const [beside] = await Promise.all([
    context.waitForEvent("page"),
    dialog.getByRole("button", { name: "Sign in again" }).click(),
  ]);
  await beside.getByRole("link", { name: "Continue" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { name: "Written before the end" })).toBeVisible();
});
