import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { describe, targets } from './build-panel.js';
import { absoluteThresholds } from './looks/thresholds.js';
import { mappings } from './looks/words.js';
import type { StatSpec } from './panel-spec.js';

/** The latest number, in the colour of its threshold. */
export function stat(spec: StatSpec): PanelBuilder {
  return describe(new PanelBuilder(), spec)
    .targets(targets(spec.queries))
    .colorMode(BigValueColorMode.Value)
    .graphMode(spec.words === undefined ? BigValueGraphMode.Area : BigValueGraphMode.None)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(absoluteThresholds(spec.thresholds))
    .mappings(mappings(spec.words))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false));
}
