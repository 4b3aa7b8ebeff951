/** In-app messages: the screens of a template, and what makes one hard to read. */
import { read, type Content } from "./types";

export const LAYOUTS = ["BOTTOM_BANNER", "TOP_BANNER", "MIDDLE_BANNER", "OVERLAYS", "MOBILE_FEED", "CAROUSEL"] as const;
export type Layout = (typeof LAYOUTS)[number];
export const MOST_SCREENS = 5;

export interface ScreenText {
  readonly text: string;
  readonly color: string;
  readonly alignment: "left" | "center" | "right";
}

export interface ScreenButton {
  readonly text: string;
  readonly color: string;
  readonly background: string;
  readonly radius: number;
}

export interface Screen {
  readonly background: string;
  readonly picture: string;
  readonly header: ScreenText;
  readonly body: ScreenText;
  readonly buttons: readonly ScreenButton[];
}

/** The API wants alignment and colour of each text named. */
export function newScreen(): Content {
  return {
    BackgroundColor: "#FFFFFF",
    HeaderConfig: { Alignment: "LEFT", Header: "", TextColor: "#000000" },
    BodyConfig: { Alignment: "LEFT", Body: "", TextColor: "#000000" },
  };
}

/** Only one screen shows but in a carousel. */
export function screensOf(content: Content): readonly Screen[] {
  const listed = Array.isArray(content["Content"]) ? content["Content"] : [];
  return listed.map((_, index) => screen(content, `Content.${index}`));
}

export function layoutOf(content: Content): Layout {
  const named = read(content, "Layout");
  return LAYOUTS.find((layout) => layout === named) ?? "BOTTOM_BANNER";
}

function screen(content: Content, path: string): Screen {
  const at = (member: string) => read(content, `${path}.${member}`);
  const written = (config: string, member: string): ScreenText => ({
    text: at(`${config}.${member}`),
    color: colour(at(`${config}.TextColor`), "#000000"),
    alignment: alignment(at(`${config}.Alignment`)),
  });
  const buttons = ["PrimaryBtn", "SecondaryBtn"].flatMap((name) => {
    const text = at(`${name}.DefaultConfig.Text`);
    return text
      ? [
          {
            text,
            color: colour(at(`${name}.DefaultConfig.TextColor`), "#FFFFFF"),
            background: colour(at(`${name}.DefaultConfig.BackgroundColor`), "#1F2937"),
            radius: Number(at(`${name}.DefaultConfig.BorderRadius`)) || 6,
          },
        ]
      : [];
  });
  return {
    background: colour(at("BackgroundColor"), "#FFFFFF"),
    picture: at("ImageUrl"),
    header: written("HeaderConfig", "Header"),
    body: written("BodyConfig", "Body"),
    buttons,
  };
}

function alignment(value: string): ScreenText["alignment"] {
  if (value === "CENTER") return "center";
  return value === "RIGHT" ? "right" : "left";
}

const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

export function isColour(text: string): boolean {
  return HEX.test(text);
}

function colour(text: string, otherwise: string): string {
  return isColour(text) ? text : otherwise;
}

/** How well text stands out from its ground: 1 (not at all) to 21; below 4.5 many cannot read it (WCAG). */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const digits = hex.slice(1);
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const share = parseInt(full.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
