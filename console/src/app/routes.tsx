/** Every page by its address; each area is a file of its own in the build. */
import { lazy } from "react";
import { createBrowserRouter, Navigate, Outlet } from "react-router";

import { Failure } from "../components/Failure";
import { NotFound } from "../components/NotFound";
import { CrumbsProvider } from "./crumbs";
import { Layout } from "./Layout";
import { Only } from "./Only";

const Applications = lazy(() => import("../pages/applications/Applications"));
const Overview = lazy(() => import("../pages/applications/Overview"));
const Settings = lazy(() => import("../pages/applications/Settings"));
const Audience = lazy(() => import("../pages/audience/Audience"));
const EndpointPage = lazy(() => import("../pages/audience/EndpointPage"));
const UserPage = lazy(() => import("../pages/audience/UserPage"));
const Segments = lazy(() => import("../pages/segments/Segments"));
const SegmentPage = lazy(() => import("../pages/segments/SegmentPage"));
const SegmentEditor = lazy(() => import("../pages/segments/SegmentEditor"));
const ImportWizard = lazy(() => import("../pages/segments/ImportWizard"));
const Campaigns = lazy(() => import("../pages/campaigns/Campaigns"));
const CampaignPage = lazy(() => import("../pages/campaigns/CampaignPage"));
const CampaignEditor = lazy(() => import("../pages/campaigns/CampaignEditor"));
const Templates = lazy(() => import("../pages/templates/Templates"));
const TemplateEditor = lazy(() => import("../pages/templates/TemplateEditor"));
const Events = lazy(() => import("../pages/events/Events"));
const Analytics = lazy(() => import("../pages/analytics/Analytics"));
const Channels = lazy(() => import("../pages/channels/Channels"));
const Stream = lazy(() => import("../pages/stream/Stream"));
const Jobs = lazy(() => import("../pages/jobs/Jobs"));
const Numbers = lazy(() => import("../pages/numbers/Numbers"));
const Keys = lazy(() => import("../pages/keys/Keys"));
const Audit = lazy(() => import("../pages/audit/Audit"));

export const router = createBrowserRouter(
  [
    {
      element: (
        <CrumbsProvider>
          <Layout />
        </CrumbsProvider>
      ),
      errorElement: <Failure />,
      children: [
        {
          element: <Outlet />,
          errorElement: <Failure />,
          children: [
            { path: "/", element: <Applications /> },
            { path: "/apps", element: <Navigate to="/" replace /> },
            { path: "/apps/:app", element: <Overview /> },
            { path: "/apps/:app/settings", element: <Settings /> },
            { path: "/apps/:app/audience", element: <Audience /> },
            { path: "/apps/:app/audience/endpoints/:endpoint", element: <EndpointPage /> },
            { path: "/apps/:app/audience/users/:user", element: <UserPage /> },
            { path: "/apps/:app/segments", element: <Segments /> },
            { path: "/apps/:app/segments/:segment", element: <SegmentPage /> },
            { path: "/apps/:app/campaigns", element: <Campaigns /> },
            { path: "/apps/:app/campaigns/:campaign", element: <CampaignPage /> },
            { path: "/apps/:app/events", element: <Events /> },
            { path: "/apps/:app/analytics", element: <Analytics /> },
            { path: "/apps/:app/channels", element: <Channels /> },
            { path: "/apps/:app/stream", element: <Stream /> },
            { path: "/apps/:app/jobs", element: <Jobs /> },
            { path: "/templates", element: <Templates /> },
            { path: "/templates/:type/:name", element: <TemplateEditor /> },
            { path: "/numbers", element: <Numbers /> },
            { path: "/audit", element: <Audit /> },
            {
              element: <Only deed="work" />,
              children: [
                { path: "/apps/:app/segments/new", element: <SegmentEditor /> },
                { path: "/apps/:app/segments/import", element: <ImportWizard /> },
                { path: "/apps/:app/segments/:segment/edit", element: <SegmentEditor /> },
                { path: "/apps/:app/campaigns/new", element: <CampaignEditor /> },
                { path: "/apps/:app/campaigns/:campaign/edit", element: <CampaignEditor /> },
              ],
            },
            {
              element: <Only deed="share" />,
              children: [{ path: "/templates/new", element: <TemplateEditor /> }],
            },
            {
              element: <Only deed="administer" />,
              children: [{ path: "/keys", element: <Keys /> }],
            },
            { path: "*", element: <NotFound /> },
          ],
        },
      ],
    },
  ],
  { basename: "/console" },
);
