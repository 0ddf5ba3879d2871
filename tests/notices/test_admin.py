"""The team's Postkasse and the plan of reminders."""

import pytest
from django.urls import reverse

from notices import actions, unsubscribing
from notices.models import Message, Reminder, ReminderPause
from notices.states import MessageState, Reason, Wish
from programme import history
from programme.models import HistoryEntry
from tests.notices.owed import DUE, WEEK_BEFORE


@pytest.fixture
def in_state(queue):
    """`in_state("failed")`: a message in that state."""

    def make(state: str, **fields) -> Message:
        message = queue(f"test:{state}", at=WEEK_BEFORE)
        usual = {"state": state}
        if state != "queued":
            usual[f"{state}_at"] = WEEK_BEFORE
        if state in ("failed", "held", "void"):
            usual["reason"] = {"failed": "refused", "held": "mail-held", "void": "done"}[state]
        Message.objects.filter(pk=message.pk).update(**usual | fields)
        message.refresh_from_db()
        return message

    return make


def page(client, name: str, *args) -> str:
    response = client.get(reverse(f"admin:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def act(client, message: Message, slug: str):
    return client.post(reverse("admin:notices_message_act", args=[message.uid, slug]), follow=True)


def test_postkasse_counts_and_lists(team, in_state):
    for state in ("queued", "sent", "failed", "held", "void"):
        in_state(state, subject=f"Emne {state}" if state == "sent" else "")

    text = page(team, "notices_message_changelist")

    assert "Emne sent" in text
    assert text.count('<span class="team-card-number">1</span>') == 3  # the one that was sent is older than a week
    for label in ("I kø", "Mislykket", "Tilbageholdt"):
        assert label in text


@pytest.mark.parametrize("rows", [1, 30])
def test_postkasse_asks_as_many_queries_for_one_row_as_for_thirty(team, queue, rows, django_assert_num_queries):
    for n in range(rows):
        queue(f"test:{n}")
    page(team, "notices_message_changelist")

    with django_assert_num_queries(8):
        page(team, "notices_message_changelist")


def test_postkasse_is_narrowed_and_searched(team, in_state):
    in_state("failed", subject="Den mislykkede")
    in_state("sent", subject="Den sendte")
    url = reverse("admin:notices_message_changelist")

    narrowed = team.get(url, {"state__exact": "failed"}).content.decode()
    searched = team.get(url, {"q": "sendte"}).content.decode()

    assert "Den mislykkede" in narrowed
    assert "Den sendte" not in narrowed
    assert "Den sendte" in searched


def test_read_view_shows_what_was_sent(team, queue, deliver):
    message = queue()
    deliver()

    text = page(team, "notices_message_change", message.uid)

    message.refresh_from_db()
    assert message.subject in text
    assert "Hej Anna Holm" in text
    assert message.message_id in text.replace("&lt;", "<").replace("&gt;", ">")


def test_read_view_shows_no_link_that_turns_anothers_reminders_off(team, in_state, anna):
    link = unsubscribing.address(anna.pk, Wish.EARLY_REMINDERS)
    message = in_state("sent", text=f"Slå dem fra:\n{link}\nHilsen")

    text = page(team, "notices_message_change", message.uid)

    assert "/min-side/beskeder/afmeld/…" in text
    assert link.rstrip("/").rpartition("/")[2] not in text
    assert "Hilsen" in text


def test_kinds_are_shown_by_what_they_are_called(team, in_state):
    message = in_state("held", kind="expression-received")

    for text in (
        page(team, "notices_message_changelist"),
        page(team, "notices_message_change", message.uid),
        page(team, "notices_message_act", message.uid, "frigiv"),
        page(team, "notices_message_release_all"),
    ):
        assert "Kvittering for interesseerklæring" in text
        assert ">expression-received<" not in text


def test_reminders_of_a_mail_are_told_in_words(team, in_state, anna):
    message = in_state("sent", kind="reminder")
    Reminder.objects.create(
        key="submit-expression:1",
        kind="submit-expression",
        case=message.uid,
        person=anna,
        due_on=DUE,
        offset=-7,
        message=message,
        void_at=WEEK_BEFORE,
        reason=Reason.DONE,
    )

    text = page(team, "notices_message_change", message.uid)

    assert "At sende interesseerklæringen <span>7 dage før 28. april · <strong>Opgaven er løst</strong>" in text


@pytest.mark.parametrize("state", ["sent", "held"])
def test_release_all_is_offered_when_something_is_held(team, in_state, state):
    in_state(state)

    offered = reverse("admin:notices_message_release_all") in page(team, "notices_message_changelist")

    assert offered == (state == "held")


def test_read_view_of_a_code_does_not_show_it(team, db):
    message = Message.objects.create(
        key="kode:1",
        kind="login-code",
        address="anna@eksempel.dk",
        is_secret=True,
        context={"code": "87654321"},
        message_id="<x@rn.dk>",
        queued_at=WEEK_BEFORE,
    )

    assert "87654321" not in page(team, "notices_message_change", message.uid)


def test_send_again_asks_first(team, in_state):
    message = in_state("failed", attempts=5)

    asked = page(team, "notices_message_act", message.uid, "send-igen")
    message.refresh_from_db()

    assert "Skal mailen sendes igen?" in asked
    assert message.state == MessageState.FAILED


def test_send_again_queues_it_and_says_who_did(team, in_state, bo):
    message = in_state("failed", attempts=5)

    answer = act(team, message, "send-igen").content.decode()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.reason) == (MessageState.QUEUED, 0, "")
    assert "Mailen er lagt i kø igen." in answer
    assert "Bo Lund sendte mailen til anna@eksempel.dk igen." in answer
    assert list(history.verify()) == []


def test_release_of_one_in_doubt_warns_that_it_may_arrive_twice(team, in_state):
    message = in_state("held", reason=Reason.UNKNOWN)

    assert "kan modtageren få den to gange" in page(team, "notices_message_act", message.uid, "frigiv")

    act(team, message, "frigiv")
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    assert message.released_by.name == "Bo Lund"


def test_void_stops_it_for_good(team, in_state, anna):
    message = in_state("queued")
    Reminder.objects.create(key="a", kind="a", case=message.uid, person=anna, due_on=DUE, offset=-7, message=message)

    act(team, message, "annuller")

    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.VOID, Reason.BY_TEAM)
    assert Reminder.objects.get().reason == Reason.BY_TEAM


