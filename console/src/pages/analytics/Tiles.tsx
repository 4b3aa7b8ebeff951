/** The few numbers that matter most, large. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";

interface Properties {
  /** Names and what stands under them. */
  readonly tiles: readonly (readonly [string, string])[];
}

/** As many as fit on a line; more go on several lines of three. */
const ON_A_LINE = 4;

export function Tiles({ tiles }: Properties) {
  return (
    <Container>
      <KeyValuePairs
        columns={tiles.length <= ON_A_LINE ? tiles.length : 3}
        items={tiles.map(([label, value]) => ({
          label,
          value: (
            <Box fontSize="heading-xl" fontWeight="normal" variant="span">
              {value}
            </Box>
          ),
        }))}
      />
    </Container>
  );
}
