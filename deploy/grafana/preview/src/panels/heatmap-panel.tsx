import { type DataFrame, formattedValueToString, getFieldDisplayName, getValueFormat } from '@grafana/data';
import { useEffect, useRef } from 'react';
import type { PanelProps } from './panel-props';

const LEFT = 64;
const BOTTOM = 22;

interface Bucket {
  readonly name: string;
  readonly bound: number;
  /** Of each step: what went into this bucket and not into a smaller one. */
  readonly counts: readonly number[];
}

/** @grafana/ui has no heatmap, so this one is ours: the buckets from below, the fuller the brighter. */
export function HeatmapPanel({ frames, fieldConfig, width, height, theme }: PanelProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.scale(devicePixelRatio, devicePixelRatio);
    const area = { width: width - LEFT, height: height - BOTTOM };
    const format = getValueFormat(fieldConfig.defaults.unit);
    const buckets = occupied(bucketsOf(frames));
    const cell = {
      width: area.width / (buckets[0]?.counts.length ?? 1),
      height: area.height / buckets.length,
    };
    const most = Math.max(...buckets.flatMap(({ counts }) => counts));
    context.font = `12px ${theme.typography.fontFamily}`;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const [row, { bound, counts }] of buckets.entries()) {
      const y = area.height - (row + 1) * cell.height;
      context.fillStyle = theme.colors.text.secondary;
      context.globalAlpha = 1;
      const label = Number.isFinite(bound) ? formattedValueToString(format(bound)) : '+Inf';
      context.fillText(label, LEFT - 8, y + cell.height / 2);
      context.fillStyle = theme.visualization.getColorByName('light-blue');
      for (const [column, count] of counts.entries()) {
        context.globalAlpha = Math.sqrt(count / most);
        context.fillRect(LEFT + column * cell.width, y, cell.width - 0.5, cell.height - 1);
      }
    }
    drawTimes(context, frames, { ...area, theme });
  }, [frames, fieldConfig, width, height, theme]);
  return (
    <canvas
      ref={canvas}
      width={width * devicePixelRatio}
      height={height * devicePixelRatio}
      style={{ width, height }}
    />
  );
}

function bucketsOf(frames: readonly DataFrame[]): Bucket[] {
  const cumulated = frames
    .map((frame) => {
      const value = frame.fields[1];
      const name = value === undefined ? '' : getFieldDisplayName(value, frame);
      const bound = name === '+Inf' ? Number.POSITIVE_INFINITY : Number(name);
      return { name, bound, counts: (value?.values ?? []) as (number | null)[] };
    })
    .sort((a, b) => a.bound - b.bound);
  return cumulated.map(({ counts, ...bucket }, row) => ({
    ...bucket,
    counts: counts.map((count, column) =>
      Math.max(0, (count ?? 0) - (cumulated[row - 1]?.counts[column] ?? 0)),
    ),
  }));
}

/** Without the empty buckets above the highest and below the lowest that has something. */
function occupied(buckets: readonly Bucket[]): Bucket[] {
  const isEmpty = ({ counts }: Bucket) => counts.every((count) => count === 0);
  const first = buckets.findIndex((bucket) => !isEmpty(bucket));
  const last = buckets.findLastIndex((bucket) => !isEmpty(bucket));
  return buckets.slice(Math.max(0, first - 1), last + 2);
}

function drawTimes(
  context: CanvasRenderingContext2D,
  frames: readonly DataFrame[],
  { width, height, theme }: Pick<PanelProps, 'width' | 'height' | 'theme'>,
): void {
  const times = (frames[0]?.fields[0]?.values ?? []) as number[];
  context.globalAlpha = 1;
  context.fillStyle = theme.colors.text.secondary;
  context.textAlign = 'center';
  for (let index = 0; index < 5; index++) {
    const at = times[Math.floor(((index + 0.5) / 5) * times.length)] ?? 0;
    const text = new Date(at).toISOString().slice(11, 16);
    context.fillText(text, LEFT + ((index + 0.5) / 5) * width, height + BOTTOM / 2);
  }
}
