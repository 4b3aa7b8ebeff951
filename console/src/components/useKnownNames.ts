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

const NAMES = "Names";
const MOST_VALUES = 100;
/** The API reads many people for such an answer: one is enough for as long as the console is open. */
const answers = new Map<string, readonly string[]>();

/** The values of a dimension, the commonest first; nothing while it is read, where it cannot be, and unless wanted. */
export function useValues(app: string, asked: string, isWanted: boolean): readonly string[] {
  const api = useApi();
  const dimension = useSettled(asked);
  const key = `${app} ${dimension}`;
  const { data } = useQuery<readonly string[]>(
    async (signal) => {
      const told = await api.x.get<Told>(`/apps/${segment(app)}/demographics`, { dimension }, signal);
      const values = told.Values.map(({ Value }) => Value);
      if (values.length) answers.set(key, values);
      return values;
    },
    [key],
    { enabled: isWanted && app !== "" && dimension !== "" && !answers.has(key) },
  );
  return (answers.get(key) ?? data ?? []).slice(0, dimension === NAMES ? undefined : MOST_VALUES);
}

export function useKnownNames(app: string, isWanted: boolean): KnownNames {
  return sorted(useValues(app, NAMES, isWanted));
}

export function sorted(names: readonly string[]): KnownNames {
  const below = (prefix: string) =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return { attribute: below("Attributes."), userAttribute: below("UserAttributes."), metric: below("Metrics.") };
}
