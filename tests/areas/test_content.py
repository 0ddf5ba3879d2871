from django.utils import translation

from areas import content
from areas.completeness import missing_to_submit
from tests import factories


def test_read_takes_one_query_and_says_everything(programme, django_assert_num_queries):
    made = factories.expression.complete()

    with django_assert_num_queries(1):
        said = content.read(made)

    assert (said.area, said.municipality, said.municipality_code) == ("Havnby", "Frederikshavn", 813)
    assert [partner.sector_key for partner in said.partners] == ["association", "school", "business"]
    assert [answer.text for answer in said.answers] == ["Om Udvikling", "Om Forankring"]
    assert said.goals[0].serves_keys == ["faellesskaber"]
    assert (said.grant_total, said.own_total) == ("50000.00", "0.00")
    assert [person.is_contact for person in said.group] == [True, False]
    assert missing_to_submit(said, programme) == []


def test_what_was_frozen_reads_back_as_the_same(programme):
    said = content.read(factories.expression.complete())

    assert content.Content.from_json(said.as_json()) == said


def test_what_was_sent_in_english_is_labelled_in_the_readers_language(programme):
    programme.core_elements.update(title_en="Development", question_en="Build on?")
    programme.goals.update(text_en="Communities")
    expression = factories.expression.complete()
    with translation.override("en"):
        frozen = content.read(expression).as_json()

    thawed = content.thaw(frozen, programme.pk)

    assert frozen["partners"][0]["sector"] == "Association"
    assert thawed == content.read(expression)
    with translation.override("en"):
        assert content.thaw(thawed.as_json(), programme.pk).as_json() == frozen


def test_the_fingerprint_changes_with_a_single_letter(programme):
    frozen = content.read(factories.expression.complete()).as_json()

    assert content.sha256_of(frozen) != content.sha256_of(frozen | {"idea": frozen["idea"] + "."})
