"""The states of an expression of interest, and which may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ExpressionState(models.TextChoices):
    DRAFT = "draft", _("Kladde")
    SUBMITTED = "submitted", _("Sendt")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    DESIGNATED = "designated", _("Udpeget")
    RESERVE = "reserve", _("På reservelisten")
    DECLINED = "declined", _("Afslag")

    @property
    def next_for_area(self) -> str:
        """What happens next, as the area reads it."""
        sentences = {
            ExpressionState.DRAFT: _("I kan skrive videre, til I sender den."),
            ExpressionState.SUBMITTED: _(
                "Region Nordjylland har modtaget den. I får besked på mail, når der er truffet afgørelse."
            ),
            ExpressionState.WITHDRAWN: _("I har trukket den tilbage, og den er ikke længere med."),
            ExpressionState.DESIGNATED: _(
                "I er udpeget som Kulturpunkt. Næste skridt er samarbejdsaftalen med regionen."
            ),
            ExpressionState.RESERVE: _("I står på reservelisten. Bliver en plads ledig, hører I fra os."),
            ExpressionState.DECLINED: _("I er ikke udpeget denne gang. Begrundelsen står i brevet."),
        }
        return str(sentences[self])


# What a draft is called while the team waits for the answer to its questions; not a state of its own.
SENT_BACK = _("Sendt tilbage")

EXPRESSION_MOVES: dict[str, tuple[str, ...]] = {
    ExpressionState.DRAFT: (ExpressionState.SUBMITTED, ExpressionState.WITHDRAWN),
    ExpressionState.SUBMITTED: (
        ExpressionState.DRAFT,
        ExpressionState.WITHDRAWN,
        ExpressionState.DESIGNATED,
        ExpressionState.RESERVE,
        ExpressionState.DECLINED,
    ),
    ExpressionState.WITHDRAWN: (),
    ExpressionState.DESIGNATED: (ExpressionState.WITHDRAWN,),
    ExpressionState.RESERVE: (ExpressionState.DESIGNATED, ExpressionState.WITHDRAWN),
    ExpressionState.DECLINED: (),
}
# What the region has decided: the words are out of the area's and of the dialogue's hands.
DECIDED = (ExpressionState.DESIGNATED, ExpressionState.RESERVE, ExpressionState.DECLINED)

# The names of the `<stamp>_at`/`<stamp>_by` pairs that say when and by whom a state was reached.
EXPRESSION_STAMPS = {
    ExpressionState.DRAFT: "drafted",
    ExpressionState.SUBMITTED: "submitted",
    ExpressionState.WITHDRAWN: "withdrawn",
    ExpressionState.DESIGNATED: "designated",
    ExpressionState.RESERVE: "reserved",
    ExpressionState.DECLINED: "declined",
}


# When and by whom it was sent stays with what is decided about it.
EXPRESSION_KEPT = {ExpressionState.SUBMITTED: DECIDED}


class GroupRole(models.TextChoices):
    CONTACT = "contact", _("Kontaktperson")
    MEMBER = "member", _("Medlem")


class InvitationState(models.TextChoices):
    """What has become of an invitation. That it has run out is no state: the day says so."""

    PENDING = "pending", pgettext_lazy("invitation", "Afventer svar")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Takket ja")
    DECLINED = "declined", pgettext_lazy("invitation", "Takket nej")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Trukket tilbage")


INVITATION_MOVES: dict[str, tuple[str, ...]] = {
    InvitationState.PENDING: (InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.WITHDRAWN),
    InvitationState.ACCEPTED: (),
    InvitationState.DECLINED: (),
    InvitationState.WITHDRAWN: (),
}

INVITATION_STAMPS = {
    InvitationState.ACCEPTED: "accepted",
    InvitationState.DECLINED: "declined",
    InvitationState.WITHDRAWN: "withdrawn",
}


class Sector(models.TextChoices):
    ASSOCIATION = "association", _("Forening")
    CULTURE = "culture", _("Kulturinstitution")
    SCHOOL = "school", _("Skole eller uddannelse")
    CHILDCARE = "childcare", _("Daginstitution")
    BUSINESS = "business", _("Erhvervsliv")
    PUBLIC = "public", _("Kommune eller offentlig institution")
    CHURCH = "church", _("Kirke eller trossamfund")
    SPORT = "sport", _("Idræt")
    OTHER = "other", pgettext_lazy("sector", "Andet")


class Funding(models.TextChoices):
    GRANT = "grant", _("Af de 50.000 kr. fra regionen")
    OWN = "own", _("Egen finansiering")


class Channel(models.TextChoices):
    """How an expression came that the team types in."""

    PAPER = "paper", _("På papir")
    PHONE = "phone", _("På telefon")
    EMAIL = "email", _("På mail")

    @property
    def came(self) -> str:
        """Within a sentence: "Modtaget på papir den …"."""
        words = {Channel.PAPER: _("på papir"), Channel.PHONE: _("på telefon"), Channel.EMAIL: _("på mail")}
        return str(words[self])


class ActingEnd(models.TextChoices):
    """How the team's writing on an area's behalf came to its end."""

    STOPPED = "stopped", _("Stoppet")
    SIGNED_OUT = "signed-out", _("Logget ud")
    ANOTHER = "another", _("Gik videre til et andet område")
    REGISTERED = "registered", _("Registreret som modtaget")
    RAN_OUT = "ran-out", _("Tiden udløb")


class TalkChannel(models.TextChoices):
    """How people talked."""

    MEETING = "meeting", _("Møde")
    PHONE = "phone", pgettext_lazy("dialogue", "Telefon")
    EMAIL = "e-mail", pgettext_lazy("dialogue", "E-mail")
    EVENT = "event", _("Arrangement")


class Interest(models.TextChoices):
    """How far a place is from applying, as whoever talked with it sees it."""

    CURIOUS = "curious", _("Nysgerrig")
    CONSIDERING = "considering", _("Overvejer")
    DECIDED = "decided", _("Besluttet")
    NOT_NOW = "not now", _("Ikke nu")
