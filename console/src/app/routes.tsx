import type { RouteObject } from 'react-router';
import { Navigate } from 'react-router';
import { NotFound } from '../pages/NotFound';
import { PageFault } from '../pages/PageFault';
import { Gate } from './Gate';
import { Shell } from './Shell';

/** Every address of the console. Each page is loaded when it is first opened. */
export const routes: RouteObject[] = [
  {
    element: <Gate />,
    errorElement: <PageFault />,
    HydrateFallback: () => null,
    children: [
      {
        element: <Shell />,
        children: [
          {
            errorElement: <PageFault />,
            children: [
              { index: true, element: <Navigate to="/syncs" replace /> },
              { path: 'start', lazy: () => import('../pages/start/StartPage') },
              { path: 'catalog', lazy: () => import('../pages/catalog/CatalogPage') },
              { path: 'syncs', lazy: () => import('../pages/syncs/SyncsPage') },
              {
                path: 'syncs/:syncId',
                lazy: () => import('../pages/sync/SyncPage'),
                children: [
                  { index: true, element: <Navigate to="settings" replace /> },
                  { path: 'settings', lazy: () => import('../pages/sync/settings/SettingsTab') },
                  { path: 'delivery', lazy: () => import('../pages/sync/delivery/DeliveryTab') },
                  { path: 'debugger', lazy: () => import('../pages/sync/debugger/DebuggerTab') },
                ],
              },
              { path: 'events', lazy: () => import('../pages/events/EventsPage') },
              { path: 'users', lazy: () => import('../pages/users/UsersPage') },
              { path: 'users/:userId', lazy: () => import('../pages/users/UserPage') },
              { path: 'project', lazy: () => import('../pages/project/ProjectPage') },
              { path: 'alerts', lazy: () => import('../pages/alerts/AlertsPage') },
              { path: 'access', lazy: () => import('../pages/access/AccessPage') },
              { path: 'privacy', lazy: () => import('../pages/privacy/PrivacyPage') },
              { path: 'audit', lazy: () => import('../pages/audit/AuditPage') },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
];
