/** The attributes and metrics of a test event, as somebody writes them. */
function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

export function textsIn(text: string): Record<string, string> | undefined {
  const found = Object.entries(objectIn(text) ?? { "": undefined });
  const texts = found.flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []));
  return texts.length === found.length ? Object.fromEntries(texts) : undefined;
}

export function numbersIn(text: string): Record<string, number> | undefined {
  const found = Object.entries(objectIn(text) ?? { "": undefined });
  const numbers = found.flatMap(([name, value]) => (typeof value === "number" ? [[name, value] as const] : []));
  return numbers.length === found.length ? Object.fromEntries(numbers) : undefined;
}
