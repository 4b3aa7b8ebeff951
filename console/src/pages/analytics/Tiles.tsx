/** The few numbers that matter most, large. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";

interface Properties {
  /** Names and what stands under them. */
  readonly tiles: readonly (readonly [string, string])[];
}

const MOST_COLUMNS = 4;

export function Tiles({ tiles }: Properties) {
  return (
    <Container>
      <KeyValuePairs
        columns={tiles.length % 3 === 0 ? 3 : MOST_COLUMNS}
        items={tiles.map(([label, value]) => ({
          label,
          value: (
            <Box fontSize="display-l" fontWeight="light" variant="span">
              {value}
            </Box>
          ),
        }))}
      />
    </Container>
  );
}
