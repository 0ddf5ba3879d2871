"""What a form of the pack does: errors at the field and on top, what was typed, and fields of DKFDS's own."""

import datetime
from decimal import Decimal

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from dkfds.fields import AmountField, DayField, PickedDayField, TextField
from tests.dkfds.gallery import GalleryForm, PartnerForm


def draw(form, **context) -> str:
    page = Template("{% load crispy_forms_tags %}{% crispy form %}")
    return page.render(Context({"form": form, "heading": "Penge og tid", **context}))


def test_every_error_of_a_form_stands_at_its_field_and_in_the_summary():
    form = GalleryForm({})

    html = draw(form)

    assert len(form.errors) == 13
    for name in form.errors:
        assert f'id="id_{name}_error"' in html
        assert html.count(f"Udfyld feltet “{form[name].label}”.") == 2
    assert "Der er 13 fejl, som skal rettes" in html
    assert "Dette felt er påkrævet" not in html


def test_a_field_with_a_sentence_of_its_own_keeps_it():
    class Sentence(forms.Form):
        name = forms.CharField(error_messages={"required": "Skriv stedets navn."})

    html = draw(Sentence({}))

    assert html.count("Skriv stedets navn.") == 2


def test_form_without_errors_has_no_summary():
    html = draw(GalleryForm())

    assert "error-summary" not in html
    assert "form-error" not in html


def test_summary_can_be_left_to_the_page():
    form = GalleryForm({})
    form.helper.hide_error_summary = True

    html = draw(form)

    assert "error-summary" not in html
    assert 'id="id_name_error"' in html


def test_an_error_of_the_whole_form_is_in_the_summary():
    class Whole(forms.Form):
        def clean(self):
            raise forms.ValidationError("Budgettet skal give 50.000 kr. & ikke mere.")

    html = draw(Whole({}))

    assert "<li>Budgettet skal give 50.000 kr. &amp; ikke mere.</li>" in html


def test_what_was_typed_is_still_there():
    sent = {"name": 'Klit "by" <Syd>', "day_day": "31", "day_month": "2", "day_year": "2025", "vision": "\n\nen & to",
            "amount": "mange", "email": "anna@", "municipality": "825", "sector": "skole"}  # fmt: skip

    html = draw(GalleryForm(sent))

    assert 'value="Klit &quot;by&quot; &lt;Syd&gt;"' in html
    assert 'value="31"' in html
    assert "\n\n\nen &amp; to</textarea>" in html
    assert 'value="mange"' in html
    assert '<option value="825" selected>' in html
    assert 'value="skole" id="id_sector_1" class="form-radio" checked' in html.replace(" required", "")


def test_layout_objects_are_drawn_as_dkfds_has_them():
    html = draw(GalleryForm())

    assert '<fieldset class="kp-block"><legend class="h3">Stedet</legend>' in html
    assert '<div class="kp-two">' in html
    assert "<h2>Penge og tid</h2>" in html
    assert 'class="form-select wide"' in html
    assert 'data-area="yes"' in html
    assert '<input type="hidden" name="version" value="3">' in html
    assert 'name="save" value="1" class="button button-primary"' in html
    assert 'name="later" value="1" class="button button-secondary"' in html
    assert 'enctype="multipart/form-data"' in html


def test_wrapper_class_and_hidden_labels():
    class Small(forms.Form):
        name = forms.CharField(label="Navn")

        helper = FormHelper()
        helper.form_show_labels = False
        helper.layout = Layout(Field("name", wrapper_class="narrow", css_class="input-width-s"))

    html = draw(Small())

    assert '<div class="form-group narrow">' in html
    assert 'class="form-input input-width-s"' in html
    assert '<label class="form-label sr-only" for="id_name">Navn</label>' in html  # still there for those who listen


def test_form_with_method_get_has_no_token():
    class Search(forms.Form):
        q = forms.CharField(label="Søg")

        helper = FormHelper()
        helper.form_method = "get"

    html = draw(Search(), csrf_token="secret")

    assert 'method="get"' in html
    assert "csrfmiddlewaretoken" not in html


def test_stored_file_is_named_and_can_be_taken_away():
    class Stored:
        url = "/bilag/1/"

        def __str__(self):
            return "plan <1>.pdf"

    html = draw(GalleryForm(initial={"photo": Stored()}))

    assert '<a href="/bilag/1/">plan &lt;1&gt;.pdf</a>' in html
    assert 'type="checkbox" name="photo-clear" id="photo-clear_id"' in html


def test_formset_draws_each_form_with_its_name_and_all_errors():
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "", "form-0-sector": "skole",
            "form-1-name": "Klitby Skole", "form-1-sector": "x"}  # fmt: skip
    formset = forms.formset_factory(PartnerForm, extra=2, can_delete=True)(sent)
    helper = FormHelper()
    helper.item_name = "Partner"
    page = Template("{% load crispy_forms_tags %}{% crispy formset helper %}")

    html = page.render(Context({"formset": formset, "helper": helper}))

    assert '<legend class="h4">Partner 1</legend>' in html
    assert '<legend class="h4">Partner 2</legend>' in html
    assert 'name="form-TOTAL_FORMS" value="2"' in html
    assert 'href="#id_form-0-name"' in html
    assert 'href="#id_form-1-sector"' in html
    assert 'value="Klitby Skole"' in html
    assert 'name="form-1-DELETE"' in html


