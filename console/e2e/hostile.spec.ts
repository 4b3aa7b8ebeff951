/** A template that tries everything: nothing runs, nothing leaves the frame, nothing is fetched unasked. */
import { CreateEmailTemplateCommand, PinpointClient } from "@aws-sdk/client-pinpoint";
import { expect, type Page } from "@playwright/test";

import { arrive, test } from "./console";

const EVIL = "https://evil.example";
const HOSTILE = `<html><head>
<base href="${EVIL}/"><meta http-equiv="refresh" content="0;url=${EVIL}/refresh">
<link rel="stylesheet" href="${EVIL}/sheet.css"><link rel="prefetch" href="${EVIL}/prefetch"><link rel="dns-prefetch" href="${EVIL}">
<style>@import url("${EVIL}/import.css"); @font-face{font-family:f;src:url(${EVIL}/font)} body{font-family:f;background:url(${EVIL}/css.png)}
#cover{position:fixed;inset:0;width:100vw;height:100vh;z-index:2147483647;background:red}</style></head>
<body onload="top.hacked=1" background="${EVIL}/body.png">
<script>top.hacked=1;parent.document.title='taken';fetch('${EVIL}/fetch')</script><script src="${EVIL}/script.js"></script>
<img src="x" onerror="top.hacked=1" name="querySelectorAll"><img src="${EVIL}/picture.png" srcset="${EVIL}/set.png 2x"><input autofocus onfocus="top.hacked=1">
<svg onload="top.hacked=1"><script>top.hacked=1</script><image href="${EVIL}/svg.png"/><a xlink:href="javascript:top.hacked=1"><text y="20">svg</text></a></svg>
<iframe src="${EVIL}/frame"></iframe><iframe srcdoc="<script>top.hacked=1</script>"></iframe><object data="${EVIL}/object"></object><embed src="${EVIL}/embed">
<video src="${EVIL}/video" poster="${EVIL}/poster.png" autoplay></video><audio src="${EVIL}/audio" autoplay></audio>
<form action="${EVIL}/form" target="_top"><input name="attributes"><input name="remove"><button id="send">Send</button></form>
<a id="top" href="${EVIL}/top" target="_top">top</a> <a id="blank" href="${EVIL}/blank" target="_blank">blank</a>
<a id="self" href="${EVIL}/self">self</a> <a id="js" href="javascript:top.hacked=1">script</a> <a id="own" href="/console/">own</a>
<div style="width:50000px">wide</div><p>${"long ".repeat(20_000)}</p><p>${"W".repeat(5_000)}</p><div id="cover"></div></body></html>`;

async function store(url: string): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local-secret" };
  const client = new PinpointClient({ endpoint: url, region: "us-east-1", credentials });
  await client.send(
    new CreateEmailTemplateCommand({
      TemplateName: `Hostile-${Date.now()}`,
      EmailTemplateRequest: { Subject: "Hi <script>top.hacked=1</script>", HtmlPart: HOSTILE, TextPart: "Hi" },
    }),
  );
}

/** What the console's own page can tell of an attack. */
async function expectUntouched(page: Page): Promise<void> {
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  expect(await page.title()).not.toBe("taken");
  expect(page.url()).toContain("/console/templates/email/Hostile-");
  expect(page.context().pages()).toHaveLength(1);
}

test("a hostile template does nothing in the preview", async ({ page, baseURL, watch }) => {
  watch.isHostile = true;
  await store(baseURL!);
  const asked: string[] = [];
  const problems: string[] = [];
  page.context().on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("dialog", (dialog) => problems.push(dialog.message()));
  // What the policy stops is seen as a request, too, but never comes as far as here.
  const foreign: string[] = [];
  await page.context().route(
    (url) => url.origin !== baseURL,
    (route) => {
      foreign.push(route.request().url());
      return route.fulfill({ status: 200, body: "" });
    },
  );

  await arrive(page, "/templates");
  await page.getByRole("link", { name: /^Hostile-/ }).first().click();
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("#cover")).toBeAttached({ timeout: 30_000 });

  await test.step("nothing runs and nothing is fetched", async () => {
    await page.waitForTimeout(1500);
    await expectUntouched(page);
    expect(foreign).toEqual([]);
    await expect(page.locator("iframe")).toHaveAttribute("sandbox", "");
    for (const tag of ["script", "iframe", "object", "embed", "base", "link"]) await expect(frame.locator(tag)).toHaveCount(0);
  });

  await test.step("links and forms lead nowhere", async () => {
    const before = asked.length;
    for (const id of ["top", "blank", "self", "js", "own", "send"]) {
      await frame.locator(`#${id}`).first().focus({ timeout: 5_000 }).catch(() => undefined);
      await page.keyboard.press("Enter");
      await frame.locator(`#${id}, button`).first().dispatchEvent("click");
    }
    await frame.locator("#cover").evaluate((cover) => cover.remove());
    for (const link of await frame.locator("a").all()) await link.click({ force: true, noWaitAfter: true });
    await frame.locator("button").click({ force: true });
    await page.waitForTimeout(1000);
    await expectUntouched(page);
    expect(foreign).toEqual([]);
    expect(asked.slice(before).filter((url) => /\/console\/?$/.test(url))).toEqual([]);
    expect(page.frames().map((each) => each.url().replace(/#.*/, ""))).toEqual([page.url(), "about:srcdoc"]);
  });

  await test.step("it stays in its place", async () => {
    const box = (await page.locator("iframe").boundingBox())!;
    expect(box.width).toBeLessThan(1000);
    expect(box.height).toBeLessThan(900);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });

  await test.step("pictures come when asked for, and nothing else does", async () => {
    await page.getByLabel("Load pictures from the web").check();
    await expect.poll(() => foreign.length).toBeGreaterThan(0);
    const pictures = new Set(["picture.png", "set.png", "svg.png", "css.png", "body.png", "poster.png"]);
    expect(foreign.filter((url) => !pictures.has(url.split("/").at(-1)!))).toEqual([]);
    await expectUntouched(page);
  });
  expect(problems).toEqual([]);
});
