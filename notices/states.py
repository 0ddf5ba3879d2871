"""What becomes of a message, and why one was not sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    QUEUED = "queued", _("I kø")
    SENDING = "sending", _("Under afsendelse")
    SENT = "sent", _("Sendt")
    FAILED = "failed", _("Mislykket")
    HELD = "held", _("Tilbageholdt")
    VOID = "void", _("Annulleret")


# From `sending` a message goes back to `queued` only when it is known that the mail server did not take it; straight
# from `queued` to `sent` when it turns out to have gone out before the backup was made from which it comes.
MOVES: dict[MessageState, frozenset[MessageState]] = {
    MessageState.QUEUED: frozenset(
        {
            MessageState.SENDING,
            MessageState.SENT,
            MessageState.FAILED,
            MessageState.HELD,
            MessageState.VOID,
            MessageState.QUEUED,
        }
    ),
    MessageState.SENDING: frozenset(
        {MessageState.SENT, MessageState.QUEUED, MessageState.FAILED, MessageState.HELD, MessageState.VOID}
    ),
    MessageState.SENT: frozenset(),
    MessageState.FAILED: frozenset({MessageState.QUEUED, MessageState.VOID}),
    MessageState.HELD: frozenset({MessageState.QUEUED, MessageState.SENT, MessageState.VOID}),
    MessageState.VOID: frozenset(),
}

# The moment each state began; set while the message is in it, empty otherwise.
STAMPS: dict[MessageState, str] = {
    MessageState.SENDING: "sending_at",
    MessageState.SENT: "sent_at",
    MessageState.FAILED: "failed_at",
    MessageState.HELD: "held_at",
    MessageState.VOID: "void_at",
}

# Not gone out, and nobody's turn but the worker's. One that waits for the mail server's first word is in `sending`.
WAITING = (MessageState.QUEUED, MessageState.SENDING)
UNSENT = (MessageState.QUEUED, MessageState.HELD, MessageState.FAILED)
OVER = (MessageState.SENT, MessageState.FAILED, MessageState.VOID)


class Reason(models.TextChoices):
    """Why a message is held, failed or void, or a reminder was left out."""

    MAIL_HELD = "mail-held", _("Al post holdes tilbage")
    UNKNOWN = "unknown", _("Forbindelsen røg under afsendelsen, så det vides ikke, om mailen kom frem")
    REFUSED = "refused", _("Afvist af mailserveren")
    GAVE_UP = "gave-up", _("Opgivet efter flere forsøg")
    BROKEN = "broken", _("Mailen kunne ikke laves")
    BAD_ADDRESS = "bad-address", _("Adressen kan ikke bruges")
    DONE = "done", _("Opgaven er løst")
    MOVED = "moved", _("Fristen er flyttet")
    OVERTAKEN = "overtaken", _("En senere påmindelse træder i stedet")
    NOT_THEIRS = "not-theirs", _("Opgaven er ikke længere modtagerens")
    PAUSED = "paused", _("Påmindelserne er sat på pause")
    UNWANTED = "unwanted", _("Modtageren har slået tidlige påmindelser fra")
    INACTIVE = "inactive", _("Modtageren er ikke længere aktiv")
    EXPIRED = "expired", _("Mailen gælder ikke længere")
    SUPERSEDED = "superseded", _("En ny besked træder i stedet")
    BY_TEAM = "by-team", _("Annulleret af kulturteamet")


class Wish(models.TextChoices):
    """What a person may turn off."""

    EARLY_REMINDERS = "early-reminders", _("Tidlige påmindelser")
