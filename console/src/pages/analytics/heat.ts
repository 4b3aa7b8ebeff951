/** Colours of a heat map: darker is more, and the text stays readable on each. */
const LIGHT = [240, 246, 255] as const;
const DARK = [6, 58, 125] as const;
const TURN = 0.45;

export function heatColours(rate: number | undefined): { backgroundColor: string; color: string } | undefined {
  if (rate === undefined) return undefined;
  const share = Math.min(1, Math.max(0, rate));
  const mixed = LIGHT.map((light, index) => Math.round(light + (DARK[index]! - light) * share));
  return { backgroundColor: `rgb(${mixed.join(" ")})`, color: share > TURN ? "#ffffff" : "#0f141a" };
}
