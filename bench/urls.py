from django.urls import path

from bench.reference import reference
from kulturpunkt.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*urlpatterns, path("maalestok/", reference)]
