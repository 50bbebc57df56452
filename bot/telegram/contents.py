"""Decides which messages without words are a person's, and so get an answer, and which Telegram put there itself.

Telegram adds new kinds of content several times a year and new service messages seldom, and it names both alike: a
field of the message. So the service messages are listed, and whatever else has no words is taken for something that a
person sent. A service message too new for this list costs somebody a needless sentence; a list of contents, as long
as it was kept, met people who sent something new with silence.
"""

from collections.abc import Collection

SERVICE = frozenset(
    {
        # what becomes of the chat
        "channel_chat_created",
        "chat_background_set",
        "chat_owner_changed",
        "chat_owner_left",
        "community_chat_added",
        "community_chat_joined",
        "community_chat_removed",
        "delete_chat_photo",
        "group_chat_created",
        "left_chat_member",
        "message_auto_delete_timer_changed",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "new_chat_members",
        "new_chat_photo",
        "new_chat_title",
        "pinned_message",
        "proximity_alert_triggered",
        "supergroup_chat_created",
        "video_chat_ended",
        "video_chat_participants_invited",
        "video_chat_scheduled",
        "video_chat_started",
        # topics
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        # money and presents: nobody expects a bot of surveys to speak of them
        "boost_added",
        "direct_message_price_changed",
        "gift",
        "gift_upgrade_sent",
        "giveaway_completed",
        "giveaway_created",
        "paid_message_price_changed",
        "refunded_payment",
        "successful_payment",
        "suggested_post_approval_failed",
        "suggested_post_approved",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
        "unique_gift",
        # what follows something else that was sent or allowed
        "checklist_tasks_added",
        "checklist_tasks_done",
        "connected_website",
        "managed_bot_created",
        "passport_data",
        "poll_option_added",
        "poll_option_deleted",
        "write_access_allowed",
    }
)
"""Fields of a message that Telegram itself wrote (Bot API 10.3). Not among them is what a person hands over by a
button of another keyboard (`web_app_data`, `users_shared`, `chat_shared`): they look at the chat and wait."""


def is_service(fields: Collection[str]) -> bool:
    """Whether a message without words, of these fields, is Telegram's own."""
    return not SERVICE.isdisjoint(fields)
