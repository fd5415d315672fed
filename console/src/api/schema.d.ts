export interface paths {
    "/api/2/deletions/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The jobs of a period, one for each day on which something was asked for. */
        get: operations["list_user_deletions"];
        put?: never;
        /** Erases users, as `POST /api/v1/deletions` does. */
        post: operations["delete_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/2/event-streaming/delivery-metrics-summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a sync delivered in a period: by the minute for the last four hours, by the hour beyond. */
        get: operations["get_metrics_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is wrong and what was, with who was told: what is raised first, then the last ones that
         *     were cleared.
         */
        get: operations["list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test message to every channel, and says of each whether it was taken. */
        post: operations["test_alerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first. Kept for 400 days. */
        get: operations["list_audit_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What every category means and what to do about it. */
        get: operations["list_categories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deletions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Erasures, newest first. */
        get: operations["list_deletions"];
        put?: never;
        /**
         * Erases users: profile, events and deliveries, and their contacts where that is asked for. From
         *     the answer on their events are kept out (`privacy.suppress`).
         */
        post: operations["request_deletions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deletions/{id}/suppression": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lets an erased user come back: their events are taken in again. */
        delete: operations["lift_suppression"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery: what is behind it, and each exchange with Intercom. */
        get: operations["get_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The catalog of destinations. */
        get: operations["list_destinations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events that were decided on, newest first, each with what became of it.
         * @description A page looks through a bounded stretch of what is kept: it may be short, or empty, and still
         *     have a next one.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follows events and deliveries as they happen.
         * @description Server-sent events, each with JSON as its data: `event: event` for an event that was decided
         *     on, `event: delivery` for an attempt that ended, `event: missed` with `{count}` when the
         *     watcher was too slow for some.
         */
        get: operations["follow_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event's story: what came in, what it changed, what each sync said to it, and each delivery
         *     with every request and answer.
         */
        get: operations["get_event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All keys: those that hold, and those that were revoked last. */
        get: operations["list_keys"];
        put?: never;
        /** Creates a key, which holds from then on. A secret key is told in this answer and never again. */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a key: it opens nothing from then on. */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came in, step by step: where the path of every sync begins. An event counts for the step
         *     in which it was decided on, as what becomes of it does in a sync's metrics.
         */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This API, described. */
        get: operations["get_description"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who may sign in, by id. */
        get: operations["list_people"];
        put?: never;
        /** Adds somebody, with a password that is told in this answer and never again. */
        post: operations["create_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives somebody another role, from their next request on. */
        put: operations["change_role"];
        post?: never;
        /** Takes somebody away; their sessions end. */
        delete: operations["remove_person"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives somebody another password, which is told in this answer and never again. It ends their
         *     sessions.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/project": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project, what holds for it, and how the server fares. */
        get: operations["get_project"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/project/reveal-secret-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The secret key itself, which every other answer keeps back: the one of the settings, or the
         *     first one. Those that were created later were shown then and never again.
         */
        post: operations["reveal_secret_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks: somebody who is signed in, or who has the project's keys. */
        get: operations["get_session"];
        put?: never;
        /** Signs in: the answer sets a cookie that no script can read. */
        post: operations["sign_in"];
        /** Signs out: the session ends, and the cookie goes. */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Changes the password of whoever is signed in. It ends their other sessions; the answer sets the
         *     cookie of one that goes on.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All syncs, by id. */
        get: operations["list_syncs"];
        put?: never;
        /** Creates a sync. One that is enabled starts with the events that come from here on. */
        post: operations["create_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sync; `ETag` is its version. */
        get: operations["get_sync"];
        /**
         * Replaces a sync's document. With `If-Match`, only when that version is still there. Putting
         *     back the `access_token` that a read gave keeps the stored token.
         */
        put: operations["replace_sync"];
        post?: never;
        /** Deletes a sync with its deliveries and counts. */
        delete: operations["delete_sync"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Starts to send events that are still in the log through a sync, as its document is now. It
         *     works in the background, behind what has just happened and what is tried again; a sync that is
         *     switched off makes no progress until it is on.
         */
        post: operations["start_backfill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/backfills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The backfills of a sync, newest first. Those that ended are forgotten after 90 days. */
        get: operations["list_backfills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/backfills/{backfill_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a backfill that is running; the deliveries that it has made stay. */
        delete: operations["cancel_backfill"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A sync's deliveries, newest first. */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What failed, one group for each outcome and category, the largest first: what it means, what
         *     mends it, and some of it. Failures are kept for the log's retention.
         */
        get: operations["list_failures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a sync fared, step by step: what settled, what is to be tried again and what was not
         *     selected, with latencies from acceptance to delivery.
         * @description A delivery counts for the step in which it settled; one that is put back counts no longer.
         *     Steps of less than an hour are told apart for about five hours; what is older counts for the
         *     step in which its hour begins. Counts are kept for 90 days.
         */
        get: operations["get_sync_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a sync, or a draft of it, would do with an event. Sends nothing and changes nothing. */
        post: operations["preview_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/preview-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a draft of the sync's document would change, over the latest events of the log. Sends
         *     nothing and changes nothing.
         */
        post: operations["preview_changes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits to be sent: how much, what for, and until when. */
        get: operations["get_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts failed deliveries back, after a fix: they are pending again, with all attempts before
         *     them. What was discarded since nobody could be identified is decided again first. Those of a sync that is switched off wait until it is on.
         */
        post: operations["retry_deliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/test-connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks Intercom who we are. When the token is accepted, a paused lane resumes. */
        post: operations["test_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/test-event": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends an event through a sync, or a draft of it, as a test. Nothing of it is kept, and nothing
         *     is tried again.
         */
        post: operations["send_test_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/taxonomy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which event types and properties have been seen, with types and examples of their values. */
        get: operations["get_taxonomy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a user: profile, devices, recent events and deliveries. */
        get: operations["get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process is up. */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server's numbers, in the text format of OpenMetrics, which Prometheus reads. */
        get: operations["get_prometheus_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server can accept and deliver. */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who did it, by the name at that time. */
        ActorView: {
            /** @description `person` or `key`. */
            kind: string;
            name: string;
        };
        /** @description What a category means and what to do. */
        Advice: {
            /** @description What happened, in a sentence or two. */
            meaning: string;
            /** @description What mends it, in a sentence or two. */
            remedy: string;
            /** @description Whether a retry can succeed once that is done. */
            retryable: boolean;
        };
        /**
         * @description A way on which messages reach people.
         * @enum {string}
         */
        AlertChannel: "webhook" | "slack" | "email";
        /** @description Alerts, and the channels that tell them. */
        AlertList: {
            /** @description What is raised first, then the history; the newest first each. */
            data: components["schemas"]["AlertView"][];
            /** @description Always `null`: the list is whole. */
            next_cursor: string | null;
            /** @description Without one, alerts are only shown. */
            channels: components["schemas"]["ChannelView"][];
        };
        /** @description A delivery that shows what is wrong. */
        AlertSample: {
            /** Format: int64 */
            delivery_id: number;
            event_type: string;
            category: string | null;
            /** @description Intercom's own code, where it gave one. */
            code: string | null;
        };
        /**
         * @description How soon somebody has to act.
         * @enum {string}
         */
        AlertSeverity: "critical" | "warning";
        /**
         * @description Whether it is wrong or well.
         * @enum {string}
         */
        AlertState: "raised" | "cleared";
        /** @description The sync that an alert is about. */
        AlertSync: {
            /** Format: int64 */
            id: number;
            /** @description As it was called then. */
            name: string;
        };
        /** @description Something that began to be wrong, and perhaps is well again. */
        AlertView: {
            /** @example 1664604000000-12 */
            id: string;
            /** @example sync_credentials */
            condition: string;
            /** @description Which deliveries are discarded; only for `sync_discarding`. */
            category: string | null;
            severity: components["schemas"]["AlertSeverity"];
            state: components["schemas"]["AlertState"];
            /** @description What is wrong, in a few words. */
            title: string;
            /** @description What was seen when it was raised. */
            reason: string;
            /** @description What mends it. */
            remedy: string;
            sync: components["schemas"]["AlertSync"] | null;
            sample: components["schemas"]["AlertSample"] | null;
            /** Format: date-time */
            raised_at: string;
            /** Format: date-time */
            cleared_at: string | null;
            /** @description How each channel fares with the message of the last change: that it was raised, or cleared. */
            told: components["schemas"]["ToldView"][];
        };
        /** @description The process is up. */
        Alive: {
            /** @example up */
            status: string;
        };
        /**
         * @description Every event but `$identify` and `$groupidentify`.
         * @enum {string}
         */
        All: "all";
        /** @description An attempt to deliver that ended. */
        AttemptView: {
            /**
             * Format: int64
             * @description The delivery's id.
             */
            id: number;
            /** Format: int64 */
            sync_id: number;
            kind: components["schemas"]["DeliveryKind"];
            status: components["schemas"]["DeliveryStatus"];
            category: string | null;
            event_type: string;
            user_id: string | null;
            /**
             * Format: date-time
             * @description When the attempt ended.
             */
            at: string;
            /**
             * Format: int32
             * @description Attempts spent.
             */
            attempts: number;
            /** @description Requests that this attempt took. */
            requests: number;
            /** Format: int64 */
            latency_ms: number | null;
            /** Format: date-time */
            next_attempt_at: string | null;
            notes: string[];
        };
        /** @description A user property that goes to the contact: its name, or a name and what it becomes. */
        AttributeEntry: string | {
            property: string;
            /** @description A standard attribute of the contact, such as `name`. */
            attribute?: string | null;
            /** @description A custom attribute of another name. */
            custom_attribute?: string | null;
        };
        /** @description One place that was changed. */
        AuditDifferenceView: {
            /** @example send_events.select[2].where[0].values */
            path: string;
            /** @description `null` where nothing was. */
            before: unknown;
            /** @description `null` where nothing is. */
            after: unknown;
        };
        /** @description Something that somebody did. */
        AuditView: {
            /** Format: int64 */
            id: number;
            /** Format: date-time */
            at: string;
            actor: components["schemas"]["ActorView"];
            /** @description From where, as far as that is known. */
            address: string | null;
            /** @example sync.updated */
            action: string;
            subject: components["schemas"]["SubjectView"] | null;
            /**
             * @description What it changed, place by place; at most 200, and of a long value its beginning. Of a token
             *     it is only told that it was `set`, `changed` or `cleared`.
             */
            differences: components["schemas"]["AuditDifferenceView"][];
        };
        /** @description Which events are sent. */
        BackfillBody: {
            /**
             * Format: date-time
             * @description Received at this time or later; the beginning of the log unless told.
             */
            from?: string | null;
            /**
             * Format: date-time
             * @description Received before this time; now unless told.
             */
            to?: string | null;
        };
        /** @description A backfill, and how far it has come. */
        BackfillView: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            sync_id: number;
            /**
             * @description Whether it is at work.
             * @enum {string}
             */
            state: "running" | "done" | "cancelled";
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            progress: components["schemas"]["Progress"];
            /**
             * Format: int64
             * @description Deliveries made so far. What the sync had selected already is not made again.
             */
            deliveries: number;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            ended_at: string | null;
        };
        /**
         * @description How a delivery of a category stands first.
         * @enum {string}
         */
        CategoryOutcome: "pending" | "discarded";
        /** @description Why a delivery waits, was discarded or expired, explained. */
        CategoryView: components["schemas"]["Advice"] & {
            /**
             * @description As deliveries name it.
             * @example user_not_found
             */
            category: string;
            /** @description How a delivery of this category stands first; one that waited too long expires. */
            outcome: components["schemas"]["CategoryOutcome"];
        };
        /** @description A draft, and how many of the latest events it is tried on. */
        ChangesBody: {
            document: components["schemas"]["SyncDocumentWrite"];
            /**
             * Format: int64
             * @default 1000
             */
            last?: number | null;
        };
        /** @description What a draft would change, over the latest events. */
        ChangesView: {
            /**
             * Format: int64
             * @description Events with which the draft does the same.
             */
            same: number;
            /** Format: int64 */
            newly_sent: number;
            /** Format: int64 */
            no_longer_sent: number;
            /**
             * Format: int64
             * @description Sent otherwise, or not sent for another kind of reason.
             */
            changed: number;
            /** @description The events that differ, in the order in which they came. */
            differences: components["schemas"]["DifferenceView"][];
        };
        /** @description A channel that is set. */
        ChannelView: {
            kind: components["schemas"]["AlertChannel"];
            /**
             * @description Where it leads, as far as that is no secret.
             * @example hooks.slack.com
             */
            target_hint: string;
        };
        /** @description Something to choose. */
        Choice: {
            value: string;
            label: string;
        };
        /** @description A condition; the values are alternatives. */
        Condition: {
            /**
             * @description `event.NAME`, `user.NAME` or `group.TYPE.NAME`.
             * @example event.total
             */
            property: string;
            operator: components["schemas"]["Operator"];
            /** @description None for `is_set` and `is_not_set`. */
            values?: string[];
        };
        /** @description A condition, and what was found. */
        ConditionView: {
            condition: components["schemas"]["Condition"];
            held: boolean;
            /** @description The property's value; null where it is missing. */
            value: unknown;
        };
        /** @description What a test of the connection found. */
        Connection: {
            /** @description Whether the token is accepted, at the endpoint of its workspace's region. */
            ok: boolean;
            workspace: components["schemas"]["Workspace"] | null;
            /** @description What was found and what to do. */
            message: string;
            region_mismatch?: components["schemas"]["RegionMismatch"] | null;
        };
        /**
         * @description What came of a contact in one word.
         * @enum {string}
         */
        ContactStatus: "pending" | "deleted" | "not_found" | "failed";
        /** @description What came of a contact. */
        ContactView: {
            /** Format: int64 */
            sync_id: number;
            sync_name: string;
            outcome: components["schemas"]["ContactStatus"];
            message: string | null;
        };
        /** @description What happened in some time. */
        CountsView: {
            /** @description Deliveries that were made, also those that ended at once. */
            selected: components["schemas"]["SelectedView"];
            delivered: components["schemas"]["DeliveredView"];
            /** @description What was to be tried again, by category; also where that cost no attempt. */
            retried: {
                [key: string]: number;
            };
            /** @description By category. */
            discarded: {
                [key: string]: number;
            };
            /** @description By category. */
            expired: {
                [key: string]: number;
            };
            /** @description What the sync did not select, by reason: `not_selected`, `filtered`, `no_change`. */
            skipped: {
                [key: string]: number;
            };
            latency_ms: components["schemas"]["LatencyView"] | null;
            by_event_type: {
                [key: string]: components["schemas"]["SettledView"];
            };
        };
        CredentialsRead: {
            /** @description `us`, `eu` or `au`; a URL where custom endpoints are allowed. */
            endpoint: string;
            access_token: components["schemas"]["TokenMark"];
        };
        CredentialsWrite: {
            /**
             * @description `us`, `eu` or `au`; a URL where custom endpoints are allowed.
             * @example us
             */
            endpoint: string;
            access_token?: components["schemas"]["TokenWrite"] | null;
        };
        /** @description Who is to be erased. */
        DeletionBody: {
            /** @description Users who are known here. */
            user_ids: string[];
            /** @description Whether the users' contacts in Intercom are deleted too, for good. */
            delete_in_intercom?: boolean | null;
            /**
             * @description Who asks for it; kept with the receipt.
             * @example privacy@example.com
             */
            requester?: string | null;
        };
        /**
         * @description How far an erasure has come.
         * @enum {string}
         */
        DeletionStatus: "pending" | "done";
        /** @description The erasure of one user: its receipt, when it is done. */
        DeletionView: {
            /** Format: int64 */
            id: number;
            user_id: string;
            /** Format: date-time */
            requested_at: string;
            requested_by: string | null;
            status: components["schemas"]["DeletionStatus"];
            /**
             * Format: date-time
             * @description When all was done.
             */
            erased_at: string | null;
            erased: components["schemas"]["ErasedView"];
            /** @description The contacts, where they were to be deleted too. */
            intercom: components["schemas"]["ContactView"][];
            /** @description Whether the user's events are kept out. */
            suppressed: boolean;
        };
        /** @description What Intercom accepted. */
        DeliveredView: {
            /**
             * Format: int64
             * @description At the first attempt.
             */
            first: number;
            /** Format: int64 */
            after_retry: number;
        };
        /**
         * @description What is delivered.
         * @enum {string}
         */
        DeliveryKind: "event" | "user";
        /** @description A delivery with all that is known of it. */
        DeliveryPageView: components["schemas"]["DeliveryView"] & {
            /**
             * Format: int64
             * @description The event that it came from.
             */
            event_id: number;
            /**
             * @description With `kind: event`, the event as Amplitude's HTTP API takes it; null when it is older than
             *     the log's retention, or damaged.
             */
            event?: unknown;
            /** @description With `kind: user`, what is sent of the user. */
            change?: unknown;
            /** @description Each request to Intercom, in order. */
            exchanges: components["schemas"]["ExchangeView"][];
        };
        /**
         * @description How a delivery stands.
         * @enum {string}
         */
        DeliveryStatus: "pending" | "delivered" | "discarded" | "expired";
        /** @description A delivery: one event or user change on its way to one sync. */
        DeliveryView: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            sync_id: number;
            kind: components["schemas"]["DeliveryKind"];
            status: components["schemas"]["DeliveryStatus"];
            /** @description Why it waits, was discarded or expired. */
            category: string | null;
            /** @description The event's name; `$identify` and such where a user change came with one. */
            event_type: string;
            user_id: string | null;
            /**
             * Format: date-time
             * @description When the event was accepted.
             */
            received_at: string;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it is tried next; null when it is not pending, or waits behind an earlier one.
             */
            next_attempt_at: string | null;
            /**
             * Format: date-time
             * @description When it was delivered, discarded or expired.
             */
            settled_at: string | null;
            /**
             * Format: int32
             * @description Attempts spent.
             */
            attempts: number;
            /**
             * Format: int64
             * @description From the event's acceptance to its delivery.
             */
            latency_ms: number | null;
            /** @description What was changed to fit: a value cut, a key renamed. */
            notes: string[];
        };
        /** @enum {string} */
        DestinationName: "intercom";
        /** @description A place that syncs can send to. */
        DestinationView: {
            /**
             * @description As `destination` in a sync's document.
             * @example intercom
             */
            id: string;
            name: string;
            description: string;
            /** @description What `credentials.endpoint` may be. */
            endpoints: components["schemas"]["EndpointView"][];
            /** @description Whether it may also be any URL. */
            custom_endpoint: boolean;
            /** @description What `mapping.intercom_id` may be. */
            identifiers: components["schemas"]["Choice"][];
            /**
             * Format: int32
             * @description The most that `metadata_limit` may be.
             */
            max_metadata_keys: number;
        };
        /**
         * @description In which way it differs.
         * @enum {string}
         */
        Difference: "newly_sent" | "no_longer_sent" | "changed";
        /** @description An event with which the draft does something else. */
        DifferenceView: {
            /** Format: int64 */
            event_id: number;
            event_type: string;
            user_id: string | null;
            /** Format: date-time */
            received_at: string;
            kind: components["schemas"]["Difference"];
            before: components["schemas"]["SideView"];
            after: components["schemas"]["SideView"];
        };
        /** @description An endpoint to choose. */
        EndpointView: {
            value: string;
            label: string;
            url: string;
        };
        /** @description What was erased until now. */
        ErasedView: {
            /** Format: int64 */
            events: number;
            /** Format: int64 */
            deliveries: number;
            /** @description Whether there was a profile. */
            profile: boolean;
        };
        /** @description An error answer. */
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        /** @description What is wrong. */
        ErrorDetail: {
            /**
             * @description The kind of error, for programs.
             * @example unknown_field
             */
            code: string;
            /** @description What is wrong and what to do, for people. */
            message: string;
            /**
             * @description Where: a place in the document, or the name of a parameter.
             * @example send_events.select[2].where[0].operator
             */
            field: string | null;
            /** @description Every fault of a document; the first one is the error itself. */
            faults?: components["schemas"]["FaultView"][];
        };
        /** @description Event names in use in the sync's workspace. */
        EventNames: {
            /**
             * @description Names that were delivered to this workspace, and those that its enabled syncs select, as
             *     Intercom tells them apart: without case. What `all` selects counts once it was delivered.
             */
            used: number;
            /** @description How many there is room for. */
            limit: number;
        };
        /** @description A property of events. */
        EventPropertySeen: components["schemas"]["ValuesSeen"] & {
            /** @description As conditions and selections name it. */
            name: string;
        };
        /** @description An event, and what became of it. */
        EventRowView: components["schemas"]["EventView"] & {
            /** @description What came of it, through all syncs. */
            deliveries: components["schemas"]["DeliveryView"][];
        };
        /** @description One selected event type. */
        EventSelection: {
            /** @example Order Completed */
            event_type: string;
            /** @description Conditions for this event type alone; all must hold. */
            where?: components["schemas"]["Condition"][];
        };
        /** @description An event with all that is known of it. */
        EventStoryView: components["schemas"]["EventView"] & {
            /** @description Whether it is known what was decided; not so for an event that has just been taken in. */
            decided: boolean;
            /**
             * Format: int64
             * @description Of a duplicate: the event that it is a copy of, where that is still known.
             */
            copy_of: number | null;
            /** @description The SDK that sent it: `amplitude-node-ts/1.5.73`. */
            library: string | null;
            /**
             * @description As Amplitude's HTTP API takes it; null when it is older than the log's retention,
             *     or damaged.
             */
            event: unknown;
            /** @description What came of it, in order, each with every exchange. */
            deliveries: components["schemas"]["DeliveryPageView"][];
        };
        /** @description How often an event type was met. */
        EventTypeCount: {
            event_type: string;
            /** Format: int64 */
            count: number;
        };
        /** @description An event type and the properties of its events. */
        EventTypeSeen: {
            name: string;
            /** Format: date-time */
            first_seen: string;
            /**
             * Format: date-time
             * @description Kept to the hour.
             */
            last_seen: string;
            properties: components["schemas"]["EventPropertySeen"][];
        };
        /** @description An event, and what each sync said to it. */
        EventView: {
            /**
             * Format: int64
             * @description Its place in the log, which names it.
             */
            id: number;
            /**
             * Format: int64
             * @description The same.
             */
            offset: number;
            /** Format: date-time */
            received_at: string;
            /** Format: date-time */
            time: string;
            /** @description The door it came through: `http_v2`, `batch`, `identify` … */
            endpoint: string;
            event_type: string;
            /** @description The user whom it belongs to, also where only the device told. */
            user_id: string | null;
            device_id: string | null;
            insert_id: string | null;
            /** @description A copy of an earlier event: nothing followed from it. */
            duplicate: boolean;
            /** @description The names of the user properties that it changed. */
            changed: string[];
            syncs: components["schemas"]["SyncVerdictsView"][];
        };
        /** @description One request and what came of it. */
        ExchangeView: {
            /**
             * Format: int32
             * @description Which attempt it belongs to, from 1.
             */
            attempt: number;
            /** Format: date-time */
            started_at: string;
            /** Format: int64 */
            duration_ms: number;
            request: components["schemas"]["RequestView"];
            response: components["schemas"]["ResponseView"];
            /**
             * @description The request as a command for the shell, which takes the access token from
             *     `$INTERCOM_ACCESS_TOKEN`.
             */
            curl: string;
        };
        /**
         * @description How a delivery failed.
         * @enum {string}
         */
        FailureStatus: "discarded" | "expired";
        /** @description What failed in one way. */
        FailureView: components["schemas"]["Advice"] & {
            status: components["schemas"]["FailureStatus"];
            category: string;
            /** Format: int64 */
            count: number;
            /**
             * Format: date-time
             * @description When the first of them was created.
             */
            first_seen: string;
            /**
             * Format: date-time
             * @description When the last of them was created.
             */
            last_seen: string;
            /** @description The most frequent event types among the newest thousand. */
            event_types: components["schemas"]["EventTypeCount"][];
            /** @description The newest ones, at most ten. */
            samples: components["schemas"]["DeliveryView"][];
        };
        /** @description How a sync fares. */
        Fares: {
            health: components["schemas"]["Health"];
            totals: components["schemas"]["Totals"];
            event_names: components["schemas"]["EventNames"];
        };
        /** @description Something wrong, or odd, at one place of a document. */
        FaultView: {
            /** @description The place; empty for the document itself. */
            field: string;
            /** @description The kind of fault, for programs. */
            code: string;
            /** @description What is wrong and what to do, for people. */
            message: string;
        };
        /**
         * @description Where a key comes from.
         * @enum {string}
         */
        FromName: "settings" | "stored";
        /** @description A property of groups. */
        GroupPropertySeen: components["schemas"]["ValuesSeen"] & {
            group_type: string;
            name: string;
        };
        /** @description How a sync fares. */
        Health: {
            state: components["schemas"]["HealthState"];
            /** @description What it means and what to do. */
            message: string | null;
            /**
             * Format: date-time
             * @description Since when, where that is known.
             */
            since: string | null;
        };
        /**
         * @description One word for how a sync fares.
         * @enum {string}
         */
        HealthState: "ok" | "disabled" | "rate_limited" | "credentials" | "plan_restricted" | "no_token" | "failing";
        /** @description The most that a request may bring. */
        IngestLimits: {
            max_body_bytes: number;
            max_batch_body_bytes: number;
            max_events: number;
        };
        /** @enum {string} */
        IntercomId: "user_id" | "email";
        /**
         * @description How far a job has come.
         * @enum {string}
         */
        JobStatus: "submitted" | "done";
        /** @description A key that is wanted. */
        KeyBody: {
            kind: components["schemas"]["KindName"];
            /**
             * @description What it is for: 1 to 64 characters.
             * @example Website
             */
            name: string;
            role?: components["schemas"]["RoleName"] | null;
        };
        /** @description One of the project's keys. */
        KeyView: {
            /** Format: int64 */
            id: number;
            kind: components["schemas"]["KindName"];
            name: string;
            role: components["schemas"]["RoleName"] | null;
            /**
             * @description Its last four characters.
             * @example 9f3c
             */
            hint: string;
            /** @description The key itself; of a secret key only in the answer that creates it. */
            key: string | null;
            from: components["schemas"]["FromName"];
            /** Format: date-time */
            created_at: string | null;
            /** @description The name of the person or key that created it. */
            created_by: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description Since when it opens nothing.
             */
            revoked_at: string | null;
        };
        /**
         * @description What a key is for.
         * @enum {string}
         */
        KindName: "api" | "secret";
        /** @description Percentiles in milliseconds, kept to three digits. */
        LatencyView: {
            /** Format: int64 */
            p50: number;
            /** Format: int64 */
            p95: number;
            /** Format: int64 */
            p99: number;
        };
        /** @description The data of one item. */
        LiveData: components["schemas"]["EventView"] | components["schemas"]["AttemptView"] | {
            /** Format: int64 */
            count: number;
        };
        /** @description What signs in. */
        Login: {
            /** @description Who; `admin` unless told. */
            name?: string | null;
            /** Format: password */
            password: string;
        };
        /** @description Which user property names the user to Intercom. */
        Mapping: {
            /** @example user_id */
            user_property: string;
            intercom_id: components["schemas"]["IntercomId"];
        };
        /** @description How a sync fared. */
        MetricsView: {
            /** Format: int64 */
            sync_id: number;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * @description The length of a step.
             * @example 1m
             */
            step: string;
            /**
             * Format: int64
             * @description Deliveries that are pending at this moment.
             */
            pending: number;
            /** @description The whole period. */
            overall: components["schemas"]["CountsView"];
            /** @description Step by step, the empty ones too. */
            series: components["schemas"]["StepView"][];
        };
        /** @enum {string} */
        Operator: "is" | "is_not" | "contains" | "does_not_contain" | "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal" | "is_set" | "is_not_set" | "starts_with" | "ends_with" | "matches";
        /** @description A list, or a piece of one. */
        Page_AuditView: {
            data: {
                /** Format: int64 */
                id: number;
                /** Format: date-time */
                at: string;
                actor: components["schemas"]["ActorView"];
                /** @description From where, as far as that is known. */
                address: string | null;
                /** @example sync.updated */
                action: string;
                subject: components["schemas"]["SubjectView"] | null;
                /**
                 * @description What it changed, place by place; at most 200, and of a long value its beginning. Of a token
                 *     it is only told that it was `set`, `changed` or `cleared`.
                 */
                differences: components["schemas"]["AuditDifferenceView"][];
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_BackfillView: {
            data: {
                /** Format: int64 */
                id: number;
                /** Format: int64 */
                sync_id: number;
                /**
                 * @description Whether it is at work.
                 * @enum {string}
                 */
                state: "running" | "done" | "cancelled";
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
                progress: components["schemas"]["Progress"];
                /**
                 * Format: int64
                 * @description Deliveries made so far. What the sync had selected already is not made again.
                 */
                deliveries: number;
                /** Format: date-time */
                started_at: string;
                /** Format: date-time */
                ended_at: string | null;
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_CategoryView: {
            data: (components["schemas"]["Advice"] & {
                /**
                 * @description As deliveries name it.
                 * @example user_not_found
                 */
                category: string;
                /** @description How a delivery of this category stands first; one that waited too long expires. */
                outcome: components["schemas"]["CategoryOutcome"];
            })[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_DeletionView: {
            data: {
                /** Format: int64 */
                id: number;
                user_id: string;
                /** Format: date-time */
                requested_at: string;
                requested_by: string | null;
                status: components["schemas"]["DeletionStatus"];
                /**
                 * Format: date-time
                 * @description When all was done.
                 */
                erased_at: string | null;
                erased: components["schemas"]["ErasedView"];
                /** @description The contacts, where they were to be deleted too. */
                intercom: components["schemas"]["ContactView"][];
                /** @description Whether the user's events are kept out. */
                suppressed: boolean;
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_DeliveryView: {
            data: {
                /** Format: int64 */
                id: number;
                /** Format: int64 */
                sync_id: number;
                kind: components["schemas"]["DeliveryKind"];
                status: components["schemas"]["DeliveryStatus"];
                /** @description Why it waits, was discarded or expired. */
                category: string | null;
                /** @description The event's name; `$identify` and such where a user change came with one. */
                event_type: string;
                user_id: string | null;
                /**
                 * Format: date-time
                 * @description When the event was accepted.
                 */
                received_at: string;
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When it is tried next; null when it is not pending, or waits behind an earlier one.
                 */
                next_attempt_at: string | null;
                /**
                 * Format: date-time
                 * @description When it was delivered, discarded or expired.
                 */
                settled_at: string | null;
                /**
                 * Format: int32
                 * @description Attempts spent.
                 */
                attempts: number;
                /**
                 * Format: int64
                 * @description From the event's acceptance to its delivery.
                 */
                latency_ms: number | null;
                /** @description What was changed to fit: a value cut, a key renamed. */
                notes: string[];
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_DestinationView: {
            data: {
                /**
                 * @description As `destination` in a sync's document.
                 * @example intercom
                 */
                id: string;
                name: string;
                description: string;
                /** @description What `credentials.endpoint` may be. */
                endpoints: components["schemas"]["EndpointView"][];
                /** @description Whether it may also be any URL. */
                custom_endpoint: boolean;
                /** @description What `mapping.intercom_id` may be. */
                identifiers: components["schemas"]["Choice"][];
                /**
                 * Format: int32
                 * @description The most that `metadata_limit` may be.
                 */
                max_metadata_keys: number;
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_EventRowView: {
            data: (components["schemas"]["EventView"] & {
                /** @description What came of it, through all syncs. */
                deliveries: components["schemas"]["DeliveryView"][];
            })[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_FailureView: {
            data: (components["schemas"]["Advice"] & {
                status: components["schemas"]["FailureStatus"];
                category: string;
                /** Format: int64 */
                count: number;
                /**
                 * Format: date-time
                 * @description When the first of them was created.
                 */
                first_seen: string;
                /**
                 * Format: date-time
                 * @description When the last of them was created.
                 */
                last_seen: string;
                /** @description The most frequent event types among the newest thousand. */
                event_types: components["schemas"]["EventTypeCount"][];
                /** @description The newest ones, at most ten. */
                samples: components["schemas"]["DeliveryView"][];
            })[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_KeyView: {
            data: {
                /** Format: int64 */
                id: number;
                kind: components["schemas"]["KindName"];
                name: string;
                role: components["schemas"]["RoleName"] | null;
                /**
                 * @description Its last four characters.
                 * @example 9f3c
                 */
                hint: string;
                /** @description The key itself; of a secret key only in the answer that creates it. */
                key: string | null;
                from: components["schemas"]["FromName"];
                /** Format: date-time */
                created_at: string | null;
                /** @description The name of the person or key that created it. */
                created_by: string | null;
                /**
                 * Format: date-time
                 * @description To the minute.
                 */
                last_used_at: string | null;
                /**
                 * Format: date-time
                 * @description Since when it opens nothing.
                 */
                revoked_at: string | null;
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_PersonView: {
            data: {
                /** Format: int64 */
                id: number;
                name: string;
                role: components["schemas"]["RoleName"];
                /** @description The administrator who is always there, with the installation's password. */
                built_in: boolean;
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: date-time
                 * @description To the minute.
                 */
                last_seen_at: string | null;
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_SyncView: {
            data: (components["schemas"]["SyncDocumentRead"] & components["schemas"]["Fares"] & {
                /**
                 * Format: int64
                 * @description As `sync_id` of Amplitude's metrics summary takes it.
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Rises with each change; what `ETag` shows and `If-Match` takes.
                 */
                version: number;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                updated_at: string;
                /** @description In answers to `POST` and `PUT`: what is allowed but probably not meant. */
                warnings?: components["schemas"]["FaultView"][];
            })[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A list, or a piece of one. */
        Page_TestedView: {
            data: {
                channel: components["schemas"]["AlertChannel"];
                ok: boolean;
                /** @description What the other side said, or why it was not reached. */
                message: string;
            }[];
            /** @description What `cursor` takes to go on; `null` at the end. */
            next_cursor: string | null;
        };
        /** @description A password and the one after it. */
        PasswordBody: {
            /** Format: password */
            current: string;
            /**
             * Format: password
             * @description At least 12 characters.
             */
            password: string;
        };
        /** @description Somebody who is to be added. */
        PersonBody: {
            /**
             * @description 1 to 64 characters; nobody else's, in whatever case.
             * @example Ann
             */
            name: string;
            role: components["schemas"]["RoleName"];
        };
        /** @description Somebody who may sign in. */
        PersonView: {
            /** Format: int64 */
            id: number;
            name: string;
            role: components["schemas"]["RoleName"];
            /** @description The administrator who is always there, with the installation's password. */
            built_in: boolean;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_seen_at: string | null;
        };
        /** @description Somebody with a password that was just made. */
        PersonWithPasswordView: components["schemas"]["PersonView"] & {
            /**
             * Format: password
             * @description Told in this answer and never again.
             */
            password: string;
        };
        /**
         * @description One event as Amplitude's HTTP API takes it, which may be an `$identify`; or such an event and a
         *     draft of the sync's document, which is asked instead of the stored one.
         */
        PreviewBody: unknown | {
            event: unknown;
            document?: components["schemas"]["SyncDocumentWrite"] | null;
        };
        /** @description A request that would be made. */
        PreviewRequestView: {
            /** @example POST */
            method: string;
            /** @example /events */
            path: string;
            /** @description Null where there is none. */
            body: unknown;
        };
        /**
         * @description What would become of an event, in one word.
         * @enum {string}
         */
        PreviewVerdict: "send" | "skip" | "discard";
        /** @description What a sync would do with an event. */
        PreviewView: {
            verdict: components["schemas"]["PreviewVerdict"];
            /**
             * @description Why nothing, or only a part, would be sent: `filtered: …`, `no_change: …`,
             *     `missing_identity: …`.
             */
            reason: string | null;
            /** @description Every condition that is asked of the event. */
            conditions: components["schemas"]["ConditionView"][];
            /** @description What would be sent when all goes well, in order: first the user's change, then the event. */
            requests: components["schemas"]["PreviewRequestView"][];
            /** @description What should be known beside it. */
            warnings: string[];
        };
        /** @description Something that stands in the way. */
        Problem: {
            /** @example log_refuses */
            code: string;
            message: string;
        };
        /** @description How far deciding on events has come. */
        Processing: {
            /**
             * Format: int64
             * @description Events accepted, ever.
             */
            accepted: number;
            /**
             * Format: int64
             * @description Those of them that are decided on.
             */
            processed: number;
            /**
             * Format: int64
             * @description Those that are not yet.
             */
            behind: number;
        };
        /** @description Records of the log. */
        Progress: {
            /** Format: int64 */
            looked_at: number;
            /** Format: int64 */
            of: number;
        };
        /** @description One of Intercom's regions. */
        ProjectEndpoint: {
            /**
             * @description As `credentials.endpoint` takes it.
             * @example us
             */
            id: string;
            /** @example United States */
            name: string;
            url: string;
        };
        /** @description What came in. */
        ProjectMetricsView: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * @description The length of a step.
             * @example 1m
             */
            step: string;
            /** @description The whole period. */
            overall: components["schemas"]["ReceivedView"];
            /** @description Step by step, the empty ones too. */
            series: components["schemas"]["ReceivedStepView"][];
        };
        /** @description The project, what holds for it, and how the server fares. */
        ProjectView: {
            name: string;
            /** @description What SDKs send with their events; of several keys, the oldest. */
            api_key: string;
            /** @description The last characters of the first one; `reveal-secret-key` gives it whole. */
            secret_key: components["schemas"]["TokenMark"];
            /**
             * @description The program's version.
             * @example 0.1.0
             */
            version: string;
            /** @description What exactly it was built of, and for which machine. */
            build: string;
            /**
             * Format: date-time
             * @description When the server came up.
             */
            started_at: string;
            /**
             * Format: date-time
             * @description The server's clock.
             */
            now: string;
            /**
             * @description The version of Intercom's API that is spoken.
             * @example 2.16
             */
            intercom_version: string;
            /** @description Whether a sync's endpoint may be any URL. */
            custom_endpoints: boolean;
            /** @description Where Intercom is. */
            endpoints: components["schemas"]["ProjectEndpoint"][];
            /**
             * @description How long events are kept.
             * @example 7d
             */
            retention: string;
            retry: components["schemas"]["RetryDefaults"];
            ingest: components["schemas"]["IngestLimits"];
            storage: components["schemas"]["Storage"];
            processing: components["schemas"]["Processing"];
            health: components["schemas"]["Readiness"];
            seen: components["schemas"]["Seen"];
        };
        /** @description A property that goes along with an event: its name, or a name and another key. */
        PropertyEntry: string | {
            property: string;
            /** @description The metadata key. */
            as?: string | null;
        };
        /** @description The pending deliveries of a sync. */
        QueueView: {
            /** Format: int64 */
            pending: number;
            /**
             * Format: int64
             * @description Those whose turn it is and that failed before, or were put back.
             */
            retrying: number;
            /**
             * Format: date-time
             * @description When the first of them is due; when that has passed, it is due already.
             */
            next_attempt_at: string | null;
            /** @description By what they wait for; only what there is. */
            by_category: components["schemas"]["WaitingView"][];
            /** @description By when they are due: each is in one of these, and each of these is there. */
            upcoming: components["schemas"]["UpcomingView"][];
        };
        /** @description Whether the server can accept and deliver. */
        Readiness: {
            ready: boolean;
            /** @description What stands in the way. */
            problems: components["schemas"]["Problem"][];
        };
        /** @description What came in during one step. */
        ReceivedStepView: components["schemas"]["ReceivedView"] & {
            /** Format: date-time */
            start: string;
        };
        /** @description What came in during some time. */
        ReceivedView: {
            /**
             * Format: int64
             * @description Events that were decided on, copies included.
             */
            received: number;
            /**
             * Format: int64
             * @description Copies of earlier events, which go no further.
             */
            duplicates: number;
        };
        /** @description A workspace that is not where the sync looks for it. */
        RegionMismatch: {
            /** @description The region of the sync's endpoint. */
            endpoint: string;
            /** @description The region of the workspace. */
            workspace: string;
        };
        /** @description A request without its credentials. */
        RequestView: {
            method: string;
            url: string;
            /** @description JSON, or text where it is none. */
            body?: unknown;
        };
        /** @description What came back. */
        ResponseView: {
            /** Format: int32 */
            status: number;
            /** @description Intercom's own id of the exchange, which its support asks for. */
            request_id?: string | null;
            /** @description JSON, or text where it is none. */
            body: unknown;
            /** @enum {string} */
            result: "answered";
        } | {
            /** @description `network` or `timeout`. */
            reason: string;
            message: string;
            /** @enum {string} */
            result: "failed";
        };
        /** @description How long a delivery is tried. */
        Retry: {
            /**
             * @description The whole schedule fits in this, counted from the first attempt: `500ms`, `8s`, `15m`,
             *     `4h`, `7d`.
             * @default 4h
             */
            window?: string;
            /**
             * Format: int32
             * @description How many attempts there are, the first one counted.
             * @default 10
             */
            attempts?: number;
        };
        /**
         * @description Which deliveries are put back: those that fit all that is given, at least one of them. Only
         *     what was discarded or has expired is; an id of anything else is not counted.
         */
        RetryBody: {
            /** @description These alone. */
            ids?: number[] | null;
            /**
             * @description Of this category alone.
             * @example user_not_found
             */
            category?: string | null;
            /**
             * Format: date-time
             * @description Created at this time or later.
             */
            from?: string | null;
            /**
             * Format: date-time
             * @description Created before this time.
             */
            to?: string | null;
        };
        /** @description What holds for a sync that does not say. */
        RetryDefaults: {
            /** @example 4h */
            window: string;
            /** Format: int32 */
            attempts: number;
        };
        /** @description What was put back. */
        RetryView: {
            /**
             * Format: int64
             * @description How many fitted when the request came.
             */
            count: number;
            /**
             * Format: int64
             * @description How many were put back; fewer than `count` when time ran out, and the same request goes on
             *     then. Absent with `dry_run`.
             */
            put_back?: number | null;
        };
        /** @description What somebody may do from now on. */
        RoleBody: {
            role: components["schemas"]["RoleName"];
        };
        /**
         * @description What somebody may do; each role may do what the one before it may.
         * @enum {string}
         */
        RoleName: "viewer" | "editor" | "admin";
        /** @description The secret key. */
        SecretKeyView: {
            secret_key: string;
        };
        /** @description What has happened at all. */
        Seen: {
            /**
             * Format: date-time
             * @description When the first event was accepted; `null` until then.
             */
            first_event_at: string | null;
        };
        /** @description `all`, or the event types to send. */
        Select: components["schemas"]["All"] | components["schemas"]["EventSelection"][];
        /** @description What became a delivery. */
        SelectedView: {
            /** Format: int64 */
            events: number;
            /**
             * Format: int64
             * @description User changes.
             */
            users: number;
        };
        /** @description Which events are sent, and with what. */
        SendEvents: {
            /** @default false */
            enabled?: boolean;
            /** @default [] */
            select?: components["schemas"]["Select"];
            /**
             * @description Conditions for every selected event; all must hold.
             * @default []
             */
            where?: components["schemas"]["Condition"][];
            /**
             * @description Event properties that go along as metadata, in this order. None selected, none sent.
             * @default []
             */
            event_properties?: components["schemas"]["PropertyEntry"][];
            /**
             * @description User properties that go along as metadata, after the event's own.
             * @default []
             */
            user_properties?: components["schemas"]["PropertyEntry"][];
            /** @default discard */
            unknown_user?: components["schemas"]["UnknownUser"];
        };
        /** @description Which user properties are sent when one of them changes. */
        SendUsers: {
            /** @default false */
            enabled?: boolean;
            /** @default [] */
            user_properties?: components["schemas"]["AttributeEntry"][];
            /**
             * @description Declare an unknown custom attribute in Intercom, by its value's type.
             * @default false
             */
            create_missing_attributes?: boolean;
        };
        /** @description One delivery of a test event. */
        SentView: {
            kind: components["schemas"]["DeliveryKind"];
            /** @description `pending` where a real delivery would be tried again. */
            status: components["schemas"]["DeliveryStatus"];
            category: string | null;
            exchanges: components["schemas"]["ExchangeView"][];
            /** @description What was changed to fit. */
            notes: string[];
        };
        /** @description A session that has begun. */
        SessionView: {
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at: string;
        };
        /** @description What was selected, and what settled, of one event type. */
        SettledView: {
            /** Format: int64 */
            selected: number;
            /** Format: int64 */
            delivered: number;
            /** Format: int64 */
            discarded: number;
            /** Format: int64 */
            expired: number;
        };
        /** @description What one document does with an event. */
        SideView: {
            verdict: components["schemas"]["PreviewVerdict"];
            reason: string | null;
            /** @description What would be delivered: a user's change, then the event. */
            payloads: unknown[];
        };
        /** @description What happened in one step. */
        StepView: components["schemas"]["CountsView"] & {
            /** Format: date-time */
            start: string;
        };
        /** @description What is kept, and the room for it. */
        Storage: {
            /** Format: int64 */
            log_bytes: number;
            /**
             * Format: int64
             * @description Events that are still in the log.
             */
            log_events: number;
            /**
             * Format: date-time
             * @description When the oldest of them was accepted.
             */
            oldest_event_at: string | null;
            /** Format: int64 */
            state_bytes: number;
            /**
             * Format: int64
             * @description What is free on the log's disk, where that is known.
             */
            disk_free_bytes: number | null;
        };
        /** @description To what it was done, by the name at that time. */
        SubjectView: {
            /** @description `sync`, `key` or `person`. */
            kind: string;
            id: string;
            name: string;
        };
        /** @description How a sync delivered in a period; counts events and user updates. */
        SummaryView: {
            timePeriod: components["schemas"]["TimePeriod"];
            /** Format: int64 */
            eventsDelivered: number;
            /**
             * Format: int64
             * @description Expired and discarded.
             */
            eventsNotDelivered: number;
            /**
             * Format: double
             * @description From 0 to 1; 1 when nothing was to be delivered.
             */
            deliveryRate: number;
            /**
             * Format: double
             * @description The 95th percentile; 0 when nothing was delivered.
             */
            latencyInSeconds: number;
            /**
             * @description UTC.
             * @example 2022-10-01 06:00:00.000000
             */
            timePeriodStart: string;
            /**
             * @description UTC.
             * @example 2022-10-31 06:00:00.000000
             */
            timePeriodEnd: string;
            /** Format: int64 */
            successOnFirstAttempt: number;
            /** Format: int64 */
            successAfterRetry: number;
            /** Format: int64 */
            eventsExpired: number;
            /** Format: int64 */
            eventsDiscarded: number;
        };
        /** @description A sync's document as it is read. */
        SyncDocumentRead: components["schemas"]["SyncSettings"] & {
            credentials: components["schemas"]["CredentialsRead"];
        };
        /**
         * @description A sync's document as it is written. Putting back what was read is fine: the fields that a read
         *     adds (`id`, `version`, `created_at`, `updated_at`, `health`, `totals`, `event_names`,
         *     `warnings`) say nothing.
         */
        SyncDocumentWrite: components["schemas"]["SyncSettings"] & {
            credentials: components["schemas"]["CredentialsWrite"];
        };
        SyncSettings: {
            /** @example Product events to Intercom */
            name: string;
            destination: components["schemas"]["DestinationName"];
            /** @description A disabled sync sends nothing; enabling it starts from that moment. Needs a token. */
            enabled?: boolean;
            mapping: components["schemas"]["Mapping"];
            send_events?: components["schemas"]["SendEvents"];
            send_users?: components["schemas"]["SendUsers"];
            value_types?: components["schemas"]["ValueTypes"];
            /**
             * Format: int32
             * @description Metadata keys per event, sent in the order selected.
             * @default 20
             */
            metadata_limit?: number;
            retry?: components["schemas"]["Retry"];
        };
        /** @description What one sync said to an event. */
        SyncVerdictsView: {
            /** Format: int64 */
            sync_id: number;
            event?: components["schemas"]["VerdictView"] | null;
            user?: components["schemas"]["VerdictView"] | null;
        };
        /** @description A sync: its document, and how it fares. */
        SyncView: components["schemas"]["SyncDocumentRead"] & components["schemas"]["Fares"] & {
            /**
             * Format: int64
             * @description As `sync_id` of Amplitude's metrics summary takes it.
             */
            id: number;
            /**
             * Format: int64
             * @description Rises with each change; what `ETag` shows and `If-Match` takes.
             */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description In answers to `POST` and `PUT`: what is allowed but probably not meant. */
            warnings?: components["schemas"]["FaultView"][];
        };
        /** @description Which event types and properties have been seen, by name. */
        TaxonomyView: {
            event_types: components["schemas"]["EventTypeSeen"][];
            /** @description All built-in ones, also those never seen, and custom ones. */
            user_properties: components["schemas"]["UserPropertySeen"][];
            group_properties: components["schemas"]["GroupPropertySeen"][];
        };
        /** @description What became of a test message. */
        TestedView: {
            channel: components["schemas"]["AlertChannel"];
            ok: boolean;
            /** @description What the other side said, or why it was not reached. */
            message: string;
        };
        /**
         * @description A period of time.
         * @enum {string}
         */
        TimePeriod: "TEN_MINUTES" | "ONE_HOUR" | "FOUR_HOURS" | "ONE_DAY" | "ONE_WEEK" | "TWO_WEEKS" | "CUSTOM";
        /** @description What may be known of a stored token. */
        TokenMark: {
            set: boolean;
            /**
             * @description Its last characters.
             * @example …ab12
             */
            hint?: string | null;
        };
        /** @description A token, which no read ever shows, or the mark that a read gave, which keeps the stored one. */
        TokenWrite: string | components["schemas"]["TokenMark"];
        /** @description How a channel fares with a message. */
        ToldView: {
            channel: components["schemas"]["AlertChannel"];
            /**
             * Format: date-time
             * @description When it was told.
             */
            at: string | null;
            /** @description Why it was not, as of the last try. */
            error: string | null;
        };
        /**
         * @description How many deliveries there ever were:
         *     `selected = delivered + pending + discarded + expired`, always.
         */
        Totals: {
            /** Format: int64 */
            selected: number;
            /** Format: int64 */
            pending: number;
            /** Format: int64 */
            delivered: number;
            /** Format: int64 */
            discarded: number;
            /** Format: int64 */
            expired: number;
        };
        /** @description What became of a test event: its preview, and what was sent. */
        TrialView: components["schemas"]["PreviewView"] & {
            /**
             * @description What was sent, in order; nothing where the verdict is not to send. The event does not
             *     follow a user's change that did not arrive.
             */
            sent: components["schemas"]["SentView"][];
        };
        /**
         * @description What to do with an event of a user whom Intercom does not know.
         * @enum {string}
         */
        UnknownUser: "discard" | "wait" | "create";
        /** @description Pending deliveries that are due in the same time. */
        UpcomingView: {
            within: components["schemas"]["Within"];
            /** Format: int64 */
            count: number;
        };
        /** @description A user in a job. */
        UserDeletion: {
            /**
             * Format: int64
             * @description The erasure's id, as in `/api/v1/deletions`.
             */
            amplitude_id: number;
            user_id: string;
            requested_on_day: string;
            requester: string | null;
        };
        /** @description Who is to be erased, in JSON or as a form. */
        UserDeletionBody: {
            user_ids: string[];
            /** @description Intertide gives no such ids: naming one is a fault, unless invalid ids are ignored. */
            amplitude_ids?: number[] | null;
            requester?: string | null;
            /** @description Passes over ids that are not known. */
            ignore_invalid_id?: boolean | null;
            /** @description There is one project, so this is always so; with `true` unknown ids are passed over. */
            delete_from_org?: boolean | null;
            /** @description Every answer names the users. */
            include_mapped_user_ids?: boolean | null;
            /** @description Whether the users' contacts in Intercom are deleted too, for good. */
            delete_in_intercom?: boolean | null;
        };
        /** @description A job. */
        UserDeletionJob: {
            /**
             * @description The day on which it began, in UTC.
             * @example 2026-11-25
             */
            day: string;
            status: components["schemas"]["JobStatus"];
            amplitude_ids: components["schemas"]["UserDeletion"][];
        };
        /** @description A property of users. */
        UserPropertySeen: components["schemas"]["ValuesSeen"] & {
            /**
             * @description As mappings, conditions and selections name it: a custom one that is hidden by a built-in
             *     name is `gp:NAME`.
             */
            name: string;
            /** @description Whether Amplitude's rules keep it, in place of the company's own code. */
            built_in: boolean;
        };
        /** @description A user's profile. */
        UserView: {
            user_id: string;
            /** @description The devices on which the user logged in. */
            devices: string[];
            /**
             * @description Custom and built-in properties under the names that documents use for them:
             *     a custom one that is hidden by a built-in name is `gp:NAME`.
             */
            user_properties: {
                [key: string]: unknown;
            };
            /** @description The groups that the user is in, by type. */
            groups: {
                [key: string]: string[];
            };
            /** @description The newest events. */
            events: components["schemas"]["EventView"][];
            /** @description The newest deliveries through all syncs. */
            deliveries: components["schemas"]["DeliveryView"][];
        };
        /**
         * @description The type of a value.
         * @enum {string}
         */
        ValueType: "string" | "number" | "boolean" | "list" | "object";
        /**
         * @description `native`: as they are; `string`: every property as text, as Amplitude does.
         * @enum {string}
         */
        ValueTypes: "native" | "string";
        /** @description What the values of a property have been. */
        ValuesSeen: {
            types: components["schemas"]["ValueType"][];
            /** @description At most ten of the values, texts cut to 100 characters; of lists, elements. */
            examples: unknown[];
            /**
             * Format: date-time
             * @description Kept to the hour; null for a built-in property that was never seen.
             */
            last_seen: string | null;
        };
        /** @description Whether a delivery was made, and why not. */
        VerdictView: {
            /** @enum {string} */
            verdict: "selected";
        } | {
            category: string;
            /** @enum {string} */
            verdict: "discarded";
        } | {
            /** @enum {string} */
            verdict: "not_selected";
        } | {
            condition: string;
            /** @enum {string} */
            verdict: "filtered";
        } | {
            /** @enum {string} */
            verdict: "no_change";
        };
        /**
         * @description By what somebody is known.
         * @enum {string}
         */
        Via: "session" | "keys";
        /** @description Pending deliveries that wait for the same thing. */
        WaitingView: {
            /** @description Null for what has not been tried yet. */
            category: string | null;
            /** Format: int64 */
            count: number;
            /**
             * Format: date-time
             * @description When the first of them was created.
             */
            oldest: string;
        };
        /** @description Who asks. */
        WhoView: {
            via: components["schemas"]["Via"];
            /** @description The name of the person, or of the secret key. */
            name: string;
            role: components["schemas"]["RoleName"];
            /** @description The project's name. */
            project: string;
            /**
             * Format: date-time
             * @description When the session ends; keys don't.
             */
            expires_at: string | null;
        };
        /**
         * @description By when a delivery is due.
         * @enum {string}
         */
        Within: "now" | "1m" | "10m" | "1h" | "later" | "behind_earlier";
        /** @description A workspace, in Intercom's own words. */
        Workspace: {
            id: string | null;
            name: string | null;
            /** @example EU */
            region: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_user_deletions: {
        parameters: {
            query: {
                /** @description The first day, as `2026-11-25`. */
                start_day: string;
                /** @description The last day; at most six months after the first. */
                end_day: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs, by day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDeletionJob"][];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserDeletionBody"];
                "application/x-www-form-urlencoded": components["schemas"]["UserDeletionBody"];
            };
        };
        responses: {
            /** @description The job that has begun */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDeletionJob"];
                };
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_metrics_summary: {
        parameters: {
            query: {
                /** @description The sync's id. */
                sync_id: number;
                /** @description How far back from now; `CUSTOM` takes `start` and `end`. */
                time_period: components["schemas"]["TimePeriod"];
                /** @description With `CUSTOM`: the first moment, as `2022-10-01T07:00+01:00`. */
                start?: string;
                /** @description With `CUSTOM`: the moment after the last. */
                end?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description More than 4 at the same time or 12 a minute */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alerts and channels */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertList"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    test_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What became of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TestedView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_audit_entries: {
        parameters: {
            query?: {
                /** @description Done by a person or key of this name. */
                actor?: string;
                /** @description This action, such as `sync.updated`. */
                action?: string;
                /**
                 * @description Done to this: a kind, an id, or both, as in `sync:30000001`.
                 * @example sync:30000001
                 */
                subject?: string;
                /** @description Done at this time or later. */
                from?: string;
                /** @description Done before this time. */
                to?: string;
                /** @description How many at most, from 1 to 500; 50 unless told. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_categories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All categories */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CategoryView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_deletions: {
        parameters: {
            query: {
                /** @description Of this user alone. */
                user_id?: string;
                /** @description How many, 1 to 500; 50 unless told. */
                limit: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erasures, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeletionView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    request_deletions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeletionBody"];
            };
        };
        responses: {
            /** @description It has begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeletionView"];
                };
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    lift_suppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The erasure's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user may come back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The delivery's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPageView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_destinations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All destinations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DestinationView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description The user whom the event belongs to, also where only the device told. */
                user_id?: string;
                device_id?: string;
                insert_id?: string;
                /** @description The event's name. */
                event_type?: string;
                /**
                 * @description What became of it.
                 * @example discarded
                 */
                outcome?: "delivered" | "pending" | "discarded" | "expired" | "filtered" | "not_selected" | "no_change" | "duplicate";
                /** @description Through this sync alone. */
                sync_id?: number;
                /** @description Received at this time or later, RFC 3339. */
                from?: string;
                /** @description Received before this time, RFC 3339. */
                to?: string;
                /** @description How many, 50 unless told. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EventRowView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    follow_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveData"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The event's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The story */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventStoryView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeyView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There are a hundred of its kind */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It is the last one of its kind (`last_key`), or the settings give it (`from_settings`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: {
                /** @description From this time on, RFC 3339; an hour before `to` unless told. */
                from?: string;
                /** @description Before this time, RFC 3339; now unless told. */
                to?: string;
                /**
                 * @description The length of a step, whole minutes: `1m` unless told, `15m`, `1h`, `1d`.
                 * @example 15m
                 */
                step?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectMetricsView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_description: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    list_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PersonView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_person: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonBody"];
            };
        };
        responses: {
            /** @description Added */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonWithPasswordView"];
                };
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Somebody has the name (`name_taken`), or there are 200 people (`too_many_people`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    change_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleBody"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonView"];
                };
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It is the one who is always there (`built_in`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It is the one who is always there (`built_in`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonWithPasswordView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It is the one who is always there (`built_in`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    reveal_secret_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretKeyView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Somebody who may use the API */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhoView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    /** @description The session */
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is not said to be JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong passwords; `Retry-After` says how long to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, or never signed in */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordBody"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    /** @description The session */
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It is the administrator who is always there (`built_in`), or somebody with keys (`no_password`) */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong passwords; `Retry-After` says how long to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_syncs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All syncs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SyncView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_sync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncDocumentWrite"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description Its version */
                    etag?: string;
                    /** @description Where it is */
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncView"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The document reads but is not valid; `field` points at the first fault, `faults` lists all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_sync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sync */
            200: {
                headers: {
                    /** @description Its version */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    replace_sync: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read */
                "if-match"?: string | null;
            };
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncDocumentWrite"];
            };
        };
        responses: {
            /** @description Replaced */
            200: {
                headers: {
                    /** @description Its version */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncView"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The sync has been changed meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The document reads but is not valid; `field` points at the first fault, `faults` lists all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_sync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    start_backfill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackfillBody"];
            };
        };
        responses: {
            /** @description Started */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackfillView"];
                };
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sixteen backfills of the sync are running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_backfills: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Backfills, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_BackfillView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    cancel_backfill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
                /** @description The backfill's id */
                backfill_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackfillView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description It is not running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /**
                 * @description How it stands.
                 * @example discarded
                 */
                status?: "pending" | "delivered" | "discarded" | "expired";
                /**
                 * @description The category: why it waits, was discarded or expired.
                 * @example user_not_found
                 */
                category?: string;
                /** @description The user's id. */
                user?: string;
                /** @description The event's name. */
                event_type?: string;
                /** @description Created at this time or later, RFC 3339. */
                from?: string;
                /** @description Created before this time, RFC 3339. */
                to?: string;
                /** @description How many, 50 unless told. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deliveries, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeliveryView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_failures: {
        parameters: {
            query?: {
                /** @description Created at this time or later, RFC 3339. */
                from?: string;
                /** @description Created before this time, RFC 3339. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Failures by category */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FailureView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_sync_metrics: {
        parameters: {
            query?: {
                /** @description From this time on, RFC 3339; an hour before `to` unless told. */
                from?: string;
                /** @description Before this time, RFC 3339; now unless told. */
                to?: string;
                /**
                 * @description The length of a step, whole minutes: `1m` unless told, `15m`, `1h`, `1d`.
                 * @example 15m
                 */
                step?: string;
            };
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    preview_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewBody"];
            };
        };
        responses: {
            /** @description What would be sent, or why nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewView"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The document reads but is not valid; `field` points at the first fault, `faults` lists all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    preview_changes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangesBody"];
            };
        };
        responses: {
            /** @description What would be different */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangesView"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The document reads but is not valid; `field` points at the first fault, `faults` lists all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What waits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    retry_deliveries: {
        parameters: {
            query?: {
                /** @description Only counts. */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetryBody"];
            };
        };
        responses: {
            /** @description How many */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetryView"];
                };
            };
            /** @description The body is not JSON, or a field or parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    test_connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found, good or bad */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    send_test_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The sync's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewBody"];
            };
        };
        responses: {
            /** @description What was sent and answered, or why nothing was sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialView"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The sync has no usable access token */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than 1 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body says that it is something else than JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The document reads but is not valid; `field` points at the first fault, `faults` lists all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_taxonomy: {
        parameters: {
            query?: {
                /**
                 * @description Only this event type; properties of users and groups are shown all the same.
                 * @example Order Completed
                 */
                event_type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was seen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxonomyView"];
                };
            };
            /** @description A parameter can't be read; `field` names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id, escaped */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description Neither `api_key:secret_key` nor a session that is valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description Whoever asks lacks the role (`forbidden`), or a page of another origin had the browser send
             *     it (`cross_origin`).
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The thing asked for is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server's; its log says more. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The disk is full, or the server has too much to do. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
        };
    };
    get_prometheus_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/openmetrics-text": string;
                };
            };
            /** @description A fault of the server's; its log says more */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server has too much to do */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not ready; `problems` says why */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
}
