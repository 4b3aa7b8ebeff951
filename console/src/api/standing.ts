/** What the holder of an access key may do, found out without changing anything. */
import { GetAppsCommand, PhoneNumberValidateCommand } from "@aws-sdk/client-pinpoint";

import type { Api } from "./client";
import { problemOf } from "./errors";
import { segment } from "./extension";
import type { Standing } from "./roles";

/** Ask questions, each of which only one more right answers. The first must succeed. */
export async function standingOf(api: Api): Promise<Standing> {
  const { ApplicationsResponse: found } = await api.send(new GetAppsCommand({ PageSize: "1" }));
  const isBound = !(await permitted(() => api.x.get("/numbers", { "page-size": 1 })));
  if (isBound) {
    const app = found?.Item?.[0]?.Id;
    // An upload of nothing is refused, once it is clear that uploads are permitted.
    const isWorking = app !== undefined && (await permitted(() => api.x.post(`/apps/${segment(app)}/uploads`, {})));
    return { role: isWorking ? "Marketer" : "Viewer", isBound };
  }
  const check = new PhoneNumberValidateCommand({ NumberValidateRequest: {} });
  if (!(await permitted(() => api.send(check)))) return { role: "Viewer", isBound };
  // A key may issue keys and still change nothing else: to the console it is a viewer's.
  return { role: (await permitted(() => api.x.get("/keys", { "page-size": 1 }))) ? "Admin" : "Marketer", isBound };
}

async function permitted(question: () => Promise<unknown>): Promise<boolean> {
  try {
    await question();
    return true;
  } catch (error) {
    return problemOf(error).kind !== "forbidden";
  }
}
