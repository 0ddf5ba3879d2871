"""A list of the admin that stays fast: Django's ChangeList for its filters, search and addresses, and nothing of its
cell-by-cell drawing. The database hands over the columns of one page; the template writes them."""

from dataclasses import dataclass
from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Window
from django.utils.functional import cached_property

PAGE_SIZE = 50


@dataclass(frozen=True)
class Column:
    """`up` and `down` are what the rows are ordered by when its heading is pressed; without them it cannot be."""

    key: str
    label: object
    up: tuple = ()
    down: tuple = ()


@dataclass(frozen=True)
class Heading:
    label: object
    url: str = ""
    order: str = ""


class CappedPaginator(Paginator):
    """Counts to 1,000 and no further: nobody turns to page 21, one searches; and it costs the same at any size."""

    object_list: QuerySet
    most = 1000

    @cached_property
    def counted(self) -> int:
        return self.object_list.order_by()[: self.most + 1].count()

    @property
    def count(self) -> int:
        return min(self.counted, self.most)

    @property
    def is_capped(self) -> bool:
        return self.counted > self.most


class LeanList(ChangeList):
    """The ChangeList of a ReadOnly; `result_list` is one page's queryset.

    `?o=area` orders by a column, `?o=-area` the other way. Which rows are on the page is asked for by itself: whatever
    else is wanted of a row is then worked out for fifty, and not for all that had to be sorted.
    """

    model_admin: "ReadOnly"

    def get_ordering(self, request, queryset) -> list:
        wished = self.params.get(ORDER_VAR, "")
        for column in self.model_admin.columns:
            if column.up and wished.removeprefix("-") == column.key:
                self.ordered_by = wished
                return list(column.down if wished.startswith("-") else column.up)
        self.ordered_by = ""
        return list(self.model_admin.ordering)

    def apply_select_related(self, qs):
        return qs

    def get_results(self, request) -> None:
        # Every page has a row, so past as many as are counted there is none; the database knows no number that large.
        if not 1 <= self.page_num <= CappedPaginator.most:
            raise IncorrectLookupParameters
        first = (self.page_num - 1) * self.list_per_page
        paginator = CappedPaginator(self.queryset, self.list_per_page)
        wanted = self.queryset.values_list("pk")
        if self.query:  # a search is the dear part: it is made once, and counts along the way
            wanted = wanted.annotate(found=Window(Count("pk")))
        page = list(wanted[first : first + self.list_per_page])
        if self.query:
            paginator.counted = page[0][1] if page else 0
        if self.page_num > paginator.num_pages:
            raise IncorrectLookupParameters
        ordered = self.root_queryset.order_by(*self.queryset.query.order_by)
        self.result_list = ordered.filter(pk__in=[row[0] for row in page])
        self.paginator, self.result_count, self.is_capped = paginator, paginator.count, paginator.is_capped
        self.page = paginator.page(self.page_num)
        self.show_all, self.multi_page, self.can_show_all = False, paginator.num_pages > 1, False
        self.full_result_count, self.show_full_result_count, self.show_admin_actions = None, False, False

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.model_admin.columns]

    def _heading(self, column: Column) -> Heading:
        if not column.up:
            return Heading(column.label)
        upwards, downwards = column.key, f"-{column.key}"
        order = {upwards: "ascending", downwards: "descending"}.get(self.ordered_by, "")
        there = self.get_query_string({ORDER_VAR: downwards if self.ordered_by == upwards else upwards})
        return Heading(column.label, there, order)

    @property
    def pages(self) -> list[tuple[object, str]]:
        """Number (or ellipsis) and address of the pages round this one."""
        numbers = self.paginator.get_elided_page_range(self.page_num, on_each_side=2, on_ends=1)
        return [(n, self.page_url(n) if isinstance(n, int) else "") for n in numbers]

    def page_url(self, number: int) -> str:
        return self.get_query_string({PAGE_VAR: number})

    @property
    def before(self) -> str:
        return self.page_url(self.page_num - 1) if self.page.has_previous() else ""

    @property
    def after(self) -> str:
        return self.page_url(self.page_num + 1) if self.page.has_next() else ""

    @property
    def query_string(self) -> str:
        """The filters, search and order of this list, to hand on to another address."""
        return self.get_query_string()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query) or any(name not in (ORDER_VAR, PAGE_VAR) for name in self.params)


class ReadOnly(admin.ModelAdmin):
    """Whoever gets here is of the team (TeamSite sees to that), and reads. `columns` are those of its list."""

    columns: ClassVar[tuple[Column, ...]]
    ordering: ClassVar[tuple[str, ...]]
    actions = None
    list_per_page = PAGE_SIZE
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request) -> QuerySet:
        return self.model.objects.visible_to(request.user)

    def get_changelist(self, request, **kwargs):
        return LeanList
