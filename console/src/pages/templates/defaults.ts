/** Default values of a template: one JSON object in a text, edited as names and values. */
export interface Default {
  readonly name: string;
  readonly value: string;
}

/** The pairs of a text, or undefined where it is no JSON object. Lists and numbers are shown as JSON. */
export function pairsOf(text: string): readonly Default[] | undefined {
  if (!text.trim()) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return Object.entries(value).map(([name, one]) => ({ name, value: typeof one === "string" ? one : JSON.stringify(one) }));
  } catch {
    return undefined;
  }
}

/** The variables that a text names and its defaults lack; those that everybody has need none. */
export function lacking(variables: readonly string[], text: string): readonly string[] {
  const named = new Set((pairsOf(text) ?? []).map(({ name }) => name));
  const always = new Set(["Address", "ChannelType", "Id", "UnsubscribeUrl", "PreferencesUrl"]);
  return variables.filter((name) => !always.has(name) && !named.has(name) && !/^(this|@|RecommendationItems)/.test(name));
}

/** The text with one more default. */
export function withDefault(text: string, name: string): string {
  const pairs: Record<string, unknown> = text.trim() ? (JSON.parse(text) as Record<string, unknown>) : {};
  return JSON.stringify({ ...pairs, [name]: "" }, null, 2);
}