@pytest.mark.parametrize(
    ("state", "slug"),
    [("sent", "send-igen"), ("sent", "annuller"), ("queued", "frigiv"), ("void", "frigiv"), ("sending", "annuller")],
)
def test_act_that_does_not_fit_the_state_changes_nothing(team, in_state, state, slug):
    message = in_state(state)

    answer = act(team, message, slug).content.decode()

    message.refresh_from_db()
    assert message.state == state
    assert "mailen har skiftet tilstand" in answer
    assert not HistoryEntry.objects.exists()


def test_act_of_another_name_is_not_found(team, in_state):
    assert act(team, in_state("failed"), "slet").status_code == 404


def test_release_all_lets_go_what_was_held_and_not_what_is_in_doubt(team, in_state, queue, settings, relay, deliver):
    settings.MAIL_HELD = True
    doubtful = in_state("held", reason=Reason.UNKNOWN)
    queue("test:1")
    queue("test:2")
    deliver()

    assert "Frigiv 2 mails" in page(team, "notices_message_release_all")
    team.post(reverse("admin:notices_message_release_all"))
    deliver()

    doubtful.refresh_from_db()
    assert len(relay.taken) == 2
    assert doubtful.state == MessageState.HELD
    assert HistoryEntry.objects.get().sentence == "Bo Lund frigav 2 tilbageholdte mails."


@pytest.mark.parametrize(
    "name", ["notices_message_changelist", "notices_reminderpause_changelist", "notices_message_release_all"]
)
def test_the_teams_pages_are_the_teams(client, anna, name):
    client.force_login(anna, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse(f"admin:{name}")).status_code == 404


def test_pause_is_written_down_and_can_be_only_one(anna, bo):
    case = Message(key="x").uid

    actions.pause(case, reason="Sygdom", by=bo, at=WEEK_BEFORE)
    with pytest.raises(actions.NotAllowed):
        actions.pause(case, reason="Igen", by=bo, at=WEEK_BEFORE)
    actions.resume(case, by=bo, at=WEEK_BEFORE)
    with pytest.raises(actions.NotAllowed):
        actions.resume(case, by=bo, at=WEEK_BEFORE)

    sentences = [entry.sentence for entry in HistoryEntry.objects.filter(case=case)]
    assert sentences == ["Bo Lund satte påmindelserne på pause: Sygdom", "Bo Lund genoptog påmindelserne."]
    assert ReminderPause.objects.get().ended_by == bo
