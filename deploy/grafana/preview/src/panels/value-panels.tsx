import {
  type FieldDisplay,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type ReduceDataOptions,
  VizOrientation,
} from '@grafana/data';
import type { BarGaugeDisplayMode, BarGaugeValueMode, VizTextDisplayOptions } from '@grafana/schema';
import {
  BarGauge,
  BigValue,
  type BigValueColorMode,
  type BigValueGraphMode,
  type BigValueTextMode,
  VizRepeater,
} from '@grafana/ui';
import type { PanelProps } from './panel-props';

/** The latest number of each series, large. */
export function StatPanel(props: PanelProps) {
  const { options, theme, width, height } = props;
  return (
    <VizRepeater
      getValues={() => valuesOf(props, true)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, width: each, height: tall, count, alignmentFactors }) => (
        <BigValue
          value={value.display}
          sparkline={value.sparkline}
          count={count}
          width={each}
          height={tall}
          theme={theme}
          alignmentFactors={alignmentFactors}
          colorMode={options.colorMode as BigValueColorMode}
          graphMode={options.graphMode as BigValueGraphMode}
          textMode={options.textMode as BigValueTextMode}
        />
      )}
      source={props.frames}
      renderCounter={0}
      width={width}
      height={height}
      itemSpacing={3}
      autoGrid
      orientation={VizOrientation.Auto}
    />
  );
}

/** The latest number of each series, as a bar. */
export function BarGaugePanel(props: PanelProps) {
  const { options, theme, width, height } = props;
  return (
    <VizRepeater
      getValues={() => valuesOf(props, false)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, width: each, height: tall, alignmentFactors }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex ?? 0)}
          width={each}
          height={tall}
          theme={theme}
          alignmentFactors={alignmentFactors}
          orientation={VizOrientation.Horizontal}
          displayMode={options.displayMode as BarGaugeDisplayMode}
          valueDisplayMode={options.valueMode as BarGaugeValueMode}
          itemSpacing={8}
          lcdCellWidth={12}
          text={options.text as VizTextDisplayOptions}
          showUnfilled
        />
      )}
      source={props.frames}
      renderCounter={0}
      width={width}
      height={height}
      itemSpacing={8}
      minVizHeight={16}
      maxVizHeight={options.maxVizHeight as number}
      orientation={VizOrientation.Horizontal}
    />
  );
}

function valuesOf({ options, fieldConfig, frames, theme }: PanelProps, sparkline: boolean): FieldDisplay[] {
  return getFieldDisplayValues({
    fieldConfig,
    reduceOptions: options.reduceOptions as ReduceDataOptions,
    replaceVariables: (value) => value ?? '',
    theme,
    data: frames,
    sparkline,
    timeZone: 'utc',
  });
}
