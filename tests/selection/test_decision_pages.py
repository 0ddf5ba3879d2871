"""The team's pages about decisions."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions as areas_actions
from notices.models import Message
from programme.models import Milestone
from selection import actions, readiness
from selection.models import Composition, Decision, Letter, LetterText, Publication
from selection.states import DecisionState, Outcome
from tests import factories
from tests.areas.desk import as_bo
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.DECIDED_AT


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = made.RELEASED_AT.date()


def at(name: str, *args: object) -> str:
    return reverse(f"admin:selection_decision_{name}", args=args)


def latest(decision: Decision) -> Decision:
    return Decision.objects.pending().select_related("letter").get(expression=decision.expression)


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


# --- from a composition


def test_before_anything_is_decided_the_page_says_what_to_do():
    made.composition(made.round_of(3)[:2])

    page = words_of(as_bo().get(at("changelist")))

    assert "3 interesseerklæringer er der ingen afgørelse om" in page
    assert "Gør “De bedste” til afgørelser" in page


def test_the_team_makes_a_composition_into_decisions():
    sent = made.round_of(4)
    chosen = made.composition(sent[:2], sent[2:3])
    bo = as_bo()

    page = words_of(bo.get(at("decide", chosen.uid)))
    assert "2 områder bliver udpeget" in page
    assert "Nogen mangler at vurdere: Sted 1, Sted 2, Sted 3, Sted 4." in page

    refused = bo.post(at("decide", chosen.uid), {"version": 1, "reason": ""})
    assert refused.status_code == 422
    assert "Sæt flueben, hvis I vil træffe afgørelse uden de vurderinger, der mangler." in refused.text

    done = bo.post(at("decide", chosen.uid), {"version": 1, "anyway": "on", "reason": "Alle er enige"}, follow=True)
    assert "4 afgørelser ligger klar med breve." in done.text
    assert "2 af 2 pladser givet, 1 på reservelisten, 1 afslag" in done.text


def test_what_was_typed_is_still_there_when_a_reason_is_missing():
    chosen = made.composition(made.round_of(2))

    refused = as_bo().post(at("decide", chosen.uid), {"anyway": "on", "reason": " "})

    assert "Skriv, hvorfor I går videre uden alle vurderinger." in refused.text
    assert 'name="anyway" id="id_anyway" checked' in refused.text


def test_what_stands_in_the_way_is_said_and_nothing_is_made():
    sent = made.round_of(2)
    chosen = made.composition(sent)
    areas_actions.withdraw(sent[1], by=sent[1].created_by, at=NOW)

    for response in (as_bo().get(at("decide", chosen.uid)), as_bo().post(at("decide", chosen.uid), {"anyway": "on"})):
        assert "På listen, men ikke sendt ind længere: Sted 2." in response.text
    assert not Decision.objects.exists()


def test_what_is_counted_is_what_is_decided():
    decisions = made.released()
    late = factories.expression.submitted(factories.carla(), name="Limby")
    chosen = Composition.objects.get()
    actions.put_in_reserve(chosen, late, version=1, by=factories.bo(), at=NOW)

    page = words_of(as_bo().get(at("decide", chosen.uid)))

    assert len(decisions) == 4
    assert "0 områder bliver udpeget 1 område kommer på reservelisten 0 områder får afslag" in page


def test_what_a_composition_would_undo_is_said_before_it_is_done(bo):
    first, _, _, fourth = made.decided(4)
    chosen = Composition.objects.get()
    assert "Anderledes end det, der ligger klar" not in as_bo().get(at("decide", chosen.uid)).text
    actions.swap(first, fourth, by=bo, at=NOW)

    page = words_of(as_bo().get(at("decide", chosen.uid)))

    assert f"Anderledes end det, der ligger klar: {first.expression}, {fourth.expression}." in page


def test_once_everybody_is_told_no_composition_is_offered():
    made.released()
    chosen = at("decide", Composition.objects.get().uid)

    page = as_bo().get(at("changelist")).text
    assert "Sammensætninger" not in page
    assert chosen not in page

    factories.expression.submitted(factories.carla(), name="Limby")
    assert chosen in as_bo().get(at("changelist")).text


def test_a_composition_that_has_changed_is_shown_again_and_nothing_is_made(bo):
    sent = made.round_of(3)
    chosen = made.composition(sent[:2], sent[2:])
    client, said = as_bo(), {"anyway": "on", "reason": "Alle er enige"}
    actions.take_out(chosen, sent[2], version=1, by=bo, at=NOW)

    refused = client.post(at("decide", chosen.uid), said | {"version": 1})

    assert refused.status_code == 409
    assert "En anden har ændret sammensætningen, siden du åbnede siden." in refused.text
    assert 'name="version" value="2"' in refused.text
    assert not Decision.objects.exists()
    assert "3 afgørelser" in client.post(at("decide", chosen.uid), said | {"version": 2}, follow=True).text


def test_what_only_another_of_the_team_can_decide_is_said(bo):
    *_, third, fourth = made.decided(4, reserve=2)
    made.disqualified(bo, fourth.expression)
    chosen, grethe = Composition.objects.get(), factories.person("Grethe Skov", is_team=True)
    actions.move_in_reserve(chosen, third.expression, up=False, version=1, by=grethe, at=NOW)

    said = as_bo().post(at("decide", chosen.uid), {"version": 2, "anyway": "on", "reason": "Travlt"})

    assert "Bed en anden i kulturteamet om at gøre det." in said.text
    said = as_bo().post(at("void", third.uid), follow=True)
    assert "Bed en anden i kulturteamet om at gøre det." in said.text


def test_one_that_came_after_the_release_gets_a_decision_by_itself():
    made.released()
    late = factories.expression.submitted(factories.carla(), name="Limby")
    client = as_bo()
    assert at("decline", late.uid) in client.get(at("changelist")).text

    said = client.post(at("decline", late.uid), follow=True)

    assert "Et afslag til Limby ligger klar." in said.text
    assert Decision.objects.pending().get().expression == late
    assert at("decline", late.uid) not in said.text


def test_who_has_not_answered_is_named_and_the_questions_can_be_closed():
    made.round_of(1)
    late = factories.expression.sent_back(by=factories.carla(), name="Limby")

    page = as_bo().get(at("changelist")).text

    assert "Limby er sendt tilbage med spørgsmål og har ikke svaret." in page
    assert reverse("admin:areas_expressionofinterest_close_questions", args=[late.uid]) in page


# --- one decision


def test_a_place_is_offered_only_while_one_is_free(bo):
    first, _, third, _ = made.decided(4)
    assert "Udpeg området på en ledig plads" not in as_bo().get(at("outcome", third.uid)).text
    actions.change(first, Outcome.DECLINED, by=bo, at=NOW)

    assert "Udpeg området på en ledig plads" in as_bo().get(at("outcome", third.uid)).text


def test_the_page_of_a_decision_shows_its_letter_and_reasons():
    first, *_ = made.decided()

    page = words_of(as_bo().get(at("change", first.uid)))

    assert "Sted 1 er udpeget som Kulturpunkt" in page
    assert "Ikke læst igennem" in page
    assert "Bo Lund lagde en afgørelse klar: udpeget." in page


def test_reasons_are_saved_and_the_letter_has_them():
    first, *_ = made.decided()

    as_bo().post(at("change", first.uid), {"reasons": "I har musik.", "version": first.version})

    assert "I har musik." in latest(first).letter.body


def test_reasons_that_another_wrote_in_are_not_overwritten(bo):
    first, *_ = made.decided()
    actions.revise_reasons(first, "Den anden.", seen=first.version, by=bo, at=NOW)

    response = as_bo().post(at("change", first.uid), {"reasons": "Min tekst.", "version": first.version})

    assert response.status_code == 409
    assert "Min tekst." in response.text
    assert "En anden har skrevet i begrundelsen imens." in response.text
    assert latest(first).reasons == "Den anden."


def test_a_letter_is_corrected_read_and_the_next_one_shown():
    first, second, *_ = made.decided()
    bo = as_bo()

    bo.post(at("letter", first.uid), {"subject": "Tillykke", "body": "Kære alle", "version": first.letter.version})
    letter = latest(first).letter
    assert (letter.subject, letter.body, letter.is_corrected) == ("Tillykke", "Kære alle", True)

    answer = bo.post(at("read", first.uid), {"read": "1", "version": letter.version, "next": "1"})
    assert answer.headers["Location"] == at("change", second.uid)
    assert latest(first).letter.read_at


def test_a_tag_in_a_corrected_letter_is_named_and_the_text_stays():
    first, *_ = made.decided()

    response = as_bo().post(at("letter", first.uid), {"subject": "x", "body": "Kære {kontaktperson}", "version": 1})

    assert response.status_code == 422
    assert "Skriv selv, hvad der skal stå i stedet for {kontaktperson}" in response.text
    assert "Kære {kontaktperson}" in response.text


def test_a_corrected_letter_without_its_complaint_guidance_is_pointed_out(bo):
    *_, fourth = made.decided()
    assert "Klagevejledningen står ikke i brevet" not in as_bo().get(at("change", fourth.uid)).text

    actions.correct(fourth, subject="x", body="Nej", seen=fourth.letter.version, by=bo, at=NOW)

    assert "Klagevejledningen står ikke i brevet" in as_bo().get(at("change", fourth.uid)).text


def test_a_letter_that_another_has_corrected_is_neither_ticked_nor_made_anew_unseen(bo):
    first, *_ = made.decided()
    seen = first.letter.version
    actions.correct(first, subject="Den andens", body="Kære alle", seen=seen, by=bo, at=NOW)

    for name in ("read", "remake"):
        answer = as_bo().post(at(name, first.uid), {"read": "1", "next": "1", "version": seen})
        assert answer.headers["Location"] == at("change", first.uid)
        said = as_bo().post(at(name, first.uid), {"read": "1", "version": seen}, follow=True)
        assert "En anden har ændret brevet, siden du åbnede siden. Intet er ændret af dig." in said.text
    assert (latest(first).letter.subject, latest(first).letter.read_at) == ("Den andens", None)


def version_in(response) -> str:
    return re.search(r'name="version" value="(\d+)"', response.text)[1]


def test_who_corrects_a_letter_that_another_has_corrected_sees_so_and_can_save_then(bo):
    first, *_ = made.decided()
    actions.correct(first, subject="Den andens", body="Kære alle", seen=first.letter.version, by=bo, at=NOW)
    typed = {"subject": "Min", "body": "Kære jer"}

    told = as_bo().post(at("letter", first.uid), typed | {"version": first.letter.version})

    assert told.status_code == 409
    assert "Intet er gemt endnu: en anden har ændret brevet" in told.text
    assert "Kære jer" in told.text
    as_bo().post(at("letter", first.uid), typed | {"version": version_in(told)})
    assert latest(first).letter.subject == "Min"


def test_so_does_who_changes_a_letter_text():
    made.decided()
    typed = {"subject": "Min", "body": "{begrundelse}"}
    as_bo().post(text_page(), {"subject": "Den andens", "body": "{begrundelse}", "version": "0"})

    told = as_bo().post(text_page(), typed | {"version": "0"})

    assert told.status_code == 409
    assert "Intet er gemt endnu: en anden har ændret brevteksten" in told.text
    as_bo().post(text_page(), typed | {"version": version_in(told)})
    assert LetterText.objects.get().subject == "Min"


def test_a_letter_that_the_plan_has_overtaken_is_pointed_out_on_its_page(bo):
    first, *_ = made.decided()
    Milestone.objects.filter(key="kickoff").update(from_on="2025-06-20", to_on="2025-06-20")

    assert "Brevet siger noget andet end sagen" in as_bo().get(at("change", first.uid)).text


def test_a_letter_is_made_anew():
    first, *_ = made.decided()
    as_bo().post(at("letter", first.uid), {"subject": "x", "body": "y", "version": first.letter.version})

    as_bo().post(at("remake", first.uid), {"version": latest(first).letter.version})

    assert latest(first).letter.subject == "Sted 1 er udpeget som Kulturpunkt"


def test_the_draft_of_a_letter_is_a_pdf_that_nobody_keeps():
    first, *_ = made.decided()

    response = as_bo().get(at("pdf", first.uid))

    assert response.content.startswith(b"%PDF")
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert "attachment" in response.headers["Content-Disposition"]


def test_another_outcome_and_a_swap_by_the_page():
    first, _second, third, fourth = made.decided()
    bo = as_bo()

    assert "Byt med Sted 3 (Reserveliste nr. 1)" in bo.get(at("outcome", first.uid)).text
    said = bo.post(at("outcome", first.uid), {"what": str(third.uid)}, follow=True)
    assert "Sted 1 og Sted 3 har byttet." in said.text
    assert latest(third).outcome == Outcome.DESIGNATED

    said = bo.post(at("outcome", fourth.uid), {"what": "designated"}, follow=True)
    assert "Alle pladser er givet." in said.text
    said = bo.post(at("outcome", fourth.uid), {"what": "reserve"}, follow=True)
    assert latest(fourth).reserve == 2
    said = bo.post(at("outcome", latest(fourth).uid), {}, follow=True)
    assert "Vælg den nye afgørelse." in said.text


def test_who_comes_second_is_told_kindly(bo):
    first, *_ = made.decided()
    actions.change(first, Outcome.DECLINED, by=bo, at=NOW)

    said = as_bo().post(at("outcome", first.uid), {"what": "reserve"}, follow=True)

    assert "En anden har ændret afgørelsen, siden du åbnede siden." in said.text


def test_a_decision_is_let_go():
    *_, fourth = made.decided()

    as_bo().post(at("void", fourth.uid))

    fourth.refresh_from_db()
    assert fourth.state == DecisionState.VOID
    page = words_of(as_bo().get(at("change", fourth.uid)))
    assert "Bortfaldet; intet er sendt." in page
    assert "frigivet" not in page
    assert "Gå til den afgørelse, der gælder nu" not in page


def test_the_page_of_what_is_void_leads_to_what_holds_now(bo):
    first, *_ = made.decided()
    now = actions.change(first, Outcome.DECLINED, by=bo, at=NOW)

    page = as_bo().get(at("change", first.uid)).text

    assert f'<a href="{at("change", now.uid)}">Gå til den afgørelse, der gælder nu</a>' in page


# --- the letter texts


def text_page(outcome: str = "designated", language: str = "da") -> str:
    return at("text", outcome, language)


def test_the_tags_are_named_on_the_page_and_a_real_letter_is_shown():
    made.decided()

    page = as_bo().get(text_page())

    for text in ("{klagevejledning}", "{reserveplads}", "{kickoff}", "Sådan bliver brevet til Sted 1"):
        assert text in page.text


def test_a_text_is_tried_on_a_chosen_case_without_being_saved():
    _first, second, *_ = made.decided()
    said = {"subject": "Hej {område}", "body": "{begrundelse}", "version": "0", "case": str(second.uid)}

    shown = as_bo().post(text_page(), said | {"show": "1"})
    pdf = as_bo().post(text_page(), said | {"pdf": "1"})

    assert "Hej Sted 2" in shown.text
    assert pdf.content.startswith(b"%PDF")
    assert "Hej" not in latest(second).letter.subject


def test_a_text_is_saved_and_letters_are_made_anew_when_asked():
    first, *_ = made.decided()
    bo = as_bo()

    bo.post(text_page(), {"subject": "Hej {område}", "body": "{begrundelse}", "version": "0"})
    assert latest(first).letter.subject == "Sted 1 er udpeget som Kulturpunkt"
    assert "2 breve er lavet forfra." in bo.post(at("remake_all"), follow=True).text

    assert latest(first).letter.subject == "Hej Sted 1"


def test_what_is_wrong_with_a_text_is_said_and_the_text_stays():
    made.decided()

    response = as_bo().post(text_page(), {"subject": "Hej {by}", "body": "Kære alle", "version": "0"})

    assert response.status_code == 422
    assert "Mærket {by} findes ikke." in response.text
    assert "Mærket {begrundelse} skal stå i brevet." in response.text
    assert "Hej {by}" in response.text


def test_there_are_no_other_letters():
    made.decided()

    assert as_bo().get(text_page("designated", "de")).status_code == 404
    assert as_bo().get(text_page("maybe")).status_code == 404


# --- the release


def press(client: Client, word: str = "FRIGIV"):
    seen = readiness.fingerprint(readiness.pending(factories.programme()))
    return client.post(at("release"), {"seen": seen, "word": word}, follow=True)


def test_the_page_says_what_will_happen_and_what_is_missing():
    made.decided()

    page = words_of(as_bo().get(at("release")))

    assert "4 afgørelser bliver meddelt områderne, alle på én gang." in page
    assert "4 breve er ikke læst igennem: Sted 1, Sted 2, Sted 3, Sted 4." in page
    assert "Det kan ingen tage tilbage" in page
    assert 'name="word"' not in page


def test_what_is_released_after_the_kickoff_is_public_at_once_and_the_page_says_so(settings, bo):
    first, _second, third, _fourth = made.released()
    assert "Der ligger ingen afgørelser klar" in words_of(as_bo().get(at("release")))
    actions.give_up_place(first.expression, by=bo, at=made.RELEASED_AT, reason="Kontakt 1 ringede")
    actions.offer_place(third, by=bo, at=made.RELEASED_AT)
    assert "Intet bliver offentligt nu" in words_of(as_bo().get(at("release")))

    Publication.objects.create(programme=first.programme, worded_at=NOW, worded_by=bo, changed_at=NOW, changed_by=bo)
    settings.TODAY = made.KICKOFF
    page = words_of(as_bo().get(at("release")))

    assert "står på den offentlige side med det samme" in page
    assert "Intet bliver offentligt" not in page


def test_it_is_released_by_the_typed_word_alone():
    made.read(made.decided())

    wrong = press(as_bo(), "ja")
    assert wrong.status_code == 422
    assert "Skriv FRIGIV i feltet for at bekræfte." in wrong.text
    assert not Message.objects.filter(kind="decision").exists()

    done = press(as_bo(), "frigiv")
    assert "4 afgørelser er frigivet." in done.text
    assert "0 af 4" in words_of(done)
    assert "0 af 8" in words_of(done)


def test_how_far_it_is_comes_from_the_rows_by_reload_and_by_script():
    made.released()
    for letter in Letter.objects.exclude(paper=None)[:3]:
        type(letter.paper).objects.filter(pk=letter.paper_id).update(
            made_at=made.RELEASED_AT, size=1, sha256="0" * 64, error=""
        )
    mails = Message.objects.filter(kind="decision").order_by("pk")
    Message.objects.filter(pk__in=mails.values("pk")[:5]).update(state="sent", sent_at=made.RELEASED_AT)
    Message.objects.filter(pk=mails.last().pk).update(state="failed", failed_at=made.RELEASED_AT, reason="refused")

    page = as_bo().get(at("progress"))
    part = as_bo().get(at("progress"), headers={"HX-Request": "true"})

    for response in (page, part):
        assert "3 af 4" in words_of(response)
        assert "5 af 8" in words_of(response)
        assert '<a class="t-over" href="/team/postkasse/">1</a>' in response.text
    assert "<html" not in part.text


def test_who_is_disqualified_sees_no_trace_of_the_case_and_releases_nothing(bo):
    decisions = made.decided()
    made.read(decisions)
    made.disqualified(bo, decisions[0].expression)
    client = as_bo()

    pages = [client.get(at("changelist")), client.get(at("release")), client.get(at("outcome", decisions[2].uid))]
    assert all("Sted 1" not in page.text for page in pages)
    for name in ("change", "letter", "pdf", "outcome", "void", "offer", "given_up", "read", "remake"):
        assert client.get(at(name, decisions[0].uid)).status_code == 404, name
        assert client.post(at(name, decisions[0].uid)).status_code == 404, name

    said = press(client)
    assert "Bed en anden i kulturteamet om at gøre det." in said.text
    assert not Message.objects.filter(kind="decision").exists()

    another = sign_in(Client(), factories.person("Grethe Skov", is_team=True))
    assert "4 afgørelser er frigivet." in press(another).text


def test_after_the_release_the_page_says_that_it_cannot_be_changed():
    first, *_ = made.released()
    bo = as_bo()

    assert "En afgørelse, der er frigivet, kan ikke ændres." in bo.get(at("change", first.uid)).text
    said = bo.post(at("outcome", first.uid), {"what": "declined"}, follow=True)
    assert "Afgørelsen er frigivet, og brevet er sendt eller på vej." in said.text


# --- a place that falls free


def test_a_place_given_up_by_telephone_is_offered_to_the_first_in_reserve():
    first, _second, third, _fourth = made.released()
    bo = as_bo()

    assert "Skriv, hvem der har sagt det, og hvordan." in bo.post(at("given_up", first.uid), {"reason": ""}).text
    said = bo.post(at("given_up", first.uid), {"reason": "Kontakt 1 ringede"}, follow=True)
    assert "En plads er ledig" in said.text
    assert "Sted 3 (nr. 1) står først på reservelisten." in said.text
    assert "Tilbyd den ledige plads til det første område på reservelisten" in bo.get("/team/").text

    assert "Området ser intet før da." in bo.get(at("offer", third.uid)).text
    said = bo.post(at("offer", third.uid), follow=True)
    assert "Tilbuddet til Sted 3 ligger klar. Læs brevet igennem, og frigiv afgørelsen." in said.text
    assert "Tilbyd den ledige plads" not in bo.get("/team/").text

    offered = latest(third)
    page = words_of(bo.get(at("outcome", offered.uid)))
    assert "Området står på reservelisten. Lad tilbuddet bortfalde i stedet." in page
    assert "Giv området afslag" not in page
    assert at("outcome", offered.uid) not in bo.get(at("change", offered.uid)).text
    assert "Området står på reservelisten." in bo.post(at("outcome", offered.uid), {"what": "declined"}).text
    assert latest(third) == offered


def test_an_offer_is_nothing_to_swap_with(bo):
    first, _second, third, _fourth = made.released()
    actions.give_up_place(first.expression, by=first.expression.created_by, at=NOW)
    actions.offer_place(third, by=bo, at=NOW)
    late = actions.decline(factories.expression.submitted(factories.carla(), name="Limby"), by=bo, at=NOW)

    page = as_bo().get(at("outcome", late.uid)).text

    assert "Sæt området sidst på reservelisten" in page
    assert "Byt med" not in page


def test_who_is_disqualified_from_the_first_in_reserve_is_not_told_that_there_are_none(bo):
    first, _second, third, _fourth = made.released()
    actions.give_up_place(first.expression, by=first.expression.created_by, at=NOW)
    made.disqualified(bo, third.expression)

    page = words_of(as_bo().get(at("changelist")))

    assert "En plads er ledig, og der er ikke nogen på reservelisten, som du kan tilbyde den." in page


# --- who still has an assessment to give


def test_who_still_owes_an_assessment_reads_nothing_made_of_the_others_points(bo):
    """In none of the pages on which a reason or a letter stands."""
    decisions = made.decided(4)
    first = decisions[0]
    mine = made.assessment.qualified(first.expression, bo)
    client = as_bo()

    page = client.get(at("changelist"))
    assert "afgiv din egen vurdering først" in words_of(page)
    assert str(first.uid) not in page.text
    for name in ("change", "letter", "pdf", "outcome", "void"):
        assert client.get(at(name, first.uid)).status_code == 404, name
    assert client.post(at("read", first.uid), {"version": 1, "read": "1"}).status_code == 404
    text = client.get(at("text", "designated", "da"))
    assert str(first.uid) not in text.text
    assert str(decisions[1].uid) in text.text
    assert "Læs de 3 breve igennem" in words_of(page)

    actions.take_back(mine, by=factories.bo(), at=made.READ_AT)
    assert client.get(at("change", first.uid)).status_code == 200


# --- what it costs


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_ask_the_same_at_any_size(count):
    decisions = made.decided(count, places=1, reserve=0)
    client = as_bo()

    costs = {name: cost(client, at(name)) for name in ("changelist", "release", "texts")}
    costs["change"] = cost(client, at("change", decisions[0].uid))
    costs["text"] = cost(client, text_page())

    assert costs == {"changelist": 14, "release": 11, "texts": 5, "change": 11, "text": 8}
