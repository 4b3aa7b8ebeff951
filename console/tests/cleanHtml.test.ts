// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { cleanHtml } from "../src/components/cleanHtml";
import { framed } from "../src/components/SafeFrame";

describe("foreign HTML", () => {
  it.each([
    ["<script>alert(1)</script>", "script"],
    ["<svg><script>alert(1)</script></svg>", "script"],
    ["<iframe src='https://evil.example'></iframe>", "iframe"],
    ["<object data='https://evil.example'></object>", "object"],
    ["<embed src='https://evil.example'>", "embed"],
    ["<base href='https://evil.example/'>", "base"],
    ["<link rel='stylesheet' href='https://evil.example/a.css'>", "link"],
    ["<link rel='dns-prefetch' href='//evil.example'>", "link"],
    ["<meta http-equiv='refresh' content='0;url=https://evil.example'>", "meta"],
    ["<svg><a><set attributeName='href' to='javascript:x'/></a></svg>", "set"],
  ])("%s is left out", (html, tag) => {
    const { html: shown } = cleanHtml(`<p>kept</p>${html}`);
    expect(shown).not.toContain(`<${tag}`);
    expect(shown).toContain("kept");
  });

  it.each(["onload", "onerror", "onclick", "ONMOUSEOVER", "formaction", "ping", "autofocus", "target"])("loses %s", (name) => {
    expect(cleanHtml(`<a ${name}="x">y</a>`).html.toLowerCase()).not.toContain(name.toLowerCase());
  });

  it("has forms that go nowhere", () => {
    const { html } = cleanHtml("<form action='https://evil.example'><input name=q></form>");
    expect(html).not.toContain("evil.example");
    expect(html).toContain("<input");
  });

  it("has links that lead nowhere, and tells where they would", () => {
    const { html, links } = cleanHtml("<a href='javascript:x()' target=_top>One</a><a href='https://a.example/b'>Two</a>");
    expect(html).not.toContain('href="javascript');
    expect(html.match(/href="about:srcdoc#-"/g)).toHaveLength(2);
    expect(links).toEqual([
      { text: "One", address: "javascript:x()" },
      { text: "Two", address: "https://a.example/b" },
    ]);
  });

  it.each(["attributes", "remove", "localName", "querySelectorAll", "documentElement", "removeAttribute"])(
    "cannot put a field or a picture in place of %s",
    (name) => {
      const { html } = cleanHtml(`<img name=${name}><form onsubmit=x><input id=${name}><input name=${name}></form><script></script>`);
      expect(html).not.toMatch(/onsubmit|<script/);
    },
  );

  it("keeps what mails need: styles, tables, the body's own colour", () => {
    const { html, removed } = cleanHtml(
      "<html><head><style>p{color:red}</style></head><body bgcolor='#ffeedd'><table width=600><td>x</table></body></html>",
    );
    expect(html).toContain("p{color:red}");
    expect(html).toContain('bgcolor="#ffeedd"');
    expect(html).toContain("<table");
    expect(removed).toEqual([]);
  });

  it("is told what it lost", () => {
    expect(cleanHtml("<script>1</script><b onclick='x'>y</b><meta charset=utf-8>").removed).toEqual(["<script>", "onclick"]);
  });
});

describe("the frame's page", () => {
  it("begins with a policy that closes scripts, forms and the network", () => {
    const page = framed(cleanHtml("<b>x</b>").html, false);
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<b>"));
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain("script-src");
    expect(page).not.toContain("https:");
    expect(framed("", true)).toContain("img-src https:");
  });
});
