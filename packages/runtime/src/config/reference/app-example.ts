/** An app with webhooks, in a file. */
export const APP_EXAMPLE = `[[app_manager.array.apps]]
id = "shop"
key = "shop-key"
secret = "\${SHOP_SECRET}"

[app_manager.array.apps.features]
enable_client_messages = true

[[app_manager.array.apps.webhooks]]
url = "https://shop.example/realtime"
event_types = ["channel_occupied", "channel_vacated"]
headers = { Authorization = "Bearer \${SHOP_WEBHOOK_TOKEN}" }

[[app_manager.array.apps.webhooks]]
id = "members"
url = "https://crm.example/members"
event_types = ["member_added", "member_removed"]
ordered = true
filter = { channel_prefix = "presence-room-" }
retry = { max_elapsed_time_ms = 600000 }
`;