def test_widget_with_a_template_of_its_own_is_left_to_it():
    class Own(forms.TextInput):
        template_name = "django/forms/widgets/textarea.html"

        def get_context(self, *args):
            return super().get_context(*args)

    class OwnForm(forms.Form):
        name = forms.CharField(label="Navn", widget=Own)
        when = forms.DateField(label="Hvornår", widget=forms.SelectDateWidget(years=[2025]))

    html = draw(OwnForm())

    assert "<textarea" in html
    assert html.count("<select") == 3
    assert 'aria-label="Hvornår (1/3)"' in html


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("50000", "50000"),
        ("50.000", "50000"),
        ("50,000", "50000"),
        ("50 000 kr.", "50000"),
        ("50.000,50", "50000.50"),
        ("50,000.50", "50000.50"),
        ("12,5", "12.5"),
        ("1.234.567", "1234567"),
        ("500,-", "500"),
        ("DKK", None),
        ("1.23.456", None),
        ("50.000.50", None),
        ("5e3", None),
        ("NaN", None),
        ("١٢", None),
        ("mange", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_amount_is_read_as_people_write_it_in_every_language(typed, amount, language):
    field = AmountField()

    with translation.override(language):
        try:
            read = field.clean(typed)
        except forms.ValidationError:
            read = None

    assert read == (None if amount is None else Decimal(amount))


def test_negative_amount_is_understood_and_refused_where_it_may_not_be():
    with pytest.raises(forms.ValidationError, match="mindre end 0 kr"):
        AmountField(min_value=0).clean("−500")

    assert AmountField().clean("−500") == -500


def test_amount_is_shown_with_thousands():
    class Money(forms.Form):
        x = AmountField()

    assert 'value="50.000"' in draw(Money(initial={"x": Decimal("50000.00")}))
    assert 'value="1.234,50"' in draw(Money(initial={"x": Decimal("1234.5")}))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (["28", "4", "2025"], datetime.date(2025, 4, 28)),
        ([" 1", "05", "2025 "], datetime.date(2025, 5, 1)),
        (["", "", ""], None),
    ],
)
def test_day_is_read_from_its_three_boxes(typed, day):
    assert DayField(required=False).clean(typed) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["28", "", "2025"], "incomplete"),
        (["31", "2", "2025"], "invalid"),
        (["x", "2", "2025"], "invalid"),
        (["1", "1", "99999999999999999999"], "invalid"),
        (["", "", ""], "required"),
    ],
)
def test_day_that_is_none_says_why(typed, code):
    with pytest.raises(forms.ValidationError) as refused:
        DayField().clean(typed)

    assert refused.value.code == code


def test_day_has_changed_only_when_it_has():
    field = DayField()

    assert not field.has_changed(datetime.date(2025, 4, 28), ["28", "04", "2025"])
    assert field.has_changed(datetime.date(2025, 4, 28), ["29", "4", "2025"])
    assert field.has_changed(None, ["31", "2", "2025"])


def test_text_counts_a_line_break_once_as_the_browser_does():
    field = TextField(max_length=5)

    assert field.clean("ab\r\ncd") == "ab\ncd"
    with pytest.raises(forms.ValidationError, match="på 5 tegn, og du har skrevet 6"):
        field.clean("ab\r\ncde")


def test_text_that_is_too_long_says_by_how_much():
    class Long(forms.Form):
        x = TextField(max_length=5)

    html = draw(Long({"x": "1234567"}))

    assert "Du har 2 tegn for meget" in html
    assert 'data-maxlength="5"' in html
    assert " maxlength=" not in html  # the browser would cut a pasted text off without a word


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (["28", "4", "2025"], datetime.date(2025, 4, 28)),
        (["28", "4", "25"], datetime.date(2025, 4, 28)),
        (["", "", ""], None),
    ],
)
def test_of_a_year_two_figures_are_enough(typed, day):
    assert DayField(required=False).clean(typed) == day


@pytest.mark.parametrize("typed", [["31", "12", "9999"], ["1", "5", "250"], ["1", "5", "-1"]])
def test_a_day_that_nothing_can_be_reckoned_from_is_refused(typed):
    with pytest.raises(ValidationError, match="Den dato findes ikke"):
        DayField(required=False).clean(typed)


@pytest.mark.parametrize("typed", ["9999-12-31", "01-05-0025"])
def test_nor_is_one_from_the_browsers_own_calendar(typed):
    with pytest.raises(ValidationError, match="Skriv dagen som"):
        PickedDayField().clean(typed)
