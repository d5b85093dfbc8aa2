import { createTheme, ThemeContext } from '@grafana/data';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import { DashboardView } from './dashboard-view';
import { fetchDashboard } from './data/dashboard';

// What the address may say: ?dashboard=overview&minutes=15&interval=15&theme=light&width=1568
const parameters = new URLSearchParams(location.search);
const number = (name: string, otherwise: number) => Number(parameters.get(name) ?? otherwise);

const theme = createTheme({ colors: { mode: parameters.get('theme') === 'light' ? 'light' : 'dark' } });
const seconds = number('minutes', 15) * 60;
const step = Math.max(1, Math.round(seconds / 300));
const to = Math.floor(Date.now() / 1000 / step) * step;
const range = { from: to - seconds, to, step };

document.body.style.background = theme.colors.background.canvas;
const dashboard = await fetchDashboard(parameters.get('dashboard') ?? 'overview');
createRoot(document.getElementById('root') as HTMLElement).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <DashboardView {...{ dashboard, range, theme, width: number('width', innerWidth - 32) }} />
    <PortalContainer />
  </ThemeContext.Provider>,
);
