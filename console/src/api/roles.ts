/** Which role the caller has: what the API would permit, found out without changing anything. */
import { GetAppsCommand, PhoneNumberValidateCommand } from "@aws-sdk/client-pinpoint";

import type { Api } from "./client";
import { problemOf } from "./errors";
import type { Role } from "./session";

/** Ask three questions, each of which only one more right answers. The first must succeed. */
export async function roleOf(api: Api): Promise<Role> {
  await api.send(new GetAppsCommand({ PageSize: "1" }));
  if (await permitted(() => api.x.get("/keys", { "page-size": 1 }))) return "Admin";
  const check = new PhoneNumberValidateCommand({ NumberValidateRequest: {} });
  return (await permitted(() => api.send(check))) ? "Marketer" : "Viewer";
}

async function permitted(question: () => Promise<unknown>): Promise<boolean> {
  try {
    await question();
    return true;
  } catch (error) {
    return problemOf(error).kind !== "forbidden";
  }
}
