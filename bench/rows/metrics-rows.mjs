import { measureObserved } from '../measure/metrics/measure-observed.mjs';
import { measureScrape } from '../measure/metrics/measure-scrape.mjs';
import { measureStall } from '../measure/metrics/measure-stall.mjs';
import { fine, judged, shown } from './rounds.mjs';

const shoal = { id: 'shoal' };
const notScraped = { id: 'not-scraped', base: 'shoal', title: 'Shoal, not scraped' };

/** What it costs to be looked at. */
export const metricsRows = [
  {
    id: 'scrape',
    group: 'Scrape during load',
    title: 'longest ping with 10,000 series read 5 times a second (N=100, 1 outstanding, HTTP)',
    unit: 'ms at worst',
    rounds: judged,
    columns: [shoal, notScraped],
    measure: (column, context) => measureScrape({ isScraped: column.id === 'shoal' }, column, context),
  },
  {
    id: 'scrape-stall',
    group: 'Scrape of 100,000 series',
    title: 'longest turn of the event loop in ten scrapes',
    unit: 'ms at worst',
    rounds: shown,
    columns: [shoal, notScraped],
    measure: (column, context) => measureStall({ isScraped: column.id === 'shoal' }, column, context),
  },
  {
    id: 'observed',
    group: 'Stream of metrics: greedy, slow and dead readers',
    title: 'N=100, 1 outstanding, HTTP',
    unit: 'µs of CPU a delivery',
    rateUnit: 'deliveries/s',
    rounds: fine,
    columns: [
      { ...shoal, title: 'Shoal, read by six' },
      { id: 'not-read', base: 'shoal', title: 'Shoal' },
    ],
    measure: (column, context) => measureObserved({ isObserved: column.id === 'shoal' }, column, context),
  },
];
