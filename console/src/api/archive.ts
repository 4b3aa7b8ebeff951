/** Questions to the archive may take longer than a request: ask again until the answer is there. */
import type { Extension } from "./extension";
import { segment } from "./extension";

interface Asked {
  readonly Id: string;
  readonly Status: "RUNNING" | "SUCCEEDED";
}

const PAUSE_MS = 1000;

export async function answered<T>(
  x: Extension,
  app: string,
  first: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let answer = (await first) as T & Asked;
  while (answer.Status === "RUNNING" && !signal?.aborted) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    answer = await x.get(`/apps/${segment(app)}/queries/${segment(answer.Id)}`, {}, signal);
  }
  return answer;
}
