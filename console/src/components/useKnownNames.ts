/** Names of attributes and metrics that an application's people have, and the values of one of them. */
import { segment } from "../api/extension";
import { useApi } from "../app/context";
import { useQuery } from "./useQuery";
import { useSettled } from "./useSettled";

interface Told {
  readonly Values: readonly { readonly Value: string }[];
}

export interface KnownNames {
  readonly attribute: readonly string[];
  readonly userAttribute: readonly string[];
  readonly metric: readonly string[];
}

const MOST_VALUES = 100;

/** The values of a dimension, the commonest first; nothing while it is read, or where it cannot be. */
export function useValues(app: string, asked: string): readonly string[] {
  const api = useApi();
  const dimension = useSettled(asked);
  const { data } = useQuery<Told>(
    (signal) => api.x.get(`/apps/${segment(app)}/demographics`, { dimension }, signal),
    [app, dimension],
    { enabled: app !== "" && dimension !== "" },
  );
  return data?.Values.slice(0, MOST_VALUES).map(({ Value }) => Value) ?? [];
}

export function useKnownNames(app: string): KnownNames {
  return {
    attribute: useValues(app, "Attributes"),
    userAttribute: useValues(app, "UserAttributes"),
    metric: useValues(app, "Metrics"),
  };
}
