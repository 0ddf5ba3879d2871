import pytest
from django.core.exceptions import ValidationError

from areas.forms.fields import Amount, Line, LineField, LongText, ShortText, tidy


def test_what_nobody_can_see_is_taken_out():
    assert tidy("Havn\x00by\x07 ved \u202efjorden\ufeff", lines=False) == "Havnby ved fjorden"


def test_a_line_becomes_one_line_and_a_text_keeps_its_lines():
    assert tidy("  en\r\nto \t tre ", lines=False) == "en to tre"
    assert LongText(max_length=50).clean("en\r\n\r\nto\x0b") == "en\n\nto"
    assert ShortText(max_length=50).clean("en\r\nto") == "en to"


def test_letters_that_were_put_together_are_one_letter():
    assert tidy("A\u030alborg", lines=False) == "Ålborg"


def test_too_long_says_how_much_there_is_room_for():
    with pytest.raises(ValidationError, match="plads til 5 tegn, og du har skrevet 6"):
        Line(max_length=5).clean("abcdef")
    with pytest.raises(ValidationError, match="5 tegn, og du har skrevet 6"):
        LongText(max_length=5).clean("abcdef")


def test_a_draft_may_lack_it_though_it_is_not_called_optional():
    assert Line(max_length=5).clean("") == ""
    assert Line(max_length=5).required
    with pytest.raises(ValidationError):
        LineField(max_length=5).clean("")


@pytest.mark.parametrize(
    ("said", "amount"),
    [("12.500,50", "12500.50"), ("12500", "12500"), ("12 500 kr", "12500"), ("12.500 kr.", "12500"), ("0,01", "0.01")],
)
def test_amounts_as_danes_write_them(said, amount):
    assert str(Amount().clean(said)) == amount


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("-100", "større end 0 kr."),
        ("0", "større end 0 kr."),
        ("mange", "med tal"),
        ("12,345,6", "med tal"),
        ("999999999999", "ikke plads"),
        ("NaN", "med tal"),
        ("1e9", "med tal"),
    ],
)
def test_what_is_no_amount_gets_a_sentence(said, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Amount().clean(said)
