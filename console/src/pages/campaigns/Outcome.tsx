/** What became of somebody in a run, in words, with the API's code in small print. */
import Box from "@cloudscape-design/components/box";

import { useTexts } from "../../i18n/language";
import { outcomes } from "./outcomeTexts";

export function useOutcomeName(): (code: string) => string {
  const o = useTexts(outcomes);
  return (code) => (code in outcomes ? o(code as keyof typeof outcomes) : code);
}

export function Outcome({ code }: { code: string }) {
  const name = useOutcomeName();
  return (
    <>
      {name(code)}{" "}
      {code in outcomes ? (
        <Box variant="small" color="text-body-secondary">
          {code}
        </Box>
      ) : null}
    </>
  );
}
