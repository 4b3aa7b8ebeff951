/** The reader's own time zone, as far as the API's list of offsets has it. */
import { zoneOf } from "./schedule";

export function homeZone(now: Date = new Date()): string {
  return zoneOf(-now.getTimezoneOffset());
}
