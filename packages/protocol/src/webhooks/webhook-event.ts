/** One fact that is sent to an app's endpoints (Pusher Channels, "Webhooks"). */
export type WebhookEvent =
  | { readonly name: 'channel_occupied' | 'channel_vacated' | 'cache_miss'; readonly channel: string }
  | {
      readonly name: 'member_added' | 'member_removed';
      readonly channel: string;
      readonly user_id: string;
    }
  | { readonly name: 'subscription_count'; readonly channel: string; readonly subscription_count: number }
  | {
      readonly name: 'client_event';
      readonly channel: string;
      readonly event: string;
      readonly data: string;
      readonly socket_id: string;
      readonly user_id?: string;
    }
  | {
      /** Ours: Pusher's libraries do not know it, so it is sent to nobody who does not ask for it. */
      readonly name: 'push_status';
      readonly publish_id: string;
      /** The state that the publish has come to. */
      readonly status: string;
      /** What became of its deliveries, as the answer about its status counts them. */
      readonly counters: Readonly<Record<string, number>>;
      /** Why it ended so, in words. */
      readonly error_reason?: string;
    };

export type WebhookEventName = WebhookEvent['name'];
