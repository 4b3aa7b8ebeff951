/**
 * Takes out of foreign HTML what a mail program would not do either: run, submit, embed, redirect, follow.
 * The sandbox and the policy of the frame forbid all of it once more; here it never gets that far.
 */
export interface Cleaned {
  readonly html: string;
  /** Where its links lead: they cannot be followed in the preview. */
  readonly links: readonly { readonly text: string; readonly address: string }[];
  /** Tags and attributes that were left out, for telling. */
  readonly removed: readonly string[];
  readonly hasPictures: boolean;
}

const TAGS = [
  "script",
  "iframe",
  "frame",
  "frameset",
  "object",
  "embed",
  "applet",
  "portal",
  "base",
  "link",
  "meta",
  "template",
  "animate",
  "animatemotion",
  "animatetransform",
  "set",
];
/** Plain mails have these two, and lose nothing by it. */
const UNREMARKABLE = new Set(["meta", "link"]);
const ATTRIBUTES = ["action", "formaction", "target", "ping", "srcdoc", "autofocus", "accesskey", "manifest", "download"];
const LINKS = ["href", "xlink:href"];
/** A place in the frame itself that does not exist: the link keeps its looks and leads nowhere. */
const NOWHERE = "about:srcdoc#-";

export function cleanHtml(html: string): Cleaned {
  const document = new DOMParser().parseFromString(html, "text/html");
  unname(document);
  const removed = new Set<string>();
  const links: { text: string; address: string }[] = [];
  for (const element of document.querySelectorAll("*")) {
    const tag = element.localName.toLowerCase();
    if (TAGS.includes(tag)) {
      if (!UNREMARKABLE.has(tag) || /refresh/i.test(element.getAttribute("http-equiv") ?? "")) removed.add(`<${tag}>`);
      element.remove();
      continue;
    }
    for (const { name } of [...element.attributes]) {
      if (!name.startsWith("on") && !ATTRIBUTES.includes(name)) continue;
      if (name !== "target") removed.add(name);
      element.removeAttribute(name);
    }
    if (tag === "a" || tag === "area") disarm(element, links);
  }
  const hasPictures = /<img|<image|background|url\(/i.test(document.documentElement.innerHTML);
  return { html: document.documentElement.outerHTML, links, removed: [...removed].sort(), hasPictures };
}

/** A picture called "querySelectorAll" or a field called "attributes" would stand for the method of that name. */
function unname(document: Document): void {
  const all = (selector: string) => Document.prototype.querySelectorAll.call(document, selector);
  for (const element of all("[name]")) Element.prototype.removeAttribute.call(element, "name");
  for (const element of all("input, button, select, textarea, fieldset, output, object, img, image, embed, form")) {
    Element.prototype.removeAttribute.call(element, "id");
  }
}

function disarm(link: Element, links: { text: string; address: string }[]): void {
  for (const name of LINKS) {
    const address = link.getAttribute(name);
    if (address === null) continue;
    link.setAttribute(name, NOWHERE);
    if (!link.hasAttribute("title")) link.setAttribute("title", address);
    links.push({ text: link.textContent?.trim().slice(0, 100) || link.getAttribute("alt") || "–", address });
  }
}
